import Kernels

/// Numbers side by side in a vector of the kernels: 16 images of a batch, or 16 positions or
/// outputs of one image.
let lanes = Int(LANES)

extension Int {
  /// Vectors that hold so many numbers: ⌈n / lanes⌉.
  var vectors: Int { (self + lanes - 1) / lanes }

  /// The count rounded up to whole vectors.
  var wholeVectors: Int { vectors * lanes }
}
