/// Lines and points in a terminal.
struct TerminalPlane {
  private let x: Axis
  private let y: Axis
  private let series: [(series: Chart.Series, index: Int, tint: Palette.Tint)]
  private let page: TerminalChart

  init(x: Axis, y: Axis, series: [Chart.Series], in page: TerminalChart) {
    self.x = x
    self.y = y
    self.series = Chart.tinted(series)
    self.page = page
  }

  private var points: [Chart.Series.Point] { series.flatMap { $0.series.points } }

  var lines: [TerminalChart.Line] {
    let height = min(max(page.width / 5, 8), 16)
    let down = AxisScale(
      y, over: Chart.heights(series.map(\.series), on: y), atMost: max(5, height / 2))
    let label = min(down.ticks.map { page.columns($0.label) }.max() ?? 0, page.width / 3)
    let width = max(2, page.width - label - 2)
    let across = AxisScale.fitting(
      x, over: points.map(\.x), along: Double(width), extent: { Double(page.columns($0)) + 2 })
    var field = BrailleField(width: width, height: height)
    draw(into: &field, across, down)
    var labels = [String?](repeating: nil, count: height)
    for tick in down.ticks { labels[field.dot(0, tick.position).y / 4] = tick.label }
    var lines = page.caption(down).map { TerminalChart.Line($0) }
    for row in 0..<height {
      let text = page.pad(labels[row] ?? "", to: label, right: true)
      lines.append(
        .init([.init(text + (labels[row] == nil ? " │" : " ┤"), .muted)] + field.runs(row)))
    }
    return lines + page.axis(across, indent: label + 1, width: width) + page.legend(legend)
  }

  /// Guides first, so that what is compared with them lies above; marks last.
  private func draw(into field: inout BrailleField, _ across: AxisScale, _ down: AxisScale) {
    func dots(_ series: Chart.Series) -> [(x: Int, y: Int)] {
      series.points.map { field.dot(across.position($0.x), down.position($0.y)) }
    }
    for isGuide in [true, false] {
      for (series, _, tint) in series where (series.form == .guide) == isGuide {
        guard series.form == .line || series.form == .guide else { continue }
        let dots = dots(series)
        for (start, end) in zip(dots, dots.dropFirst()) {
          field.draw(from: start, to: end, tint, isDotted: isGuide)
        }
      }
    }
    for (series, _, tint) in series {
      for point in series.points {
        let ends = point.ends.map { field.dot(across.position(point.x), down.position($0)) }
        if ends.count == 2 { field.draw(from: ends[0], to: ends[1], tint) }
      }
    }
    for (series, index, tint) in series where series.form != .guide {
      let mark = Palette.Shape.of(index).character(isHollow: series.form == .hollow)
      if series.form == .line {
        markLine(dots(series), mark, index, tint, in: &field)
      } else {
        for dot in dots(series) { field.markNear(dot, mark, tint) }
      }
    }
  }

  /// Marks on the last point and, far enough apart, on others; each series begins elsewhere, so
  /// that lines on each other show both marks.
  private func markLine(
    _ dots: [(x: Int, y: Int)], _ mark: Character, _ index: Int, _ tint: Palette.Tint,
    in field: inout BrailleField
  ) {
    guard let last = dots.last else { return }
    field.markNear(last, mark, tint)
    let gap = max(12, field.width / 4)
    var next = index * 4 % gap
    for dot in dots where dot.x >= next && dot.x + gap / 2 < last.x {
      if field.mark(dot, mark, tint) { next = dot.x + gap }
    }
  }

  private var legend: [(mark: Character, name: String, tint: Palette.Tint)] {
    series.map { series, index, tint in
      let mark =
        series.form == .guide
        ? "┈" : Palette.Shape.of(index).character(isHollow: series.form == .hollow)
      return (mark, series.name, tint)
    }
  }
}
