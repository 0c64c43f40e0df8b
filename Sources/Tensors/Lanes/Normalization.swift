import Kernels

/// Batch normalisation by channel (Ioffe and Szegedy, ICML 2015).
public enum Normalization {
  /// Mean and variance of each channel of a batch.
  public struct Statistics {
    /// Σx / n by channel.
    public var mean: [Float]
    /// Σ(x − mean)² / n, the biased variance that normalises the batch.
    public var variance: [Float]
    /// Numbers a channel's statistics were taken over.
    public var count: Int

    /// Statistics by channel over `count` numbers each.
    public init(mean: [Float], variance: [Float], count: Int) {
      self.mean = mean
      self.variance = variance
      self.count = count
    }

    /// `1 / √(variance + ε)`.
    public func inverseDeviation(_ epsilon: Float) -> [Float] {
      variance.map { 1 / ($0 + epsilon).squareRoot() }
    }
  }

  /// What does not depend on the batch.
  public struct Constants: Sendable {
    /// ε, which is added to the variance.
    public var epsilon: Float
    /// The share by which running statistics move towards those of a batch.
    public var momentum: Float

    /// ε = 1e-5 and a tenth, as in PyTorch.
    public static let standard = Constants(epsilon: 1e-5, momentum: 0.1)

    /// ε above 0, the momentum from 0 to 1.
    public init(epsilon: Float, momentum: Float) {
      self.epsilon = epsilon
      self.momentum = momentum
    }
  }

  /// The statistics of each channel: one partial an image block, joined in block order by the
  /// update of Chan, Golub and LeVeque (1979) in double precision.
  public static func statistics(_ x: Activations) -> Statistics {
    let area = x.shape.area
    let channels = x.shape.channels
    let masks = LaneMasks(x)
    let kernels = Processor.kernels
    let sum = x.blockSum
    let own = Storage(x.blocks * channels * 2)
    x.forEachChannel { block, channel, at in
      let to = own.pointer + (block * channels + channel) * 2
      kernels.moments(
        x.pointer + at, Int64(area), masks[block], Float(x.valid(block) * area), to, to + 1)
    }
    let partials = x.ofBatch(own, size: channels * 2)
    var result = Statistics(
      mean: Array(repeating: 0, count: channels), variance: Array(repeating: 0, count: channels),
      count: x.batchCount * area)
    for channel in 0..<channels {
      let all = sum.joined((mean: 0.0, squares: 0.0, count: 0.0)) { sum, block in
        let partial = partials.pointer + (block * channels + channel) * 2
        let added = Double(x.validInBatch(block) * area)
        let delta = Double(partial[0]) - sum.mean
        let joined = sum.count + added
        sum.mean += delta * (added / joined)
        sum.squares += Double(partial[1]) + delta * delta * (sum.count * added / joined)
        sum.count = joined
      }
      result.mean[channel] = Float(all.mean)
      result.variance[channel] = Float(all.squares / all.count)
    }
    return result
  }

  /// By what `y` is computed from.
  public struct Gradients {
    /// Of `x`, in its shape.
    public var input: Activations
    /// Of the scale, by channel.
    public var scale: Tensor
    /// Of the shift, by channel.
    public var shift: Tensor
  }

  /// The gradients of `y = (x − μ) / √(σ² + ε) · scale + shift`.
  ///
  /// - Parameters:
  ///   - gradient: that of `y`; factors that wait for it are multiplied in the same passes.
  ///   - output: what computes `y` from `x`; where it rectifies, the gradient counts only where `y`
  ///     is positive, and below the cap where there is one.
  ///   - throughStatistics: whether μ and σ² came from `x` (training) or were constants.
  public static func gradients(
    _ x: Activations, _ gradient: DeferredActivations, output: Epilogue, scale: [Float],
    statistics: Statistics, epsilon: Float, throughStatistics: Bool
  ) -> Gradients {
    precondition(output.factors == nil && gradient.epilogue.onlyMultiplies)
    let output = output.with(gradient.epilogue.factors)
    let dy = gradient.base
    let channels = x.shape.channels
    let area = x.shape.area
    let masks = LaneMasks(x)
    let kernels = Processor.kernels
    let blockSum = x.blockSum
    let own = Storage(x.blocks * channels * 2)
    x.forEachChannel { block, channel, at in
      let to = own.pointer + (block * channels + channel) * 2
      var with = output.kernel(channel, block)
      kernels.normSums(
        x.pointer + at, dy.pointer + at, &with, Int64(area),
        statistics.mean[channel], to, to + 1)
    }
    let partials = x.ofBatch(own, size: channels * 2)
    let inverse = statistics.inverseDeviation(epsilon)
    var scaleGradient = [Float](repeating: 0, count: channels)
    var shiftGradient = [Float](repeating: 0, count: channels)
    var a = [Float](repeating: 0, count: channels)
    var b = a
    var c = a
    for channel in 0..<channels {
      let (sum, product) = blockSum.joined((0.0, 0.0)) { sum, block in
        sum.0 += Double(partials.pointer[(block * channels + channel) * 2])
        sum.1 += Double(partials.pointer[(block * channels + channel) * 2 + 1])
      }
      let deviation = Double(inverse[channel])
      scaleGradient[channel] = Float(product * deviation)
      shiftGradient[channel] = Float(sum)
      a[channel] = scale[channel] * inverse[channel]
      guard throughStatistics else { continue }
      let n = Double(statistics.count)
      b[channel] = Float(-Double(a[channel]) * deviation * deviation * product / n)
      c[channel] = Float(-Double(a[channel]) * sum / n)
    }
    let dx = Activations(uninitialized: x.count, x.shape)
    x.forEachChannel { block, channel, at in
      var with = output.kernel(channel, block)
      kernels.normGradient(
        x.pointer + at, dy.pointer + at, &with, Int64(area),
        statistics.mean[channel], a[channel], b[channel], c[channel], masks[block],
        dx.storage.pointer + at)
    }
    return Gradients(
      input: dx, scale: Tensor([channels], scaleGradient), shift: Tensor([channels], shiftGradient)
    )
  }
}

extension Activations {
  /// Runs `body(block, channel, offset of the channel)` for every channel of every block.
  func forEachChannel(_ body: (Int, Int, Int) -> Void) {
    let step = shape.area * lanes
    let parts = min(shape.channels, (2 * Processor.threads + blocks - 1) / blocks)
    Processor.parallel(blocks * parts) { task in
      let (block, part) = (task / parts, task % parts)
      for channel in shape.channels * part / parts..<shape.channels * (part + 1) / parts {
        body(block, channel, block * blockSize + channel * step)
      }
    }
  }

  /// Runs `body(offset, count)` over pieces of all numbers; counts are multiples of 16.
  func forEachPiece(_ body: (Int, Int) -> Void) {
    let piece = 1 << 14
    let pieces = (size + piece - 1) / piece
    Processor.parallel(pieces) { index in
      body(index * piece, min(piece, size - index * piece))
    }
  }
}
