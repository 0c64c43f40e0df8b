import Language
import Notebook
import Reports
import Training
import Workspaces

/// `continue`.
enum ContinueCommand: Command {
  static let signature = Signature(
    "continue", group: CommandGroup.training, "trains what is left of what was planned",
    examples: [.init("continue", "after Ctrl-C, ‘open’ or a restored session")],
    details: """
      The rest of the ‘train’ that was cut short, else of the horizon of the network in use. It is \
      recorded as the line that it comes to, such as ‘train 3 from=117’. The end is that of a \
      training that nobody cut short: the epoch where it was cut is told as a whole.
      """)

  static func effects(of arguments: BoundArguments) -> [Effect] {
    TrainCommand.effects(endsInEpoch: true)
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let line = try rest(arguments, draft)
    do {
      let parsed = try ParsedLine.read(
        line, table: context.table, prefixes: false, lookup: { _ in nil })
      guard let parsed, parsed.signature.verb == TrainCommand.signature.verb else {
        throw arguments.error(.internal, "‘\(Printable.of(line))’ trains nothing")
      }
      return try TrainCommand.train(parsed.arguments, on: &draft, in: context, recordedAs: line)
    } catch let error as Diagnostic {
      throw located(error, arguments)
    } catch let failure as PartialFailure {
      throw PartialFailure(located(failure.diagnostic, arguments), report: failure.report)
    }
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    try TrainCommand.explanation(of: answer, in: context)
  }

  /// The line that trains the rest.
  private static func rest(_ arguments: BoundArguments, _ workspace: Workspace) throws -> String {
    let entry = try arguments.entry(workspace)
    if let plan = entry.plan { return "\(plan.line) from=\(plan.done)" }
    let data = try arguments.data(workspace)
    guard let horizon = entry.horizon else {
      throw arguments.error(
        "nothing-left", "no training of ‘\(entry.name)’ was cut short", hint: "try ‘train 3’")
    }
    let done = entry.run.position.step - horizon.start
    guard done < horizon.steps else {
      throw arguments.error(
        "nothing-left",
        "no training of ‘\(entry.name)’ was cut short, and its horizon of "
          + "\(NumberFormat.counted("batch", horizon.steps)) is behind it",
        hint: "‘optimizer over=5’ begins another, then ‘train 5’")
    }
    let (epochs, rest) = horizon.steps.quotientAndRemainder(dividingBy: data.stepsPerEpoch)
    let amount = rest == 0 ? "\(epochs)" : "\(horizon.steps) batches"
    return "train \(amount) from=\(done)"
  }

  /// The line was not typed, so nothing in it can be pointed at.
  private static func located(_ error: Diagnostic, _ arguments: BoundArguments) -> Diagnostic {
    var error = error
    error.span = arguments.verbSpan
    return error
  }
}
