import Datasets
import Networks
import Plots
import Pruning
import Reports
import Tensors
import Training
import Workspaces

/// The gates of a network: how open they are in each layer, and the course that training took them.
struct GatePlot {
  private static let states = ["open for all", "undecided", "shut for all", "gone"]

  let entry: NetworkEntry

  /// - Parameter data: nil where there are no gates to ask any more.
  func plot(_ data: LoadedData?, for task: any Task, _ stop: StopFlag) throws -> Plot {
    var plot = Plot(charts: [], caption: "")
    var captions: [String] = []
    if let data {
      plot.charts.append(try states(data, task, stop))
      let images = NumberFormat.counted("test image", data.dataset.test.count)
      captions.append("gates of ‘\(entry.name)’ by layer, asked about \(images)")
    }
    if let course = try course() {
      plot.charts.append(course)
      captions.append("the course of the gates of ‘\(entry.name)’ by epoch")
    }
    plot.caption = "\(captions.joined(separator: "; "))"
    return plot
  }

  /// The network before anything left.
  var wide: Network { entry.gatedNetwork }

  /// Whether the epochs say how the gates came to be as they are.
  var hasCourse: Bool { entry.epochs.contains { $0.account != nil } }

  private func states(_ data: LoadedData, _ task: any Task, _ stop: StopFlag) throws -> Chart {
    let observed = try GateObservation.run(
      entry.network, on: data.dataset.test, of: data.dataset, for: task, stop: stop)
    let map = GateMap(entry.network.graph)
    let rows = wide.gateModules.map { wideNode, before in
      let all = before.originalCount + (before.hasBlockGate ? 1 : 0)
      let node = entry.network.graph.index(named: wide.graph.nodes[wideNode].name)
      let openness = node.map { map.range(of: $0).map { observed.openness[$0] } } ?? []
      let open = openness.count { $0 == 1 }
      let shut = openness.count { $0 == 0 }
      let counts = [open, openness.count - open - shut, shut, all - openness.count]
      return Chart.Row(
        wide.graph.gatedName(wideNode), counts.map { Double($0) / Double(max(1, all)) })
    }
    return try Chart(
      "Gates of \(entry.name) by layer",
      .bars(
        value: Axis(
          "share of the layer's gates", .share, kind: "measured", source: "test images",
          startsAtZero: true),
        parts: Self.states, rows: rows))
  }

  /// Guides come behind the lines they are for.
  private static let drawn = [AccountFigure.Role.result, .guide].flatMap { role in
    MethodCatalog.figures.filter { $0.role == role && $0.unit == .share }
  }

  private func course() throws -> Chart? {
    let kept = TrainingCurves.merged(entry.epochs).compactMap { report in
      report.account.map { (epoch: Double(report.epoch), account: $0) }
    }
    guard !kept.isEmpty else { return nil }
    let kind = entry.activeMethod?.request.cost ?? entry.origin?.kind ?? entry.method?.request.cost
    let unit = kind?.unit ?? "the cost"
    return try Chart(
      "Course of the gates of \(entry.name)",
      .plane(
        x: Axis("epoch", .whole),
        y: Axis(
          "share", .share, kind: "measured", source: "last batch of the epoch", startsAtZero: true),
        series: Self.drawn.enumerated().compactMap { place, figure in
          let points = kept.compactMap { epoch, account in
            account[figure.key].map { Chart.Series.Point(epoch, $0) }
          }
          let style: Chart.Series.Form = figure.role == .guide ? .guide : .line
          return points.isEmpty ? nil : .init(figure.title(cost: unit), style, points, place: place)
        }))
  }
}
