/// The shape of one image or feature vector, channels × height × width.
///
/// A feature vector of `n` numbers is `n × 1 × 1` and prints as `n`.
public struct Shape: Hashable, Sendable, Codable {
  /// Channels, or the features of a vector.
  public var channels: Int
  /// Rows of a map; 1 for a vector.
  public var height: Int
  /// Columns of a map; 1 for a vector.
  public var width: Int

  /// A map, or a vector of `channels` features.
  public init(_ channels: Int, _ height: Int = 1, _ width: Int = 1) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Positions of one channel.
  public var area: Int { height * width }

  /// Numbers in one image.
  public var size: Int { channels * area }

  /// Whether there is one position alone.
  public var isVector: Bool { area == 1 }
}

extension Shape: CustomStringConvertible {
  /// `3x32x32`, or `300` for a feature vector; can be typed back.
  public var description: String {
    isVector ? "\(channels)" : "\(channels)x\(height)x\(width)"
  }

  /// Reads `3x32x32` or `300`; nil for anything else, and for sizes that are not positive.
  public init?(_ text: String) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    let sizes = parts.compactMap { $0 }
    guard sizes.count == parts.count, sizes.count == 1 || sizes.count == 3,
      sizes.allSatisfy({ $0 > 0 && $0 <= 1 << 20 })
    else { return nil }
    self = sizes.count == 1 ? Shape(sizes[0]) : Shape(sizes[0], sizes[1], sizes[2])
  }
}
