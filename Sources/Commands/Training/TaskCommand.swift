import Language
import Notebook
import Reports
import Training
import Workspaces

/// `task NAME`, or `task` alone.
enum TaskCommand: Command {
  static let signature = Signature(
    "task", group: CommandGroup.training, "what networks are to do with the data, or what they do",
    positionals: [
      .optional(
        "NAME", .choice(TaskCatalog.all.map(\.name)), "the task", otherwise: "shows the one in use"
      ).explained(
        by: TaskCatalog.all.map { ($0.name, $0.summary) })
    ],
    examples: [.init("task"), .init("task reconstruct")],
    details: """
      The task says what a network is trained for and how it is scored; ‘\
      \(TaskCatalog.standard.name)’ is the one where none is typed. It holds for all networks from \
      here on: weights, gates and epochs stay as they are.

      \(TaskCatalog.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
      """)

  static func isQuestion(_ arguments: BoundArguments) -> Bool { !arguments.isTyped("NAME") }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    isQuestion(arguments) ? [.read(.task)] : [.write(.task)]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    if let task = arguments.word("NAME").flatMap(TaskCatalog.find) { draft.task = task }
    return report(draft.task)
  }

  private static func report(_ task: any Task) -> Report {
    let scores = task.scores.map { score in
      "\(score.title) (\(score.unit.rawValue), \(score.better) is better)"
    }
    var report = Report("task \(task.name): \(task.summary)")
    report.say("loss \(task.objective.summary); scores \(scores.joined(separator: ", "))")
    report["task"] = .string(task.name)
    report["objective"] = .string(task.objective.name)
    var values = JSONObject()
    for score in task.scores {
      values[score.name] = ["unit": .string(score.unit.rawValue), "better": .string(score.better)]
    }
    report["scores"] = .object(values)
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    let task = answer.workspace.task
    var explanation = Explanation()
    explanation.formula(
      "loss", "mean over images of \(task.objective.formula), \(task.objective.summary)")
    for score in task.scores { explanation.formula(score.title, score.formula) }
    explanation.note(task.objective.letters)
    explanation.source(task.objective.source)
    return explanation
  }
}

extension Score {
  fileprivate var better: String { isHigherBetter ? "higher" : "lower" }
}
