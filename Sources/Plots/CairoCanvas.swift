import CCairo

/// Where a chart is drawn, through Cairo: the only file that calls it. Lengths are points, y
/// downwards.
final class CairoCanvas {
  /// A file format and how bytes of it come about.
  enum Format {
    case svg, png
  }

  enum Alignment { case left, centre, right }

  /// Pixels of a PNG to a point, for projectors and print.
  private static let pixels = 2.0

  private let context: OpaquePointer

  private init(_ context: OpaquePointer) {
    self.context = context
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    // Widths that do not depend on the resolution, nor on anybody's settings.
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  deinit { cairo_destroy(context) }

  /// Draws a file of `width` by `height` points.
  ///
  /// - Throws: `CanvasError` with what Cairo says.
  static func draw(
    _ format: Format, width: Double, height: Double, _ body: (CairoCanvas) -> Void
  ) throws(CanvasError) -> [UInt8] {
    let sink = ByteSink()
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    let surface: OpaquePointer
    switch format {
    case .svg:
      surface = cairo_svg_surface_create_for_stream(ByteSink.take, closure, width, height)
    case .png:
      surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, Int32((width * pixels).rounded(.up)),
        Int32((height * pixels).rounded(.up)))
    }
    defer { cairo_surface_destroy(surface) }
    guard let context = cairo_create(surface) else { throw CanvasError(CAIRO_STATUS_NO_MEMORY) }
    let canvas = CairoCanvas(context)
    if format == .png { cairo_scale(context, pixels, pixels) }
    body(canvas)
    var status = cairo_status(context)
    if status == CAIRO_STATUS_SUCCESS, format == .png {
      status = cairo_surface_write_to_png_stream(surface, ByteSink.take, closure)
    }
    cairo_surface_finish(surface)
    if status == CAIRO_STATUS_SUCCESS { status = cairo_surface_status(surface) }
    guard status == CAIRO_STATUS_SUCCESS else { throw CanvasError(status) }
    return withExtendedLifetime(sink) { sink.bytes }
  }

  // Drawing

  func setColour(_ tint: Palette.Tint) {
    let entry = Palette.entry(tint)
    setColour(entry.red, entry.green, entry.blue)
  }

  func setColour(_ red: Double, _ green: Double, _ blue: Double) {
    cairo_set_source_rgb(context, red, green, blue)
  }

  func fill(x: Double, y: Double, width: Double, height: Double) {
    cairo_rectangle(context, x, y, width, height)
    cairo_fill(context)
  }

  /// A line through the points; dashed if asked.
  func line(_ points: [(x: Double, y: Double)], width: Double, isDashed: Bool = false) {
    guard let first = points.first else { return }
    cairo_set_line_width(context, width)
    let dashes: [Double] = isDashed ? [5, 4] : []
    cairo_set_dash(context, dashes, Int32(dashes.count), 0)
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    cairo_stroke(context)
  }

  /// A mark of about `size` points across, filled in the colour set or as its outline on white.
  func mark(_ shape: Palette.Shape, x: Double, y: Double, size: Double, isHollow: Bool) {
    cairo_new_path(context)
    if shape == .circle {
      cairo_arc(context, x, y, size / 2, 0, 2 * .pi)
    } else {
      for (index, corner) in shape.corners.enumerated() {
        let place = (x: x + corner.x * size / 2, y: y + corner.y * size / 2)
        if index == 0 {
          cairo_move_to(context, place.x, place.y)
        } else {
          cairo_line_to(context, place.x, place.y)
        }
      }
      cairo_close_path(context)
    }
    cairo_set_dash(context, nil, 0, 0)
    cairo_set_line_width(context, 1.6)
    guard isHollow else {
      cairo_fill(context)
      return
    }
    let colour = cairo_get_source(context)
    cairo_pattern_reference(colour)
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_fill_preserve(context)
    cairo_set_source(context, colour)
    cairo_pattern_destroy(colour)
    cairo_stroke(context)
  }

  /// Text on the base line `y`.
  func text(
    _ text: String, x: Double, y: Double, size: Double = VectorChart.textSize,
    isBold: Bool = false, _ alignment: Alignment = .left
  ) {
    let width = alignment == .left ? 0 : self.width(of: text, size: size, isBold: isBold)
    select(size, isBold)
    cairo_move_to(context, x - (alignment == .right ? width : width / 2), y)
    cairo_show_text(context, text)
  }

  func width(
    of text: String, size: Double = VectorChart.textSize, isBold: Bool = false
  ) -> Double {
    select(size, isBold)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  private func select(_ size: Double, _ isBold: Bool) {
    cairo_select_font_face(
      context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
      isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
  }
}

/// Gathers what Cairo writes.
private final class ByteSink {
  var bytes: [UInt8] = []

  static let take: cairo_write_func_t = { closure, data, count in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    sink.bytes += UnsafeBufferPointer(start: data, count: Int(count))
    return CAIRO_STATUS_SUCCESS
  }
}

/// What Cairo could not do, in its own words.
public struct CanvasError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ status: cairo_status_t) {
    description = "the chart could not be drawn: \(String(cString: cairo_status_to_string(status)))"
  }
}

extension Palette.Shape {
  /// Corners within the square from -1 to 1, y downwards; none for the circle.
  fileprivate var corners: [(x: Double, y: Double)] {
    switch self {
    case .circle: []
    case .triangle: [(0, -1.1), (1.05, 0.8), (-1.05, 0.8)]
    case .pointer: [(0, 1.1), (1.05, -0.8), (-1.05, -0.8)]
    case .square: [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)]
    case .diamond: [(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)]
    case .star:
      // Points and notches at every tenth of a turn, beginning at the top.
      [
        (0, -1.25), (0.29, -0.4), (1.19, -0.39), (0.48, 0.15), (0.73, 1.01), (0, 0.5),
        (-0.73, 1.01), (-0.48, 0.15), (-1.19, -0.39), (-0.29, -0.4),
      ]
    }
  }
}
