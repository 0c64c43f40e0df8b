import Tensors

/// What is done to one image in one epoch: a part of it enlarged, a turn, a shift, a mirror image,
/// other colours, a hole.
///
/// A pixel's centre is at its index + ½. The pixel (r, c) of the result comes, by `placement`, from
/// (r', c') of the image before; that from the point turned back by `turn` about the middle; that
/// from the place in `window` as far along; there the four nearest pixels are mixed (bilinear).
/// What lies outside is black. Then come the colours, then the hole.
public struct ImageChange: Sendable, Hashable {
  /// A part of an image, in pixels.
  public struct Window: Sendable, Hashable {
    let top: Int
    let left: Int
    let height: Int
    let width: Int
  }

  /// Factors of brightness, contrast and saturation, in this order. Each result is cut to 0…1.
  public struct Tint: Sendable, Hashable {
    let brightness: Double
    let contrast: Double
    let saturation: Double
  }

  /// A square that is covered, as far as it lies in the image.
  public struct Hole: Sendable, Hashable {
    let top: Int
    let left: Int
    let side: Int

    func covers(_ row: Int, _ column: Int) -> Bool {
      (top..<top + side).contains(row) && (left..<left + side).contains(column)
    }
  }

  let placement: Placement
  var window: Window?
  /// In turns, 1 for 360°; against the clock.
  var turn: Double?
  var tint: Tint?
  var hole: Hole?

  init(placement: Placement) { self.placement = placement }

  /// The changed image.
  ///
  /// - Parameters:
  ///   - values: by channel, row and column, bytes as 0…1.
  ///   - cover: what a hole shows, by channel.
  func apply(to values: [Double], of shape: Shape, cover: [Double]) -> [Double] {
    var result = moved(values, shape)
    if let tint { tint.apply(to: &result, shape) }
    if let hole {
      for channel in 0..<shape.channels {
        for row in 0..<shape.height {
          for column in 0..<shape.width where hole.covers(row, column) {
            result[(channel * shape.height + row) * shape.width + column] = cover[channel]
          }
        }
      }
    }
    return result
  }

  private func moved(_ values: [Double], _ shape: Shape) -> [Double] {
    var result = [Double](repeating: 0, count: values.count)
    for row in 0..<shape.height {
      for column in 0..<shape.width {
        guard let from = placement.origin(row: row, column: column, of: shape) else { continue }
        let place = row * shape.width + column
        guard window != nil || turn != nil else {
          for channel in 0..<shape.channels {
            result[channel * shape.area + place] =
              values[channel * shape.area + from.row * shape.width + from.column]
          }
          continue
        }
        guard let point = source(of: from.row, from.column, shape) else { continue }
        for channel in 0..<shape.channels {
          result[channel * shape.area + place] = Self.mixed(
            values, channel * shape.area, shape, point.y, point.x)
        }
      }
    }
    return result
  }

  /// The point of the image that lands in the middle of (row, column); nil outside.
  private func source(of row: Int, _ column: Int, _ shape: Shape) -> (y: Double, x: Double)? {
    let (height, width) = (Double(shape.height), Double(shape.width))
    var (y, x) = (Double(row) + 0.5, Double(column) + 0.5)
    if let turn {
      let (cosine, sine) = (Elementary.cosTurn(turn), Elementary.cosTurn(turn - 0.25))
      let (v, u) = (y - height / 2, x - width / 2)
      y = height / 2 + sine * u + cosine * v
      x = width / 2 + cosine * u - sine * v
      guard y >= 0, y < height, x >= 0, x < width else { return nil }
    }
    if let window {
      y = Double(window.top) + y * Double(window.height) / height
      x = Double(window.left) + x * Double(window.width) / width
    }
    return (y, x)
  }

  /// The value at a point: of the four pixels about it; at the border those that there are.
  private static func mixed(
    _ values: [Double], _ start: Int, _ shape: Shape, _ y: Double, _ x: Double
  ) -> Double {
    let (row, down) = neighbour(y, shape.height)
    let (column, right) = neighbour(x, shape.width)
    let (next, beside) = (min(row + 1, shape.height - 1), min(column + 1, shape.width - 1))
    let above =
      values[start + row * shape.width + column] * (1 - right)
      + values[start + row * shape.width + beside] * right
    let below =
      values[start + next * shape.width + column] * (1 - right)
      + values[start + next * shape.width + beside] * right
    return above * (1 - down) + below * down
  }

  /// The pixel whose centre lies at or before a place, and how far the place is on the way to the
  /// next.
  private static func neighbour(_ place: Double, _ side: Int) -> (pixel: Int, share: Double) {
    let centre = max(0, min(Double(side - 1), place - 0.5))
    let pixel = Int(centre)
    return (pixel, centre - Double(pixel))
  }
}

extension ImageChange.Tint {
  /// Grey is 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601) of three channels, the mean of
  /// any other number. Contrast: `m + c (x − m)` with the mean grey m of the image; saturation:
  /// `g + s (x − g)` with the pixel's grey g.
  func apply(to values: inout [Double], _ shape: Shape) {
    for index in values.indices { values[index] = Self.cut(values[index] * brightness) }
    var sum = 0.0
    for place in 0..<shape.area { sum += Self.grey(values, place, shape) }
    let mean = sum / Double(shape.area)
    for index in values.indices {
      values[index] = Self.cut(mean + contrast * (values[index] - mean))
    }
    guard shape.channels > 1 else { return }
    for place in 0..<shape.area {
      let grey = Self.grey(values, place, shape)
      for index in stride(from: place, to: values.count, by: shape.area) {
        values[index] = Self.cut(grey + saturation * (values[index] - grey))
      }
    }
  }

  private static func grey(_ values: [Double], _ place: Int, _ shape: Shape) -> Double {
    guard shape.channels == 3 else {
      let sum = stride(from: place, to: values.count, by: shape.area).reduce(0) { $0 + values[$1] }
      return sum / Double(shape.channels)
    }
    return 0.299 * values[place] + 0.587 * values[place + shape.area]
      + 0.114 * values[place + 2 * shape.area]
  }

  private static func cut(_ value: Double) -> Double { max(0, min(1, value)) }
}
