import Language
import Networks
import Notebook
import Pruning
import Reports
import Training
import Workspaces

/// `evaluate by=width`.
extension EvaluateCommand {
  private static let widths = [0.25, 0.5, 0.75, 1]

  /// A row for the network at each width.
  ///
  /// - Parameter whole: what was found of the network as it is, which without gates is the row of
  ///   all channels.
  static func addWidths(
    _ report: inout Report, _ entry: NetworkEntry, _ whole: Evaluation,
    _ arguments: BoundArguments, _ evaluate: (Network) throws -> Evaluation
  ) throws {
    let network = try entry.staticNetwork()
    guard !GateSites.channels(of: network.graph).isEmpty else {
      throw arguments.error(
        "not-gateable", "no layer of ‘\(entry.name)’ can get narrower", at: "by",
        hint: "a network needs a hidden layer for it")
    }
    let dense = entry.denseTotal.multiplyAdds
    var table = Table(
      [.init("width")] + whole.task.scores.map { .init($0.title) }
        + [.init("loss"), .init("multiply-adds")])
    var rows: [JSONValue] = []
    for width in widths {
      let narrow = try network.seen(width: width)
      let isWhole = width == 1 && !entry.network.hasGates
      let found = isWhole ? whole : try evaluate(narrow)
      let macs = narrow.graph.ownWork.total.multiplyAdds
      table.add(
        ["\(Figure(NumberFormat.percent(width, 0), .derived))"]
          + found.marks.map { "\(Figure.mark($0, digits: 2))" }
          + [
            "\(Figure.loss(found.loss))",
            "\(NetworkReports.count(macs, entry.rule(dense: dense)))",
          ])
      var row = Report()
      put(found, to: &row)
      row["width"] = .real(width)
      row["scores"] = scores(found)
      row["loss"] = .real(found.loss)
      row["macs"] = NetworkReports.value(macs)
      rows.append(.object(row.values))
    }
    report.add(table)
    report.tellUnread(entry.denseGraph)
    report["widths"] = .array(rows)
  }

  /// What the rows of `by=width` are.
  static func addWidths(_ explanation: inout Explanation, _ answer: Answer) {
    let rows = answer.rows("widths")
    guard !rows.isEmpty else { return }
    explanation.formula(
      "width", "share of the channels, rounded up, of each layer that may get narrower")
    for row in rows {
      guard let width = row.number("width"), let macs = row.number("macs") else { continue }
      let name = NumberFormat.percent(width, 0)
      explanation.put(
        "\(name): \(NumberText.count(macs)) multiply-adds", macs,
        at: ["widths", "\(width)", "macs"])
    }
  }
}
