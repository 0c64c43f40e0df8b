/// Lines and points of a drawn chart.
struct VectorPlane {
  let x: Axis
  let y: Axis
  let series: [(series: Chart.Series, index: Int, tint: Palette.Tint)]

  func draw(on canvas: CairoCanvas, top: Double, height: Double) {
    let points = series.flatMap { $0.series.points }
    let down = AxisScale(y, over: Chart.heights(series.map(\.series), on: y), atMost: 8)
    let names = series.map { $0.series.name }
    let numbers = down.ticks.map { canvas.width(of: $0.label) }.max() ?? 0
    let frame = VectorFrame(
      left: VectorChart.margin + numbers + 12,
      right: VectorChart.width - VectorFrame.legendWidth(names, on: canvas),
      top: top + 72, bottom: top + height - 56)
    let across = AxisScale.fitting(
      x, over: points.map(\.x), along: frame.right - frame.left,
      extent: { canvas.width(of: $0) + 16 })
    frame.drawAcross(across, on: canvas)
    frame.drawDown(down, on: canvas)
    for isGuide in [true, false] {
      for (place, (series, index, tint)) in series.enumerated()
      where (series.form == .guide) == isGuide {
        canvas.setColour(tint)
        let places = series.points.map {
          (frame.x(across.position($0.x)), frame.y(down.position($0.y)))
        }
        for point in series.points {
          let x = frame.x(across.position(point.x))
          let ends = point.ends.map { frame.y(down.position($0)) }
          if ends.count == 2 { canvas.line([(x, ends[0]), (x, ends[1])], width: 1.2) }
          for y in ends { canvas.line([(x - 4, y), (x + 4, y)], width: 1.2) }
        }
        draw(series, index, places, behind: hidden(from: place), on: canvas)
      }
    }
    frame.drawLegend(names, on: canvas) { place, x, y in
      let (series, index, tint) = series[place]
      canvas.setColour(tint)
      if series.form == .line || series.form == .guide {
        canvas.line([(x - 12, y), (x + 12, y)], width: 2, isDashed: series.form == .guide)
      }
      guard series.form != .guide else { return }
      canvas.mark(
        Palette.Shape.of(index), x: x, y: y, size: 8, isHollow: series.form == .hollow)
    }
  }

  /// How many clouds of points behind the series at `place` hold its first point too and would hide
  /// it: it is drawn larger for each.
  private func hidden(from place: Int) -> Int {
    let one = series[place].series
    guard let point = one.points.first, one.form == .points || one.form == .hollow else { return 0 }
    return series[(place + 1)...].count {
      ($0.series.form == .points || $0.series.form == .hollow) && $0.series.points.contains(point)
    }
  }

  /// Marks on a line are set apart, the last point always has one.
  private func draw(
    _ series: Chart.Series, _ index: Int, _ places: [(x: Double, y: Double)], behind: Int,
    on canvas: CairoCanvas
  ) {
    let shape = Palette.Shape.of(index)
    switch series.form {
    case .guide: canvas.line(places, width: 1.6, isDashed: true)
    case .points, .hollow:
      for place in places {
        canvas.mark(
          shape, x: place.x, y: place.y, size: 10 + 6 * Double(behind),
          isHollow: series.form == .hollow)
      }
    case .line:
      canvas.line(places, width: 2)
      guard let last = places.last else { return }
      var next = -Double.infinity
      for place in places.dropLast() where place.x >= next && place.x + 18 <= last.x {
        canvas.mark(shape, x: place.x, y: place.y, size: 7, isHollow: false)
        next = place.x + 36
      }
      canvas.mark(shape, x: last.x, y: last.y, size: 7, isHollow: false)
    }
  }
}
