import Kernels

/// Softmax cross-entropy with label smoothing.
public enum CrossEntropy {
  /// What a batch came to.
  public struct Result {
    /// The loss of each image.
    public var losses: [Float]
    /// The class of each image's largest logit.
    public var predictions: [Int]
    /// d(mean loss)/d(logits).
    public var gradient: Activations?

    /// The mean loss.
    public var mean: Double {
      guard !losses.isEmpty else { return 0 }
      return LayerSum.images(losses.count).joined(0.0) { $0 += Double(losses[$1]) }
        / Double(losses.count)
    }
  }

  /// `loss = log Σ exp(z) − (1 − s) z_label − s/K Σ z` for K classes and smoothing s.
  public static func evaluate(
    _ logits: Activations, labels: [Int], smoothing: Float = 0, gradient: Bool
  ) -> Result {
    precondition(labels.count == logits.count)
    let classes = logits.shape.size
    let blocks = logits.blocks
    var labelLanes = [Int32](repeating: 0, count: blocks * lanes)
    for (image, label) in labels.enumerated() { labelLanes[image] = Int32(label) }
    let weights = Storage(blocks * lanes)
    for lane in 0..<blocks * lanes {
      weights.pointer[lane] = lane < labels.count ? 1 / Float(labels.count) : 0
    }
    let losses = Storage(blocks * lanes)
    let dz = gradient ? Activations(uninitialized: logits.count, logits.shape) : nil
    var largest = [Int32](repeating: 0, count: blocks * lanes)
    let kernels = Processor.kernels
    for block in 0..<blocks {
      let at = block * logits.blockSize
      labelLanes.withUnsafeBufferPointer { labels in
        largest.withUnsafeMutableBufferPointer { largest in
          kernels.crossEntropy(
            logits.pointer + at, Int32(classes), labels.baseAddress! + block * lanes,
            weights.pointer + block * lanes, smoothing, losses.pointer + block * lanes,
            dz.map { $0.storage.pointer + at }, largest.baseAddress! + block * lanes)
        }
      }
    }
    return Result(
      losses: labels.indices.map { losses.pointer[$0] },
      predictions: labels.indices.map { Int(largest[$0]) }, gradient: dz)
  }
}
