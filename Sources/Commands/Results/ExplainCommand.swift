import Language
import Notebook
import Reports
import Workspaces

/// `explain`.
enum ExplainCommand: NotebookCommand {
  static let signature = Signature(
    "explain", group: CommandGroup.results,
    "the formulas behind the last answer, with this network's values put in",
    examples: [.init("explain", "after ‘flops’, ‘energy’, ‘gates’, ‘evaluate’, ‘compact’ …")],
    details: """
      Each formula is given in words, under it the same with numbers: those of the answer and what \
      they come from. Papers and documents are named at the end. ‘help’, ‘show’, ‘undo’ and \
      ‘explain’ are no answers; what stood before them is still the last one. Where the network \
      has moved on from it, as with ‘undo’, the first line says so.
      """,
    otherNames: ["formula", "formulas"])
  static let kind = CommandKind.question

  static func effects(of arguments: BoundArguments) -> [Effect] { [.readAnswer] }

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let hint = "‘flops’, ‘energy’, ‘evaluate’ and ‘gates’ give numbers to explain"
    guard let answer = engine.lastAnswer else {
      throw arguments.error("nothing-to-explain", "nothing was answered yet", hint: hint)
    }
    guard let explanation = try answer.command.explanation(of: answer, in: context),
      !explanation.formulas.isEmpty
    else {
      throw arguments.error(
        "nothing-to-explain",
        "the last answer, to ‘\(answer.command.signature.verb)’, holds no number that comes from a "
          + "formula", hint: hint)
    }
    return explanation.report(
      of: answer.line, outOfDate: answer.standing?.outOfDate(in: engine.workspace))
  }
}
