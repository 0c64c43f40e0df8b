@testable import Plots

/// Charts of every form, easy and awkward.
enum Samples {
  static let epoch = Axis("epoch", .whole)
  static let loss = Axis("loss", .number("nats"), kind: "measured")
  static let joules = Axis(
    "energy an image", .quantity("J"), kind: "estimated", source: "device", startsAtZero: true)

  static func line(_ name: String, _ values: [Double], _ form: Chart.Series.Form = .line)
    -> Chart.Series
  {
    .init(name, form, values.enumerated().map { .init(Double($0 + 1), $1) })
  }

  static func plane(_ series: [Chart.Series]) throws -> Chart {
    try Chart("Loss by epoch", .plane(x: epoch, y: loss, series: series))
  }

  static let course = (0..<120).map { 2.3 / Double($0 + 1) }

  static func bars(_ rows: [Chart.Row]) throws -> Chart {
    try Chart("Energy by layer", .bars(value: joules, parts: ["compute", "DRAM"], rows: rows))
  }

  /// Every chart that may be drawn, by what is special about it.
  static func all() throws -> [(name: String, chart: Chart)] {
    [
      ("curves", try plane([line("dense", course), line("small", course.map { $0 * 1.2 })])),
      ("one point", try plane([line("a", [0.5])])),
      ("constant", try plane([line("a", [0.25, 0.25, 0.25])])),
      ("nought", try plane([line("a", [0, 0])])),
      ("one empty", try plane([line("a", []), line("b", [1, 2])])),
      ("large and small", try plane([line("a", [1e-299, 1e299]), line("b", [-1e299])])),
      (
        "ratios",
        try Chart(
          "Ratios",
          .plane(
            x: Axis("size", .amount, isLogarithmic: true),
            y: Axis("rate", .quantity("FLOP/s"), isLogarithmic: true),
            series: [
              .init("a", .points, [.init(0.2, 3e9), .init(900, 4e11)]),
              .init("roof", .guide, [.init(0.1, 1e9), .init(50, 5e11), .init(2000, 5e11)]),
            ]))
      ),
      (
        "many series",
        try plane((0..<30).map { line("series \($0)", [Double($0), Double($0) / 2]) })
      ),
      (
        "long names",
        try plane([
          line(String(repeating: "name ", count: 40), [1, 2], .points),
          line("a<b>&\"c\"", [2, 1], .hollow), line("target", [1, 1], .guide),
        ])
      ),
      (
        "bars",
        try bars([
          .init("conv1", variant: "dense", [3e-6, 1e-6]),
          .init("conv1", variant: "now", [1e-6, 0]),
          .init("fc1", variant: "dense", [0, 2e-7]), .init("fc1", variant: "now", [0, 0]),
        ])
      ),
      ("empty bars", try bars([.init("conv1", [0, 0])])),
      (
        "many bars",
        try bars((0..<60).map { .init(String(repeating: "layer", count: 9) + "\($0)", [1, 2]) })
      ),
    ]
  }
}
