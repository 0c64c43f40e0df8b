import Testing

@testable import Plots

@Suite struct TerminalChartTests {
  @Test(arguments: [1, 20, 40, 72, 80, 120, 500]) func noLineIsWiderThanAsked(_ width: Int) throws {
    for (name, chart) in try Samples.all() {
      for line in TerminalChart(width: width).lines(chart) {
        #expect(line.text.count <= max(20, width), "\(name): \(line.text)")
        #expect(line.text.last != " ", "\(name)")
      }
    }
  }

  @Test func everySeriesIsMarkedAndNamed() throws {
    let names = ["dense", "gated", "small", "tiny"]
    let chart = try Samples.plane(
      names.enumerated().map { index, name in
        Samples.line(name, Samples.course.map { $0 + Double(index) })
      })
    for width in [40, 80] {
      let lines = TerminalChart(width: width).lines(chart).map(\.text)
      let plot = lines.filter { $0.contains("┤") || $0.contains("│") }.joined()
      let legend = lines.suffix(3).joined(separator: " ")
      for (name, mark) in zip(names, "●▲■◆") {
        #expect(plot.contains(mark), "\(name) at \(width)")
        #expect(legend.contains("\(mark) \(name)"), "\(name) at \(width)")
      }
    }
  }

  /// A rising line begins at the bottom and ends at the top, against its numbers.
  @Test func aLineGoesWhereItsNumbersSay() throws {
    let lines = TerminalChart(width: 40).lines(try Samples.plane([Samples.line("a", [0, 1, 2])]))
      .map(\.text)
    #expect(lines[0] == "Loss by epoch")
    #expect(lines[1] == "loss, nats (measured)")
    let rows = lines.filter { $0.contains("┤") || $0.contains("│") }
    #expect(rows.first?.hasPrefix("2.0 ┤") == true && rows.first?.hasSuffix("●") == true)
    let axis = try #require(lines.firstIndex { $0.contains("└") })
    #expect(lines[axis - 1].hasPrefix("0.0 ┤"))
    #expect(lines[axis + 1].split(separator: " ") == ["1", "2", "3"])
    #expect(lines[axis + 2].hasSuffix("epoch"))
    #expect(lines.last == "● a")
  }

