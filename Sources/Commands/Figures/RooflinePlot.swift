import Plots
import Reports
import Workspaces

/// The rate of each layer's products against what each byte of them gives to compute, below the
/// limits of arithmetic and of memory (Williams, Waterman and Patterson, CACM 2009).
struct RooflinePlot {
  let name: String
  let batch: Int
  let series: LayerTiming.Series
  /// The level of instructions.
  let level: String

  func plot() throws -> Plot {
    let chart = try Chart(
      "Products of \(name) below their roof",
      .plane(
        x: Axis(
          "FLOPs of direct multiply-adds for each byte", .number(""), kind: "counted",
          isLogarithmic: true),
        y: Axis(
          "rate", .quantity("FLOP/s"), kind: "measured", source: "\(level), batch \(batch)",
          isLogarithmic: true),
        series: clouds + roofs))
    return Plot(
      charts: [chart],
      caption: """
        products of ‘\(name)’, batch \(batch), against their FLOPs a byte, below the peak of \
        multiply-adds in registers and the rate of a copy, measured now
        """, values: values)
  }

  private var clouds: [Chart.Series] {
    LayerTiming.Direction.allCases.map { direction in
      Chart.Series(
        direction == .forward ? "forward" : "to \(direction.rawValue)", .points,
        series.layers.compactMap { layer in
          layer.seconds[direction].map {
            .init(layer.intensity, 2 * layer.multiplyAdds / $0.median)
          }
        })
    }.filter { !$0.points.isEmpty }
  }

  /// A slope and a ceiling for each share of products that minimal filtering leaves.
  private var roofs: [Chart.Series] {
    let ends = series.layers.map(\.intensity)
    guard let low = ends.min(), let high = ends.max() else { return [] }
    return Set(series.layers.map(\.saving)).sorted().map { saving in
      let ceiling = series.peakRate * saving
      let corner = ceiling / series.copyRate
      let (first, last) = (min(low, corner / 2), max(high, corner * 2))
      let text = saving == 1 ? "direct" : "products / \(NumberFormat.fixed(saving, 1))"
      return Chart.Series(
        "roof, \(text)", .guide,
        [.init(first, series.copyRate * first), .init(corner, ceiling), .init(last, ceiling)])
    }
  }

  private var values: JSONObject {
    [
      "batch": .integer(batch), "kind": "measured",
      "peak_flops_per_second": .real(series.peakRate),
      "copy_bytes_per_second": .real(series.copyRate),
      "layers": .array(
        series.layers.map { layer in
          let roof = series.roof(of: layer)
          return [
            "name": .string(layer.name), "flops_per_byte": .real(layer.intensity),
            "memory_limit_flops_per_second": .real(roof.memory),
            "arithmetic_limit_flops_per_second": .real(roof.arithmetic),
            "bound_by": .string(roof.bound),
          ]
        }),
    ]
  }
}
