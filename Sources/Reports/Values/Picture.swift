/// An image to be shown in a terminal.
///
/// Its block also holds lines of grey characters, which serve where there is no colour and are what
/// a session records.
public struct Picture: Hashable, Sendable {
  /// A colour, 0…255 each.
  public struct Pixel: Hashable, Sendable {
    /// 0…255.
    public var red: UInt8
    /// 0…255.
    public var green: UInt8
    /// 0…255.
    public var blue: UInt8

    /// A colour by its parts, 0…255 each.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// How bright it is, 0…1: the luma of Rec. ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B.
    var brightness: Double {
      (0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)) / 255
    }

    /// The nearest of the 6 × 6 × 6 colours and 24 greys that a terminal of 256 colours has.
    var terminalColour: Int {
      let parts = [red, green, blue].map { Int($0) }
      guard let least = parts.min(), let most = parts.max() else { return 16 }
      if most - least < 12 {
        let grey = (Int((brightness * 255).rounded()) - 8 + 5) / 10
        return brightness < 0.016 ? 16 : grey > 23 ? 231 : 232 + max(0, grey)
      }
      // Steps of the cube lie at 0, 95, 135, 175, 215, 255.
      let steps = parts.map { $0 < 48 ? 0 : $0 < 115 ? 1 : ($0 - 35) / 40 }
      return 16 + 36 * steps[0] + 6 * steps[1] + steps[2]
    }
  }

  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Row by row.
  public let pixels: [Pixel]

  /// - Precondition: as many pixels as width and height say.
  public init(width: Int, height: Int, _ pixels: [Pixel]) {
    precondition(pixels.count == width * height)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The pixel in a row and a column, both from 0 at the upper left.
  public subscript(row: Int, column: Int) -> Pixel { pixels[row * width + column] }

  /// The picture in `columns` columns at most: means over squares of whole pixels.
  public func fitted(to columns: Int) -> Picture {
    let side = (width + max(1, columns) - 1) / max(1, columns)
    guard side > 1 else { return self }
    var small: [Pixel] = []
    let (across, down) = ((width + side - 1) / side, (height + side - 1) / side)
    for row in 0..<down {
      for column in 0..<across {
        small.append(mean(row * side, column * side, side, side))
      }
    }
    return Picture(width: across, height: down, small)
  }

  /// The mean over a rectangle, as far as it lies in the picture.
  func mean(_ row: Int, _ column: Int, _ rows: Int, _ columns: Int) -> Pixel {
    var sums = [0, 0, 0]
    var count = 0
    for y in row..<min(height, row + rows) {
      for x in column..<min(width, column + columns) {
        let pixel = self[y, x]
        sums[0] += Int(pixel.red)
        sums[1] += Int(pixel.green)
        sums[2] += Int(pixel.blue)
        count += 1
      }
    }
    func share(_ sum: Int) -> UInt8 { UInt8((sum + count / 2) / max(1, count)) }
    return Pixel(red: share(sums[0]), green: share(sums[1]), blue: share(sums[2]))
  }
}
