import Kernels

extension Activations {
  /// The softmax cross entropy of these logits z, with label smoothing:
  /// `loss = log Σ exp(z) − (1 − s) z_label − s/K Σ z` for K classes and smoothing s.
  public func crossEntropy(labels: [Int], smoothing: Float = 0, gradient: Bool) -> Loss {
    precondition(labels.count == count)
    let classes = shape.size
    var labelLanes = [Int32](repeating: 0, count: blocks * lanes)
    for (image, label) in labels.enumerated() { labelLanes[image] = Int32(label) }
    let weights = Storage(blocks * lanes)
    for lane in 0..<blocks * lanes {
      weights.pointer[lane] = lane < labels.count ? 1 / Float(batchCount) : 0
    }
    let losses = Storage(blocks * lanes)
    let dz = gradient ? Activations(uninitialized: count, shape) : nil
    var largest = [Int32](repeating: 0, count: blocks * lanes)
    let kernels = Processor.kernels
    for block in 0..<blocks {
      let at = block * blockSize
      labelLanes.withUnsafeBufferPointer { labels in
        largest.withUnsafeMutableBufferPointer { largest in
          kernels.crossEntropy(
            pointer + at, Int32(classes), labels.baseAddress! + block * lanes,
            weights.pointer + block * lanes, smoothing, losses.pointer + block * lanes,
            dz.map { $0.storage.pointer + at }, largest.baseAddress! + block * lanes)
        }
      }
    }
    return Loss(
      losses: labels.indices.map { losses.pointer[$0] },
      predictions: labels.indices.map { Int(largest[$0]) }, gradient: dz)
  }
}
