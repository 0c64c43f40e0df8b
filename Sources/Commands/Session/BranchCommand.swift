import Language
import Notebook
import Reports
import Workspaces

/// `branch NAME`.
enum BranchCommand: Command {
  static let signature = Signature(
    "branch", group: CommandGroup.notebook,
    "a second network that goes on from where the one in use is",
    positionals: [.required("NAME", .name, "the new network's name")],
    examples: [.init("branch cautious")],
    details: """
      The new network has everything of the one in use: weights, what its optimizer and its \
      pruning method remember, position, log, and its earlier epochs, so that ‘checkout epoch=N’ \
      works in it. It is in use from then on, and the first stays as it is. ‘copy’ takes any \
      network by name, as it is, without its earlier epochs.
      """)

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [.readInUse, .use(.inUse), .begin(.named(arguments.text("NAME") ?? ""))]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.entry(draft)
    let from = entry.name
    entry.name = try arguments.required("NAME", \.text)
    try arguments.refuseTaken(entry.name, draft, at: "NAME")
    draft.entry = entry
    var report = Report(
      "‘\(entry.name)’ goes on from ‘\(from)’ \(entry.place)\(entry.lastAccuracy)")
    report.append(NetworkReports.summary(entry))
    report["from"] = .string(from)
    report["epoch"] = .integer(entry.run.position.epoch)
    report["batch"] = .integer(entry.run.position.batch)
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    Explanation.summary(answer)
  }
}
