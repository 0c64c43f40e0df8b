/// Local response normalisation across channels (Krizhevsky, Sutskever and Hinton, NeurIPS 2012):
/// `y[c] = x[c] · d[c]^−β` with `d[c] = k + α/n · Σ x[i]²` over the n channels around c.
public struct ResponseNorm: Sendable {
  /// n, odd: channels that a sum runs over, fewer at the ends.
  public let size: Int
  /// What the mean of the squares is multiplied by.
  public let alpha: Float
  /// The exponent.
  public let beta: Float
  /// What is added to the mean of the squares.
  public let k: Float

  /// The norm with these numbers.
  ///
  /// - Precondition: `size` is odd and positive, `k` positive, `alpha` not negative.
  public init(size: Int, alpha: Float, beta: Float, k: Float) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.k = k
  }

  /// y.
  public func forward(_ x: Activations) -> Activations {
    x.multiplied(by: logarithms(x).power(-beta))
  }

  /// `dx[c] = dy[c] d[c]^−β − 2αβ/n · x[c] Σ dy[i] x[i] d[i]^(−β−1)` over the same channels.
  public func gradient(_ x: Activations, _ dy: Activations) -> Activations {
    let logarithms = logarithms(x)
    let direct = dy.multiplied(by: logarithms.power(-beta))
    let shared = dy.multiplied(by: x).multiplied(by: logarithms.power(-beta - 1))
      .neighbourSums(size)
    let factor = -2 * alpha * beta / Float(size)
    return direct.adding(x.multiplied(by: shared).scaled(factor, plus: 0))
  }

  /// log d.
  private func logarithms(_ x: Activations) -> Activations {
    let sums = x.multiplied(by: x).neighbourSums(size)
    let kernels = Processor.kernels
    return sums.scaled(alpha / Float(size), plus: k).mapped { kernels.logarithm($0, $1, $2) }
  }
}

extension Activations {
  /// The sum over the `size` channels around each, those that are there, in their order.
  fileprivate func neighbourSums(_ size: Int) -> Activations {
    let result = Activations(uninitialized: count, shape)
    let kernels = Processor.kernels
    let step = shape.area * lanes
    forEachChannel { block, channel, at in
      let to = result.storage.pointer + at
      let first = max(0, channel - size / 2)
      to.update(from: self.block(block) + first * step, count: step)
      for other in first + 1..<max(first + 1, min(shape.channels, channel + size / 2 + 1)) {
        kernels.add(to, self.block(block) + other * step, Int64(step), to)
      }
    }
    return result
  }

  fileprivate func scaled(_ factor: Float, plus shift: Float) -> Activations {
    let channels = shape.channels
    return followed(
      by: Epilogue(
        scaling: (
          Array(repeating: factor, count: channels), Array(repeating: shift, count: channels)
        )))
  }

  /// `e^(exponent · x)`, these being logarithms.
  fileprivate func power(_ exponent: Float) -> Activations {
    let kernels = Processor.kernels
    return scaled(exponent, plus: 0).mapped { kernels.exponential($0, $1, $2) }
  }
}
