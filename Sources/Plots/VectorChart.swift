/// Charts as an SVG or PNG file, one below the other on white, each with its legend beside the
/// data.
public struct VectorChart {
  /// What a file can be; `png` is drawn on Cairo's image surface and packed with zlib.
  public enum Format: String, Sendable, CaseIterable { case svg, png }

  static let width = 760.0
  static let margin = 20.0
  static let textSize = 12.0
  static let titleSize = 15.0
  /// Longer names in a legend, and longer labels of bars, are cut.
  static let longestName = 190.0

  /// From top to bottom.
  public let charts: [Chart]

  /// A file of these charts.
  public init(_ charts: [Chart]) { self.charts = charts }

  /// The bytes of the file; an SVG's are the same whenever Cairo and its fonts are.
  ///
  /// - Throws: `CanvasError` with what Cairo says.
  public func bytes(_ format: Format) throws(CanvasError) -> [UInt8] {
    let heights = charts.map(Self.height)
    let bytes = try CairoCanvas.draw(
      format == .svg ? .svg : .png, width: Self.width, height: heights.reduce(0, +)
    ) { canvas in
      canvas.setColour(1, 1, 1)
      canvas.fill(x: 0, y: 0, width: Self.width, height: heights.reduce(0, +))
      var top = 0.0
      for (chart, height) in zip(charts, heights) {
        draw(chart, on: canvas, top: top, height: height)
        top += height
      }
    }
    switch format {
    case .svg: return Array(described(String(decoding: bytes, as: UTF8.self)).utf8)
    case .png: return PNGMark.marked(bytes)
    }
  }

  /// Whether a file that begins so was drawn here; any other is somebody's own picture.
  ///
  /// - Parameter opening: `markEnd` bytes, or all there are.
  public static func isDrawn(_ opening: [UInt8], _ format: Format) -> Bool {
    switch format {
    case .svg: String(decoding: opening, as: UTF8.self).contains(svgMark)
    case .png: PNGMark.isMarked(opening)
    }
  }

  /// The bytes within which the mark is found.
  public static let markEnd = 256

  /// Stands before the first element.
  private static let svgMark = "<!-- drawn by pollard -->"

  private static func height(_ chart: Chart) -> Double {
    switch chart.body {
    case .plane(_, _, let series): max(370, 110 + Double(series.count) * VectorFrame.legendStep)
    case .bars(_, let parts, let rows):
      max(VectorBars.height(rows), 110 + Double(parts.count) * VectorFrame.legendStep)
    }
  }

  private func draw(_ chart: Chart, on canvas: CairoCanvas, top: Double, height: Double) {
    canvas.setColour(0, 0, 0)
    canvas.text(
      canvas.fitted(chart.title, Self.width - 2 * Self.margin, size: Self.titleSize, isBold: true),
      x: Self.margin, y: top + 30, size: Self.titleSize, isBold: true)
    switch chart.body {
    case .plane(let x, let y, let series):
      VectorPlane(x: x, y: y, series: Chart.tinted(series))
        .draw(on: canvas, top: top, height: height)
    case .bars(let value, let parts, let rows):
      VectorBars(value: value, parts: parts, rows: rows).draw(on: canvas, top: top)
    }
  }

  /// Cairo draws letters as shapes and numbers its surfaces; readers of the screen get the words in
  /// front, and the number goes.
  private func described(_ svg: String) -> String {
    var svg = svg.replacing(/\ id="surface\d+"/, with: "")
    guard let open = svg.firstRange(of: "<svg"),
      let end = svg[open.upperBound...].firstIndex(of: ">")
    else { return svg }
    let title = charts.map(\.title).joined(separator: "; ")
    let words = charts.map { ([$0.title] + $0.words).joined(separator: "; ") }
    let start = open.lowerBound
    svg.insert(
      contentsOf: "\n<title>\(Self.escaped(title))</title>\n<desc>"
        + Self.escaped(words.joined(separator: "\n")) + "</desc>",
      at: svg.index(after: end))
    svg.insert(contentsOf: Self.svgMark + "\n", at: start)
    return svg
  }

  /// Without what XML has no way to say.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\n": result += "\n"
      case _ where scalar.properties.generalCategory == .control: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Chart {
  /// What is written around the data: captions, names, labels.
  fileprivate var words: [String] {
    switch body {
    case .plane(let x, let y, let series):
      let points = series.flatMap(\.points)
      return [
        AxisScale(x, over: points.map(\.x), atMost: 8).caption,
        AxisScale(y, over: points.map(\.y), atMost: 8).caption,
      ] + series.map(\.name)
    case .bars(let value, let parts, let rows):
      let caption = AxisScale(value, over: [0] + rows.map(\.total), atMost: 8).caption
      return [caption] + parts + rows.map { "\($0.label) \($0.variant)" }
    }
  }
}

extension CairoCanvas {
  /// The text, cut where it is longer than `limit` points.
  func fitted(
    _ text: String, _ limit: Double, size: Double = VectorChart.textSize, isBold: Bool = false
  ) -> String {
    guard width(of: text, size: size, isBold: isBold) > limit else { return text }
    var kept = text
    while !kept.isEmpty, width(of: kept + "…", size: size, isBold: isBold) > limit {
      kept.removeLast()
    }
    return kept + "…"
  }
}
