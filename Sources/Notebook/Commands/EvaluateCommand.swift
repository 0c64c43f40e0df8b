import Datasets
import Language
import Pruning
import Training

/// `evaluate [split=test] [by=class]`.
enum EvaluateCommand: Command {
  static let signature = Signature(
    "evaluate", group: CommandGroup.training, "loss and accuracy of the network in use",
    options: [
      .option("split", .choice(["test", "train", "validation"]), "which part", default: "test"),
      .option("by", .choice(["class"]), "accuracy of each class beside the whole"),
    ],
    examples: [.init("evaluate"), .init("evaluate split=train by=class")],
    details: """
      With gates, `accuracy` is the dynamic network's, whose gates look at each image, and \
      `static_accuracy` the static sub-network's, with every gate at its decision.
      """)
  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let entry = try arguments.asking(arguments.entry(draft), draft, context)
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
    report["loss"] = .real(found.loss)
    report["accuracy"] = .real(found.accuracy)
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
    }
    if arguments.word("by") == "class" { addClasses(&report, found, data.dataset) }
    return report
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
}
