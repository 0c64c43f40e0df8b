import Language
import Notebook
import Reports
import Workspaces

/// `masks`.
enum MasksCommand: Command {
  static let signature = Signature(
    "masks", group: CommandGroup.gates, "the weights that masks leave, layer by layer",
    examples: [.init("masks")],
    details: "Counts are of weights that stay; ‘flops’ has them beside the dense counts.")
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? { .numbers }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    MaskReport.report(try arguments.entry(draft).network)
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    MaskReport.explanation(of: answer)
  }
}
