/// Stacked bars of a drawn chart, from the left, one below the other.
struct VectorBars {
  let value: Axis
  let parts: [String]
  let rows: [Chart.Row]

  private static let thickness = 14.0
  private static let gap = 8.0

  /// The distance from the first bar's top to the row's: bars of a group touch but for a hair.
  private static func offsets(_ rows: [Chart.Row]) -> [Double] {
    var offset = gap
    return rows.indices.map { index in
      if index > 0 {
        offset += thickness + (rows[index].label == rows[index - 1].label ? 1 : gap)
      }
      return offset
    }
  }

  /// What the bars take with the space around them.
  private static func extent(_ rows: [Chart.Row]) -> Double {
    (offsets(rows).last ?? 0) + thickness + gap
  }

  /// What a chart of these bars needs from its title to its caption.
  static func height(_ rows: [Chart.Row]) -> Double { extent(rows) + 48 + 56 }

  func draw(on canvas: CairoCanvas, top: Double) {
    let labels = canvas.longest(rows.map(\.label))
    let variants = canvas.longest(rows.map(\.variant))
    let frame = VectorFrame(
      left: VectorChart.margin + labels + (variants > 0 ? variants + 10 : 0) + 10,
      right: VectorChart.width - VectorFrame.legendWidth(parts, on: canvas),
      top: top + 48, bottom: top + 48 + Self.extent(rows))
    let scale = AxisScale.fitting(
      value, over: [0] + rows.map(\.total), along: frame.right - frame.left,
      extent: { canvas.width(of: $0) + 16 })
    frame.drawAcross(scale, on: canvas)
    for (index, offset) in Self.offsets(rows).enumerated() {
      let row = rows[index]
      let y = frame.top + offset
      canvas.setColour(0, 0, 0)
      if index == 0 || rows[index - 1].label != row.label {
        canvas.text(
          canvas.fitted(row.label, VectorChart.longestName), x: VectorChart.margin, y: y + 11)
      }
      canvas.setColour(0.35, 0.35, 0.35)
      canvas.text(
        canvas.fitted(row.variant, VectorChart.longestName), x: frame.left - 8, y: y + 11, .right)
      bar(row, y, scale, frame, on: canvas)
    }
    canvas.setColour(.muted)
    canvas.line([(frame.left, frame.top), (frame.left, frame.bottom)], width: 1)
    frame.drawLegend(parts, on: canvas) { part, x, y in
      canvas.setColour(.series(part))
      canvas.fill(x: x - 8, y: y - 6, width: 16, height: 12)
    }
  }

  /// Parts are parted by a white hair, for those whose colours look alike.
  private func bar(
    _ row: Chart.Row, _ y: Double, _ scale: AxisScale, _ frame: VectorFrame,
    on canvas: CairoCanvas
  ) {
    var sum = 0.0
    for (part, value) in row.values.enumerated() where value > 0 {
      let start = frame.x(scale.position(sum))
      sum += value
      let end = frame.x(scale.position(sum))
      canvas.setColour(.series(part))
      canvas.fill(x: start, y: y, width: end - start, height: Self.thickness)
      canvas.setColour(1, 1, 1)
      if sum < row.total { canvas.line([(end, y), (end, y + Self.thickness)], width: 0.8) }
    }
  }
}

extension CairoCanvas {
  /// The width of the longest of the texts, as far as they are written.
  fileprivate func longest(_ texts: [String]) -> Double {
    min(texts.map { width(of: $0) }.max() ?? 0, VectorChart.longestName)
  }
}