  @Test func barsAreAsLongAsTheirNumbers() throws {
    let chart = try Samples.bars([
      .init("a", [1e-6, 1e-6]), .init("b", [2e-6, 2e-6]), .init("c", [0.5e-6, 0]),
    ])
    let lines = TerminalChart(width: 43).lines(chart).map(\.text)
    #expect(
      lines[1] == "a │" + String(repeating: "█", count: 10) + String(repeating: "▓", count: 10))
    #expect(
      lines[2] == "b │" + String(repeating: "█", count: 20) + String(repeating: "▓", count: 20))
    #expect(lines[3] == "c │" + String(repeating: "█", count: 5))
    #expect(lines.contains { $0.contains("energy an image, µJ (estimated, device)") })
    #expect(lines.last == "█ compute   ▓ DRAM")
  }

  /// On a narrow screen kind and source are not cut off.
  @Test func captionsKeepTheirNote() throws {
    let lines = TerminalChart(width: 36).lines(try Samples.bars([.init("a", [1e-6, 0])]))
      .map { $0.text.drop { $0 == " " } }
    #expect(lines.contains("energy an image, µJ") && lines.contains("(estimated, device)"))
  }

  @Test func pointsOnEachOtherAreBothShown() throws {
    let chart = try Samples.plane([
      .init("a", .points, [.init(1, 1), .init(3, 2)]), .init("b", .hollow, [.init(1, 1)]),
    ])
    let text = TerminalChart(width: 60).lines(chart).dropLast().map(\.text).joined()
    #expect(text.contains("●") && text.contains("△"))
  }

  /// Colours go with series, and guides have none of their own.
  @Test func coloursFollowSeries() throws {
    let chart = try Samples.plane([
      Samples.line("target", [1, 1], .guide), Samples.line("a", [1, 3]), Samples.line("b", [3, 1]),
    ])
    let runs = TerminalChart(width: 60).lines(chart).flatMap(\.runs)
    #expect(runs.contains { $0.text.contains("●") && $0.tint == .series(0) })
    #expect(runs.contains { $0.text.contains("▲") && $0.tint == .series(1) })
    #expect(!runs.contains { $0.tint == .series(2) })
  }

  /// A series that says its place keeps colour and mark, whatever is drawn beside it.
  @Test func coloursStay() throws {
    let alone = try Samples.plane([.init("b", .points, [.init(1, 1)], place: 1)])
    let runs = TerminalChart(width: 60).lines(alone).flatMap(\.runs)
    #expect(runs.contains { $0.text.contains("▲") && $0.tint == .series(1) })
    #expect(!runs.contains { $0.text.contains("●") })
  }

  /// An interval is a bar of dots through its point, and the axis holds both ends of it.
  @Test func intervals() throws {
    let chart = try Samples.plane([.init("a", .points, [.init(1, 50, within: 20...80)])])
    let lines = TerminalChart(width: 60).lines(chart)
    let dots = lines.filter { line in
      line.runs.contains { $0.tint == .series(0) && $0.text.contains { ("⠀"..."⣿").contains($0) } }
    }
    #expect(dots.count > 4)
    let one = Chart.Series("a", .points, [.init(1, 50, within: 20...80)])
    #expect(Chart.heights([one], on: Samples.loss).max() == 80)
    #expect(throws: ChartError.self) {
      try Samples.plane([.init("a", .points, [.init(1, 1, within: 0 ... .infinity)])])
    }
  }

  /// No point of a cloud lies on the horizontal axis; lines begin where they begin.
  @Test(arguments: [[0.5, 0.9], [0.7], [-1.0, 2]])
  func roomBelowPoints(_ values: [Double]) throws {
    let points = values.map { Chart.Series.Point(1, $0) }
    let cloud = Chart.heights(
      [.init("a", .points, points), .init("f", .guide, points)], on: Samples.loss)
    #expect(cloud.min()! < values.min()!)
    #expect(Chart.heights([.init("a", .line, points)], on: Samples.loss) == values)
    #expect(Chart.heights([.init("a", .points, [.init(1, 0)])], on: Samples.loss).min() == 0)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e305])
  func whatCannotBeDrawnIsRefused(_ value: Double) {
    #expect(throws: ChartError.self) { try Samples.plane([Samples.line("a", [1, value])]) }
    #expect(throws: ChartError.self) { try Samples.bars([.init("a", [1, value])]) }
  }

  @Test func whatIsNotThereIsRefused() {
    #expect(throws: ChartError.self) { try Samples.plane([]) }
    #expect(throws: ChartError.self) { try Samples.plane([Samples.line("a", [])]) }
    #expect(throws: ChartError.self) { try Samples.bars([]) }
    #expect(throws: ChartError.self) { try Samples.bars([.init("a", [1])]) }
    #expect(throws: ChartError.self) { try Samples.bars([.init("a", [1, -1])]) }
  }

  @Test(arguments: [
    (Axis.Form.quantity("J"), 2.5e-6, "a, µJ"), (.quantity("J"), 0, "a, J"),
    (.quantity("J"), 4e4, "a, kJ"), (.amount, 40_551_040, "a, millions"), (.amount, 4352, "a"),
    (.amount, 250_000, "a, thousands"), (.share, 0.5, "a, %"), (.number("nats"), 2, "a, nats"),
    (.number("nats"), 2e-5, "a, 10⁻⁶ nats"), (.whole, 7, "a"),
  ])
  func captionsNameTheUnit(_ form: Axis.Form, _ size: Double, _ caption: String) {
    let axis = Axis("a", form, startsAtZero: true)
    #expect(AxisScale(axis, over: [0, size], atMost: 8).caption == caption)
  }
}
