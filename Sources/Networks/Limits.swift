import Tensors

extension Shape {
  /// Whether memory can hold it: at least one channel, at most 2²⁵ numbers (2 GiB for 16 images).
  var isPossible: Bool { Limit.fits([channels, height, width], 1 << 25) }
}

extension ParameterSpec {
  /// At most 2²⁸ numbers, 1 GiB.
  var isPossible: Bool { Limit.fits(dimensions, 1 << 28) }
}

private enum Limit {
  /// Whether all sizes are positive and their product is at most `limit`; it may be any number.
  static func fits(_ sizes: [Int], _ limit: Int) -> Bool {
    var product = 1
    for size in sizes {
      guard size >= 1, size <= limit else { return false }
      product *= size
      guard product <= limit else { return false }
    }
    return true
  }
}
