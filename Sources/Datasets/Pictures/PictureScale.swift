/// The square in the middle of a picture, brought to `size` × `size` pixels: as when the shorter
/// side is brought to `size` and the middle is cut out.
///
/// With m the shorter side: where m > size each pixel is the mean of the area that it covers,
/// pixels at its edge by their share; where m < size it is interpolated between four pixels
/// (bilinear, centres at halves). The way is columns, then rows, in single precision; the square
/// begins at ⌊(side − m) / 2⌋.
struct PictureScale: Sendable {
  let size: Int

  /// What it may be.
  static let sizes = 1...1024

  /// Bytes by channel, row and column.
  func apply(to picture: RasterPicture) -> [UInt8] {
    let shorter = min(picture.width, picture.height)
    let left = (picture.width - shorter) / 2
    let top = (picture.height - shorter) / 2
    let area = size * size
    var planes = [UInt8](repeating: 0, count: 3 * area)
    if shorter == size {
      for row in 0..<size {
        var from = 3 * ((top + row) * picture.width + left)
        for place in row * size..<(row + 1) * size {
          for channel in 0..<3 { planes[channel * area + place] = picture.bytes[from + channel] }
          from += 3
        }
      }
      return planes
    }
    let taps = Taps(from: shorter, to: size)
    let rows = narrowed(picture, taps, top: top, left: left, rows: shorter)
    for row in 0..<size {
      var sums = [Float](repeating: 0, count: 3 * size)
      for (tap, weight) in taps[row] {
        let start = tap * 3 * size
        for index in 0..<3 * size { sums[index] += weight * rows[start + index] }
      }
      for column in 0..<size {
        for channel in 0..<3 {
          let value = sums[3 * column + channel].rounded()
          planes[channel * area + row * size + column] = UInt8(max(0, min(255, value)))
        }
      }
    }
    return planes
  }

  /// Each row of the square with `size` columns.
  private func narrowed(
    _ picture: RasterPicture, _ taps: Taps, top: Int, left: Int, rows: Int
  ) -> [Float] {
    var narrow = [Float](repeating: 0, count: rows * 3 * size)
    for row in 0..<rows {
      let from = 3 * ((top + row) * picture.width + left)
      let to = row * 3 * size
      for column in 0..<size {
        var (red, green, blue): (Float, Float, Float) = (0, 0, 0)
        for (tap, weight) in taps[column] {
          let place = from + 3 * tap
          red += weight * Float(picture.bytes[place])
          green += weight * Float(picture.bytes[place + 1])
          blue += weight * Float(picture.bytes[place + 2])
        }
        narrow[to + 3 * column] = red
        narrow[to + 3 * column + 1] = green
        narrow[to + 3 * column + 2] = blue
      }
    }
    return narrow
  }

  /// Bytes of memory that the work on a picture takes.
  func need(_ picture: RasterPicture) -> Int {
    let shorter = min(picture.width, picture.height)
    return (3 * size * shorter + 4 * shorter) * MemoryLayout<Float>.stride
  }
}

/// Of which pixels, with which shares, each pixel of a side of another length is made.
private struct Taps {
  private var pixels: [(Int, Float)] = []
  private var starts = [0]

  init(from old: Int, to new: Int) {
    let step = Double(old) / Double(new)
    for index in 0..<new {
      if old > new {
        let (low, high) = (Double(index) * step, Double(index + 1) * step)
        for pixel in Int(low)..<min(old, Int(high.rounded(.up))) {
          let covered = min(high, Double(pixel + 1)) - max(low, Double(pixel))
          if covered > 0 { pixels.append((pixel, Float(covered / step))) }
        }
      } else {
        let centre = max(0, min(Double(old - 1), (Double(index) + 0.5) * step - 0.5))
        let pixel = min(Int(centre), max(0, old - 2))
        let share = Float(centre - Double(pixel))
        pixels.append((pixel, 1 - share))
        if old > 1 { pixels.append((pixel + 1, share)) }
      }
      starts.append(pixels.count)
    }
  }

  subscript(index: Int) -> ArraySlice<(Int, Float)> { pixels[starts[index]..<starts[index + 1]] }
}
