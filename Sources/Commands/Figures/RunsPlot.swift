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
      var points: [(label: String, point: Chart.Series.Point)] = []
      for group in groups {
        guard let cost = group.summary(column), let found = group.summary(score) else { continue }
        points.append(
          (
            group.values.first ?? "all runs",
            .init(cost.mean, found.mean, within: found.interval)
          ))
      }
      var labels: [String] = []
      for (label, _) in points where !labels.contains(label) { labels.append(label) }
      guard !labels.isEmpty else { return nil }
      let series = labels.map { label in
        Chart.Series(label, .points, points.filter { $0.label == label }.map(\.point))
      }
      return try Chart(
        "\(Self.capitalised(score)) against \(title)",
        .plane(
          x: Axis("\(title) an image", form, kind: kind, startsAtZero: true), y: axis(score),
          series: series))
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
    let places = table.groups(by: [first]).map { Self.number($0.values[0]) }
    guard places.allSatisfy({ $0 != nil }) else {
      throw Refusal(
        message: "the values of ‘\(first)’ are no numbers to draw along",
        hint: "by=NAME,… with a parameter of numbers first")
    }
    let isShare = table.rows.allSatisfy { $0.cells[first]?.hasSuffix("%") == true }
    var order: [[String]] = []
    var lines: [[String]: [Chart.Series.Point]] = [:]
    for group in table.groups(by: names) {
      guard let x = Self.number(group.values[0]), let found = group.summary(score) else { continue }
      let others = Array(group.values.dropFirst())
      if lines[others] == nil { order.append(others) }
      lines[others, default: []].append(.init(x, found.mean, within: found.interval))
    }
    guard !order.isEmpty else {
      throw Refusal(message: "no run has a ‘\(score)’", hint: "‘runs FOLDER’ shows what there is")
    }
    let series = order.map { others in
      Chart.Series(
        others.isEmpty ? score : others.joined(separator: ", "), .line,
        lines[others, default: []].sorted { $0.x < $1.x })
    }
    return plot(
      [
        try Chart(
          "\(Self.capitalised(score)) by \(first)",
          .plane(
            x: Axis(first, isShare ? .share : .number("")), y: axis(score), series: series))
      ], score)
  }

  private func plot(_ charts: [Chart], _ score: String) -> Plot {
    let groups = table.groups(by: names)
    let done = groups.reduce(0) { $0 + $1.rows.count }
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
    Axis(score, score == "accuracy" ? .share : .number(""), source: Self.source)
  }

  private static func number(_ text: String) -> Double? {
    text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
  }

  private static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
