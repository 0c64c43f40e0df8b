import Datasets
import Language
import Networks
import Notebook
import Pruning
import Reports
import Tensors
import Training
import Workspaces

/// `evaluate [split=test] [by=class|width] [weights=ema] [to=FILE.csv]`.
enum EvaluateCommand: Command {
  static let signature = Signature(
    "evaluate", group: CommandGroup.training, "loss and scores of the network in use",
    options: [
      .option("split", .choice(["test", "train", "validation"]), "which part", default: "test"),
      .option(
        "by", .choice(["class", "width"]),
        "scores of each class, or of the network at parts of its width, beside the whole"),
      .option(
        "weights", .choice(["ema"]), "the averaged weights (‘optimizer … ema=0.999’)",
        otherwise: "those in training"),
      .option(
        "to", .path, "a .csv file for what it puts out, a row a record", names: .file,
        isWritten: true),
    ],
    examples: [
      .init("evaluate"), .init("evaluate split=train by=class"),
      .init("evaluate to=outputs.csv", "what it puts out for each record"),
      .init("evaluate by=width", "what the first half of each layer's channels can do alone"),
    ],
    details: """
      What the scores are depends on the task: accuracy for ‘task classify’. With gates, they are \
      the dynamic network's, whose gates decide for each image, and `static_accuracy` and the like \
      the static sub-network's, with every gate at its decision. by=width sees the network through \
      the first channels of each layer that may get narrower, and trains nothing anew; with gates, \
      the static sub-network. A network that was not trained for it loses most at half its width.
      """,
    otherNames: ["test", "predict", "score", "validate", "infer"],
    otherWords: [
      "val": "validation", "valid": "validation", "training": "train", "on": "split",
      "set": "split",
    ])
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? { .evaluation }

  static func effects(of arguments: BoundArguments) -> [Effect] { [.readInUse, .use(.inUse)] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.asking(arguments.entry(draft), draft, context)
    if arguments.isTyped("weights") { entry = try averaged(entry, arguments) }
    let data = try arguments.dataFitting(entry.network, draft)
    let (split, part) = try arguments.part(of: data.dataset)
    let by = arguments.word("by")
    var outputs = try Outputs(arguments, data.dataset, of: draft.task, context)
    if by == "class" { try arguments.refuseWithoutClasses(draft.task, at: "by") }
    func evaluate(_ network: Network) throws -> Evaluation {
      try .run(network, on: part, of: data.dataset, for: draft.task, stop: context.stop)
    }
    let found = try Evaluation.run(
      entry.network, on: part, of: data.dataset, for: draft.task, stop: context.stop
    ) { _, output, targets in outputs?.add(output, targets) }
    var report = Report(
      """
      \(split): \(told(found)), loss \(Figure.loss(found.loss)), \(found.count) \
      \(NumberFormat.noun("image", found.count))
      """)
    report["task"] = .string(draft.task.name)
    report["split"] = .string(split)
    if arguments.isTyped("weights") { report["weights"] = "ema" }
    report["loss"] = .real(found.loss)
    report["scores"] = scores(found)
    put(found, to: &report)
    report["count"] = .integer(found.count)
    if let fixed = try entry.decided() {
      let still = try evaluate(fixed)
      let gap = Figure.difference(found.mark.value - still.mark.value, of: found.mark.score)
      report.say(
        """
        static sub-network: \(told(still)), loss \(Figure.loss(still.loss)); dynamic − static \
        \(gap)
        """)
      put(still, "static_", to: &report)
      report["static_loss"] = .real(still.loss)
    }
    if let outputs { report.append(try outputs.write(outputs: entry.network.graph.output.size)) }
    if by == "class" { addClasses(&report, found, data.dataset) }
    if by == "width" { try addWidths(&report, entry, found, arguments, evaluate) }
    return report
  }

