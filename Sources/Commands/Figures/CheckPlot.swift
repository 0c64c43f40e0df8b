import Costs
import Plots
import Reports
import Workspaces

/// What a profile predicts against what was measured, network by network; on the line both agree.
struct CheckPlot {
  let device: DeviceProfile
  let measurements: DeviceMeasurements

  func plot() throws -> Plot {
    let chart = try Chart(
      "Predicted against measured, \(device.name)",
      .plane(
        x: Axis(
          measurements.rows.contains { $0.steps > 1 } ? "energy of a run" : "energy of an image",
          .quantity("J"), kind: "measured",
          source: source,
          isLogarithmic: true),
        y: Axis(
          "predicted", .quantity("J"), kind: "estimated", source: device.name, isLogarithmic: true),
        series: [cloud("fitted to", isFitted: true), cloud("held out", isFitted: false), diagonal]
          .filter { !$0.points.isEmpty }))
    let standing = ModelStanding(device)
    let error = standing.accuracy?.joules.map { NumberFormat.percent($0.median) } ?? "not known"
    return Plot(
      charts: [chart],
      caption: """
        joules that \(device.name) predicts against those measured (\(standing.tests ?? "")); the \
        median error of those held out is \(error); on the line both agree
        """,
      values: [
        "device": .string(device.name), "kind": "estimated",
        "basis": .string(device.basis.rawValue),
        "networks": .array(
          measurements.rows.map { row in
            [
              "name": .string(row.title), "joules": .real(row.joules),
              "predicted_joules": .real(device.predicted(row).joules),
              "fitted": .bool(row.isFitted),
            ]
          }),
      ])
  }

  /// Without what stands behind its first comma.
  private var source: String { String(measurements.source.prefix { $0 != "," }) }

  private func cloud(_ name: String, isFitted: Bool) -> Chart.Series {
    Chart.Series(
      name, .points,
      measurements.rows.filter { $0.isFitted == isFitted }.map {
        .init($0.joules, device.predicted($0).joules)
      })
  }

  private var diagonal: Chart.Series {
    let joules = measurements.rows.map(\.joules)
    let ends = [joules.min() ?? 1, joules.max() ?? 1]
    return Chart.Series("equal", .guide, ends.map { .init($0, $0) })
  }
}
