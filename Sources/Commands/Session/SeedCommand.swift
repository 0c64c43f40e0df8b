import Language
import Notebook
import Reports
import Workspaces

/// `seed N`.
enum SeedCommand: Command {
  static let signature = Signature(
    "seed", group: CommandGroup.notebook, "sets the seed of every random number",
    positionals: [.required("N", .integer(0...Int.max), "the seed")],
    examples: [.init("seed 7", "weights, order and augmentation follow from 7")],
    details: """
      A random number is a function of the seed, of what it is for, of the epoch and of its index. \
      The same seed gives the same digits. What was drawn before the line stays as it is.
      """)

  static func effects(of arguments: BoundArguments) -> [Effect] { [.write(.seed)] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    draft.seed = UInt64(try arguments.required("N", \.integer))
    var report = Report("seed \(String(draft.seed))")
    report["seed"] = .integer(Int(clamping: draft.seed))
    return report
  }
}
