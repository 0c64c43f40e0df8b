import Kernels

extension Activations {
  /// The squares of `x − target`, summed over the positions of each channel.
  ///
  /// - Returns: a sum for each image and channel; where `gradient` asks for it, that of their mean
  ///   over all images and numbers, `2 (x − target) / (images · numbers)`.
  public func squaredErrors(
    to target: Activations, gradient: Bool
  ) -> (sums: Activations, gradient: Activations?) {
    precondition(count == target.count && shape == target.shape)
    let sums = Activations(uninitialized: count, Shape(shape.channels))
    let slopes = gradient ? Activations(uninitialized: count, shape) : nil
    let weights = Storage(blocks * lanes)
    for lane in 0..<blocks * lanes {
      weights.pointer[lane] = lane < count ? 2 / (Float(batchCount) * Float(shape.size)) : 0
    }
    let kernels = Processor.kernels
    let map = shape.area * lanes
    Processor.parallel(blocks) { block in
      for channel in 0..<shape.channels {
        let at = block * blockSize + channel * map
        kernels.squaredError(
          pointer + at, target.pointer + at, Int64(shape.area), weights.pointer + block * lanes,
          sums.storage.pointer + (block * shape.channels + channel) * lanes,
          slopes.map { $0.storage.pointer + at })
      }
    }
    return (sums, slopes)
  }
}
