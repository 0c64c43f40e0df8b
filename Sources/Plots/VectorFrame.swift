/// The rectangle that data are drawn in, and what is written around it.
struct VectorFrame {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  static let legendStep = 20.0
  private static let grid = (red: 0.88, green: 0.88, blue: 0.88)

  func x(_ position: Double) -> Double { left + position * (right - left) }
  func y(_ position: Double) -> Double { bottom - position * (bottom - top) }

  /// Lines, numbers and caption of the axis below.
  func drawAcross(_ scale: AxisScale, on canvas: CairoCanvas) {
    for tick in scale.ticks {
      let x = x(tick.position)
      canvas.setColour(Self.grid.red, Self.grid.green, Self.grid.blue)
      canvas.line([(x, top), (x, bottom)], width: 0.8)
      canvas.setColour(.muted)
      canvas.line([(x, bottom), (x, bottom + 4)], width: 1)
      canvas.setColour(0.2, 0.2, 0.2)
      canvas.text(tick.label, x: x, y: bottom + 18, .centre)
    }
    canvas.setColour(.muted)
    canvas.line([(left, bottom), (right, bottom)], width: 1)
    canvas.setColour(0, 0, 0)
    let caption = canvas.fitted(scale.caption, VectorChart.width - 2 * VectorChart.margin)
    let half = canvas.width(of: caption) / 2
    let centre = min(
      max((left + right) / 2, VectorChart.margin + half),
      VectorChart.width - VectorChart.margin - half)
    canvas.text(caption, x: centre, y: bottom + 38, .centre)
  }

  /// Lines and numbers of the axis at the left, its caption above it.
  func drawDown(_ scale: AxisScale, on canvas: CairoCanvas) {
    for tick in scale.ticks {
      let y = y(tick.position)
      canvas.setColour(Self.grid.red, Self.grid.green, Self.grid.blue)
      canvas.line([(left, y), (right, y)], width: 0.8)
      canvas.setColour(0.2, 0.2, 0.2)
      canvas.text(tick.label, x: left - 8, y: y + 4, .right)
    }
    canvas.setColour(.muted)
    canvas.line([(left, top), (left, bottom)], width: 1)
    canvas.setColour(0, 0, 0)
    canvas.text(
      canvas.fitted(scale.caption, VectorChart.width - 2 * VectorChart.margin),
      x: VectorChart.margin, y: top - 14)
  }

  /// What a legend of these names takes at the right, with the space around it.
  static func legendWidth(_ names: [String], on canvas: CairoCanvas) -> Double {
    let longest = names.map { canvas.width(of: $0) }.max() ?? 0
    return min(longest, VectorChart.longestName) + 50 + VectorChart.margin
  }

  /// Names beside the data; `mark` draws what stands for each, centred on a point.
  func drawLegend(
    _ names: [String], on canvas: CairoCanvas,
    mark: (_ index: Int, _ x: Double, _ y: Double) -> Void
  ) {
    for (index, name) in names.enumerated() {
      let y = top + 8 + Double(index) * Self.legendStep
      mark(index, right + 32, y)
      canvas.setColour(0, 0, 0)
      canvas.text(canvas.fitted(name, VectorChart.longestName), x: right + 50, y: y + 4)
    }
  }
}