  /// The network with its averaged weights in the place of its own.
  private static func averaged(
    _ entry: NetworkEntry, _ arguments: BoundArguments
  ) throws -> NetworkEntry {
    guard let average = entry.run.companions[Companion.average] else {
      throw arguments.error(
        "no-average", "‘\(entry.name)’ has no averaged weights", at: "weights",
        hint: "‘optimizer ema=0.999’, then train")
    }
    var entry = entry
    entry.run.network = average.network(of: entry.network)
    return entry
  }

  /// `accuracy 83.20 %`.
  private static func told(_ found: Evaluation) -> Phrase {
    Phrase.joined(
      found.marks.map { "\($0.score.title) \(Figure.mark($0, digits: 2))" }, separator: ", ")
  }

  static func scores(_ found: Evaluation) -> JSONValue {
    var scores = JSONObject()
    for mark in found.marks {
      scores[mark.score.name] = [
        "value": .real(mark.value), "unit": .string(mark.score.unit.rawValue),
      ]
    }
    return .object(scores)
  }

  static func put(
    _ found: Evaluation, _ prefix: String = "", to report: inout Report
  ) {
    for mark in found.marks { report[prefix + mark.score.name] = .real(mark.value) }
    if found.task.isAboutClasses { report[prefix + "correct"] = .integer(found.correct) }
  }

  private static func addClasses(
    _ report: inout Report, _ found: Evaluation, _ dataset: Dataset
  ) {
    var table = Table([.init("class", .left), .init("images"), .init("accuracy")])
    var rows: [JSONValue] = []
    for (name, counts) in zip(dataset.classNames, found.byClass) {
      // A class without images has no accuracy.
      let accuracy = counts.count == 0 ? nil : Double(counts.correct) / Double(counts.count)
      let shown = accuracy.map { NumberFormat.percent($0, 1) } ?? "-"
      table.add(["\(name)", "\(counts.count)", "\(Figure(shown, .gates))"])
      rows.append([
        "class": .string(name), "accuracy": JSONValue(accuracy), "count": .integer(counts.count),
      ])
    }
    report.add(table)
    report["classes"] = .array(rows)
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let count = answer.number("count"), count > 0 else { return nil }
    var explanation = Explanation(.trained)
    let networks = [("", "the network"), ("static_", "static sub-network")]
    let task = answer.workspace.task
    for score in task.scores {
      explanation.formula(score.title, score.formula)
      for (key, name) in networks {
        guard let value = answer.number(key + score.name) else { continue }
        explanation.put(
          Mark(score, value), of: count, digits: 2, "\(name): ", at: [key + score.name])
      }
    }
    for row in answer.rows("classes") where answer.arguments.word("by") == "class" {
      guard let name = row.word("class"), let images = row.number("count"), images > 0,
        let accuracy = row.number("accuracy")
      else { continue }
      let correct = (accuracy * images).rounded()
      explanation.put(
        "\(name): \(NumberText.count(correct)) / \(NumberText.count(images)) = "
          + NumberFormat.percent(correct / images), correct / images,
        at: ["classes", name, "accuracy"])
    }
    addWidths(&explanation, answer)
    explanation.formula(
      "loss", "mean over images of \(task.objective.formula), \(task.objective.summary)")
    for (key, name) in networks {
      guard let loss = answer.number(key + "loss") else { continue }
      explanation.put(
        "\(name): \(NumberFormat.fixed(loss * count, 2)) / \(NumberText.count(count)) = "
          + NumberFormat.fixed(loss, 4), loss, at: [key + "loss"])
    }
    if task.isAboutClasses, let classes = answer.workspace.data?.dataset.classes, classes > 1 {
      explanation.note(
        "guessing: accuracy 1 / \(classes) = \(NumberFormat.percent(1 / Double(classes))), loss "
          + "log \(classes) = \(NumberFormat.fixed(Elementary.log(Double(classes)), 4))")
    }
    explanation.note(task.objective.letters)
    explanation.source(task.objective.source)
    return explanation
  }
}
