import Plots
import Reports
import Sweeps

/// Scores of many runs: means of groups with the 95 % interval of each.
struct RunsPlot {
  let table: RunsTable
  /// Parameters, a group for each of their values.
  let names: [String]

  /// Why it cannot be drawn.
  struct Refusal: Error {
    let message: String
    let hint: String
  }

  private static let source = "mean of runs, bars: 95 %"

  /// A score against multiply-adds and joules, a point a group, a colour a value of the first
  /// parameter.
  func pareto(_ score: String) throws -> Plot {
    let groups = table.groups(by: names)
    let costs = [
      ("multiply-adds", "macs", Axis.Form.amount, "counted"),
      ("energy", "joules", .quantity("J"), "estimated"),
    ]
    let charts = try costs.compactMap { title, column, form, kind -> Chart? in
      let points = groups.compactMap { group -> Labelled? in
        guard let cost = group.summary(column), let found = group.summary(score) else { return nil }
        let label = group.values.first ?? "all runs"
        return (label, .init(cost.mean, found.mean, within: found.interval))
      }
      guard !points.isEmpty else { return nil }
      return try Chart(
        "\(Self.capitalised(score)) against \(title)",
        .plane(
          x: Axis("\(title) an image", form, kind: kind, startsAtZero: true), y: axis(score),
          series: Self.series(points, .points)))
    }
    guard !charts.isEmpty else {
      throw Refusal(
        message: "no run has both ‘\(score)’ and a cost", hint: "columns are macs and joules")
    }
    return plot(charts, score)
  }

  /// A score along the first parameter, whose values are numbers; a line for each value of the
  /// others.
  func course(of score: String) throws -> Plot {
    guard let first = names.first else {
      throw Refusal(message: "no parameter differs between the runs", hint: "by=NAME names one")
    }
    let places = table.groups(by: [first]).map { RunsTable.number($0.values[0]) }
    guard places.allSatisfy({ $0 != nil }) else {
      throw Refusal(
        message: "the values of ‘\(first)’ are no numbers to draw along",
        hint: "by=NAME,… with a parameter of numbers first")
    }
    let isShare = table.rows.allSatisfy { $0.cells[first]?.hasSuffix("%") == true }
    let points = table.groups(by: names).compactMap { group -> Labelled? in
      guard let x = RunsTable.number(group.values[0]), let found = group.summary(score) else {
        return nil
      }
      let others = group.values.dropFirst().joined(separator: ", ")
      return (others.isEmpty ? score : others, .init(x, found.mean, within: found.interval))
    }
    guard !points.isEmpty else {
      throw Refusal(message: "no run has a ‘\(score)’", hint: "‘runs FOLDER’ shows what there is")
    }
    return plot(
      [
        try Chart(
          "\(Self.capitalised(score)) by \(first)",
          .plane(
            x: Axis(first, isShare ? .share : .number("")), y: axis(score),
            series: Self.series(points, .line)))
      ], score)
  }

  private typealias Labelled = (label: String, point: Chart.Series.Point)

  /// Points of one label in one series, in the order in which the labels come; a line goes along x.
  private static func series(_ points: [Labelled], _ form: Chart.Series.Form) -> [Chart.Series] {
    var labels: [String] = []
    for (label, _) in points where !labels.contains(label) { labels.append(label) }
    return labels.map { label in
      let own = points.filter { $0.label == label }.map(\.point)
      return Chart.Series(label, form, form == .line ? own.sorted { $0.x < $1.x } : own)
    }
  }

  private func plot(_ charts: [Chart], _ score: String) -> Plot {
    let done = table.rows.count(where: \.isDone)
    let by = names.isEmpty ? "" : " by \(names.joined(separator: ", "))"
    return Plot(
      charts: charts,
      caption: """
        \(score) of \(NumberFormat.counted("run", done))\(by): means, bars hold the mean of all \
        such runs in 95 of 100 cases
        """,
      values: [
        "runs": .integer(done), "by": .array(names.map { .string($0) }), "score": .string(score),
      ])
  }

  private func axis(_ score: String) -> Axis {
    Axis(score, RunsTable.isShare(score) ? .share : .number(""), source: Self.source)
  }

  private static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
