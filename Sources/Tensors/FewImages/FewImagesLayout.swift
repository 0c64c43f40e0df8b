/// Where the numbers of one image lie: `[channel][row][column]`, rows `pitch` apart.
///
/// A map has `halo` rows of zeros above and below and `halo` zeros after each row, which are also
/// the zeros before the next one. So a window that leaves the map by at most `halo` reads zeros,
/// and a convolution of stride 1 runs over all rows as one run of numbers. Every writer keeps the
/// zeros. A vector is packed.
struct FewImagesLayout: Hashable {
  let height: Int
  let width: Int
  let halo: Int
  let pitch: Int
  /// From a channel's start to its first number.
  let origin: Int
  let channelStep: Int

  init(height: Int, width: Int, halo: Int) {
    self.height = height
    self.width = width
    guard height * width > 1 else {
      self.halo = 0
      pitch = 1
      origin = 0
      channelStep = 1
      return
    }
    self.halo = halo
    pitch = width + halo
    origin = (halo * pitch + halo).wholeVectors
    // Vectors may write zeros past the last number.
    let written = (height - 1) * pitch + width + lanes - 1
    let read = (height + halo) * pitch + halo
    channelStep = (origin + max(written, read)).wholeVectors
  }

  var isVector: Bool { height * width == 1 }

  /// From the first number of a channel to the end of its last row.
  var run: Int { (height - 1) * pitch + width }

  /// Where a position lies in its channel.
  func place(_ position: Int) -> Int { origin + position / width * pitch + position % width }

  /// Writes the zeros around `channels` channels from `pointer` on.
  func restoreZeros(_ pointer: UnsafeMutablePointer<Float>, channels: Int) {
    guard !isVector else { return }
    for channel in 0..<channels {
      let start = pointer + channel * channelStep
      start.update(repeating: 0, count: origin)
      for row in 0..<height {
        (start + origin + row * pitch + width).update(repeating: 0, count: halo)
      }
      (start + origin + run).update(repeating: 0, count: channelStep - origin - run)
    }
  }
}

/// The margins of zeros that a network's convolutions want, by the size of the map.
public struct FewImagesHalos {
  private struct Size: Hashable {
    let height: Int
    let width: Int
  }

  private var halos: [Size: Int] = [:]
  /// A larger margin costs more than a padded copy.
  private static let largest = 3

  /// No margins yet; `note` adds those of a convolution.
  public init() {}

  /// Notes a convolution on a map of `shape`.
  public mutating func note(_ geometry: ConvolutionGeometry, on shape: Shape) {
    guard geometry.isDense, let padding = geometry.margins.even, padding <= Self.largest,
      2 * padding < min(geometry.spanHeight, geometry.spanWidth)
    else { return }
    let size = Size(height: shape.height, width: shape.width)
    halos[size] = max(halos[size] ?? 0, padding)
  }

  func layout(_ shape: Shape) -> FewImagesLayout {
    FewImagesLayout(
      height: shape.height, width: shape.width,
      halo: halos[Size(height: shape.height, width: shape.width)] ?? 0)
  }
}
