import Datasets
import Language
import Notebook
import Pruning
import Reports
import Tensors
import Training
import Workspaces

/// `evaluate [split=test] [by=class]`.
enum EvaluateCommand: Command {
  static let signature = Signature(
    "evaluate", group: CommandGroup.training, "loss and accuracy of the network in use",
    options: [
      .option("split", .choice(["test", "train", "validation"]), "which part", default: "test"),
      .option("by", .choice(["class"]), "accuracy of each class beside the whole"),
      .option(
        "weights", .choice(["ema"]), "the averaged weights (‘optimizer … ema=0.999’)",
        otherwise: "those in training"),
    ],
    examples: [.init("evaluate"), .init("evaluate split=train by=class")],
    details: """
      With gates, `accuracy` is the dynamic network's, whose gates decide for each image, and \
      `static_accuracy` the static sub-network's, with every gate at its decision.
      """)
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? { .evaluation }

  static func effects(of arguments: BoundArguments) -> [Effect] { [.readInUse, .use(.inUse)] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.asking(arguments.entry(draft), draft, context)
    if arguments.isTyped("weights") { entry = try averaged(entry, arguments) }
    let data = try arguments.dataFitting(entry.network, draft)
    let split = arguments.word("split") ?? "test"
    guard let part = data.dataset[Dataset.Part(typed: split) ?? .test] else {
      throw arguments.error(
        "no-split", "no validation part was set aside", at: "split",
        hint: "‘data \(data.dataset.name) validation=10%’ sets one aside")
    }
    let found = try Evaluation.run(
      entry.network, on: part, of: data.dataset, stop: context.stop)
    var report = Report(
      """
      \(split): accuracy \(Figure.accuracy(found.accuracy, digits: 2)), loss \
      \(Figure.loss(found.loss)), \(found.count) \(NumberFormat.noun("image", found.count))
      """)
    report["split"] = .string(split)
    if arguments.isTyped("weights") { report["weights"] = "ema" }
    report["loss"] = .real(found.loss)
    report["accuracy"] = .real(found.accuracy)
    report["correct"] = .integer(found.correct)
    report["count"] = .integer(found.count)
    if let fixed = try entry.decided() {
      let still = try Evaluation.run(fixed, on: part, of: data.dataset, stop: context.stop)
      report.say(
        """
        static sub-network: accuracy \(Figure.accuracy(still.accuracy, digits: 2)), loss \
        \(Figure.loss(still.loss)); dynamic − static \
        \(Figure.points(found.accuracy - still.accuracy))
        """)
      report["static_accuracy"] = .real(still.accuracy)
      report["static_loss"] = .real(still.loss)
      report["static_correct"] = .integer(still.correct)
    }
    if arguments.word("by") == "class" { addClasses(&report, found, data.dataset) }
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
    explanation.formula("accuracy", Explanation.accuracy)
    for (key, name) in networks {
      guard let correct = answer.number(key + "correct") else { continue }
      explanation.put(
        "\(name): \(NumberText.count(correct)) / \(NumberText.count(count)) = "
          + NumberFormat.percent(correct / count, 2), correct / count, at: [key + "accuracy"])
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
    explanation.formula(
      "loss", "mean over images of \(Explanation.crossEntropy), the cross entropy of the softmax")
    for (key, name) in networks {
      guard let loss = answer.number(key + "loss") else { continue }
      explanation.put(
        "\(name): \(NumberFormat.fixed(loss * count, 2)) / \(NumberText.count(count)) = "
          + NumberFormat.fixed(loss, 4), loss, at: [key + "loss"])
    }
    if let classes = answer.workspace.data?.dataset.classes, classes > 1 {
      explanation.note(
        "guessing: accuracy 1 / \(classes) = \(NumberFormat.percent(1 / Double(classes))), loss "
          + "log \(classes) = \(NumberFormat.fixed(Elementary.log(Double(classes)), 4))")
    }
    explanation.note("z: the logits, what the network puts out")
    explanation.source("Goodfellow, Bengio and Courville, Deep Learning, 2016, 6.2.2")
    return explanation
  }
}
