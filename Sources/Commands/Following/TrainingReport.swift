import Datasets
import Networks
import Pruning
import Reports
import Training
import Workspaces

/// What `train` answers.
struct TrainingReport {
  let request: TrainingRequest
  /// Whether the method had finished before.
  private let wasFinished: Bool
  var epochs: [EpochReport] = []
  /// Batches that ran and are kept.
  var steps = 0
  var seconds = 0.0
  var images = 0
  var energy: GaugedEnergy?
  /// What the last look at the goal found.
  var found: Double?

  init(_ request: TrainingRequest, _ entry: NetworkEntry) {
    self.request = request
    wasFinished = entry.method?.isFinished ?? false
  }

  func report(_ entry: NetworkEntry) throws -> Report {
    var report = Report()
    let score = epochs.last?.mark.score ?? request.task.scores[0]
    let watch = request.watch
    var columns = ["epoch", "loss", score.title]
    if let watch { columns.append("\(watch.rawValue) \(score.title)") }
    var table = Table((columns + ["rate"]).map { .init($0) })
    var rows: [JSONValue] = []
    for epoch in epochs {
      let batches = NumberFormat.noun("batch", epoch.batches)
      let number =
        epoch.isWhole ? "\(epoch.epoch)" : "\(epoch.epoch) (\(epoch.batches) \(batches))"
      var cells: [Phrase] = [
        "\(number)", "\(Figure.loss(epoch.loss))", "\(Figure.mark(epoch.mark))",
      ]
      if let watch {
        cells.append(epoch[watch][score.name].map { "\(Figure.mark(Mark(score, $0)))" } ?? "")
      }
      table.add(cells + ["\(NumberFormat.fixed(epoch.rate, 4))"])
      var row: JSONObject = [
        "epoch": .integer(epoch.epoch), "batches": .integer(epoch.batches),
        "loss": .real(epoch.loss),
      ]
      row.append(epoch.scoreValues)
      row["rate"] = .real(epoch.rate)
      for part in [Dataset.Part.validation, .test] {
        let found = epoch[part][score.name]
        if part == watch || found != nil { row[part.key(score)] = JSONValue(found) }
      }
      rows.append(.object(row))
    }
    if epochs.isEmpty { report.say("no batch was kept") } else { report.add(table) }
    report["epochs"] = .array(rows)
    report["steps"] = .integer(steps)
    report["loss"] = JSONValue(epochs.last?.loss)
    report[score.name] = JSONValue(epochs.last?.mark.value)
    if let watch { report[watch.key(score)] = JSONValue(epochs.last?[watch][score.name]) }
    if let rate = request.lineRate { report["lr"] = .real(rate) }
    if let method = entry.method { add(method, of: entry.denseGraph, to: &report) }
    if let goal = request.goal, let found {
      report.append(
        goal.report(found, isTrained: entry.isResult, isKnown: entry.isTrainingKnown))
    }
    report.tellUnread(entry.denseGraph)
    let rate = seconds > 0 ? Double(images) / seconds : 0
    report.say(
      """
      took \(NumberFormat.duration(seconds)), \(energy.map { "\($0.text), " } ?? "")\
      \(NumberFormat.count(Int(rate))) images/s
      """, volatile: true)
    energy?.sayProblem(in: &report)
    report["seconds"] = .real(seconds)
    report["meter"] = energy.map { .object($0.value) }
    report["images_per_second"] = .real(rate)
    return report
  }

  private func add(_ method: any PruningMethod, of wide: Graph, to report: inout Report) {
    let request = method.request
    report["target"] = JSONValue(request.target)
    report["removed"] = .real(1 - method.share)
    report.put(request.cost)
    if let last = epochs.last?.account {
      report["account"] = .object(last.value)
    }
    guard let found = method.report else {
      let removed = Figure.percent(1 - method.share, .total(dense: 1))
      report.say(
        """
        \(method.description.subject.rawValue): \(removed) of \
        \(request.cost.unit) removed so far\
        \(request.target.map { ", on the way to \(Figure.percent($0))" } ?? "" as Phrase)
        """)
      return
    }
    guard !wasFinished else { return }
    report.append(MethodReports.report(found, request, wide))
  }
}
