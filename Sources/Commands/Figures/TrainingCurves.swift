import Datasets
import Plots
import Training
import Workspaces

/// The epochs of every trained network, for `plot loss` and `plot accuracy`.
struct TrainingCurves {
  struct Curve {
    let name: String
    let epochs: [EpochReport]
    /// Chooses its colour.
    let place: Int?
  }

  private(set) var curves: [Curve] = []
  private var remarks: [String] = []

  /// - Parameter workspace: its network in use comes first.
  init(_ workspace: Workspace) {
    let others = workspace.networkNames.filter { $0 != workspace.current }
    let all = ((workspace.current.map { [$0] } ?? []) + others).map {
      Curve(
        name: $0, epochs: Self.merged(workspace.networks[$0]?.epochs ?? []),
        place: workspace.drawn.firstIndex(of: $0))
    }.filter { !$0.epochs.isEmpty }
    for (index, curve) in all.enumerated() {
      // A copy or a compacted network begins with the epochs of another, and may have no more.
      let other = all.indices.first { place in
        place != index && Self.begins(all[place], with: curve)
          && (all[place].epochs.count > curve.epochs.count || place < index)
      }
      if let other {
        remarks.append("‘\(curve.name)’ has no other epochs than ‘\(all[other].name)’")
      } else {
        curves.append(curve)
      }
    }
  }

  private static func begins(_ whole: Curve, with part: Curve) -> Bool {
    whole.epochs.count >= part.epochs.count
      && zip(whole.epochs, part.epochs).allSatisfy { $0.loss == $1.loss && $0.epoch == $1.epoch }
  }

  /// The parts of an epoch that was trained in several as one, each with the weight of its batches.
  static func merged(_ reports: [EpochReport]) -> [EpochReport] {
    var result: [EpochReport] = []
    for report in reports {
      guard let last = result.last, last.epoch == report.epoch, !last.isWhole else {
        result.append(report)
        continue
      }
      let batches = last.batches + report.batches
      let share = Double(report.batches) / Double(max(1, batches))
      var both = report
      both.batches = batches
      both.loss = last.loss + (report.loss - last.loss) * share
      for (name, value) in last.scores {
        both.scores[name] = value + ((report.scores[name] ?? value) - value) * share
      }
      result[result.count - 1] = both
    }
    return result
  }

  private var names: String { curves.map(\.name).joined(separator: ", ") }
  private static let epoch = Axis("epoch", .whole)

  /// Mean cross-entropy of the training images.
  func loss() throws -> Plot {
    let series = curves.map { curve in
      Chart.Series(
        curve.name, .line, curve.epochs.map { .init(Double($0.epoch), $0.loss) },
        place: curve.place)
    }
    let axis = Axis("loss", .number("nats"), kind: "measured", source: "while training")
    let chart = try Chart(
      "Training loss by epoch", .plane(x: Self.epoch, y: axis, series: series))
    return Plot(
      charts: [chart], caption: "training loss by epoch: \(names)", remarks: remarks)
  }

  /// A score of the epochs that have it, of the test and the validation part too where somebody
  /// looked at them.
  func course(of score: Score) throws -> Plot {
    func points(_ values: KeyPath<EpochReport, [String: Double]>, _ curve: Curve)
      -> [Chart.Series.Point]
    {
      curve.epochs.compactMap { epoch in
        epoch[keyPath: values][score.name].map { .init(Double(epoch.epoch), $0) }
      }
    }
    var series = curves.map {
      Chart.Series($0.name, .line, points(\.scores, $0), place: $0.place)
    }
    for curve in curves {
      for part in [Dataset.Part.test, .validation] {
        let looks = points(\.[part], curve)
        guard !looks.isEmpty else { continue }
        series.append(
          .init("\(curve.name), \(part.rawValue)", .hollow, looks, place: curve.place))
      }
    }
    let chart = try Chart(
      "Training \(score.title) by epoch",
      .plane(x: Self.epoch, y: score.axis(source: "while training"), series: series))
    return Plot(
      charts: [chart], caption: "training \(score.title) by epoch: \(names)", remarks: remarks)
  }
}
