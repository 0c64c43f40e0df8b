import Kernels

/// One step of an optimizer on one parameter.
extension Tensor {
  /// Stochastic gradient descent with momentum as PyTorch states it:
  /// `v ← momentum · v + g`, `w ← w − rate · v`; Nesterov: `w ← w − rate · (g + momentum · v)`,
  /// with `g` the gradient plus `decay · w`.
  public mutating func descend(
    _ gradient: Tensor, velocity: inout Tensor, rate: Float, momentum: Float, nesterov: Bool,
    decay: Float, first: Bool
  ) {
    var rule = KernelDescent(
      rate: rate, momentum: momentum, decay: decay, dampening: 0, nesterov: nesterov ? 1 : 0,
      first: first ? 1 : 0)
    Processor.kernels.descend(
      &rule, gradient.pointer, Int64(count.wholeVectors), velocity.writable, writable)
  }

  /// Adam (Kingma and Ba, ICLR 2015); `step` counts from 1.
  ///
  /// - Parameters:
  ///   - decay: of Adam: `decay · w` is added to the gradient.
  ///   - shrinkage: of AdamW: `w` is multiplied by `1 − shrinkage` before the step.
  public mutating func adam(
    _ gradient: Tensor, first: inout Tensor, second: inout Tensor, rate: Float, beta1: Float,
    beta2: Float, epsilon: Float, decay: Float, shrinkage: Float = 0, step: Int
  ) {
    var rule = KernelAdam(
      rate: rate, beta1: beta1, beta2: beta2,
      correction1: Float(1 / (1 - power(Double(beta1), step))),
      correction2: Float(1 / (1 - power(Double(beta2), step))), epsilon: epsilon, decay: decay,
      kept: 1 - shrinkage)
    Processor.kernels.adam(
      &rule, gradient.pointer, Int64(count.wholeVectors), first.writable, second.writable, writable)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var factor = base
    var left = exponent
    while left > 0 {
      if left & 1 == 1 { result *= factor }
      factor *= factor
      left >>= 1
    }
    return result
  }

  /// Zero wherever `mask` is.
  public mutating func clear(where mask: Tensor) {
    precondition(count == mask.count)
    let (to, mask) = (writable, mask.pointer)
    Processor.parallelRanges(count, grain: 1 << 14) { range in
      for index in range { to[index] = mask[index] == 0 ? 0 : to[index] }
    }
  }

  /// Numbers that are not zero.
  public var keptCount: Int {
    (0..<count).reduce(0) { $0 + (storage.pointer[$1] == 0 ? 0 : 1) }
  }

  /// `x + share · (other − x)`.
  public mutating func approach(_ other: Tensor, by share: Float) {
    precondition(dimensions == other.dimensions)
    let (to, from) = (writable, other.pointer)
    Processor.parallelRanges(count, grain: 1 << 14) { range in
      for index in range { to[index] += share * (from[index] - to[index]) }
    }
  }

  /// Adds number by number; both have as many.
  public mutating func add(_ other: Tensor) {
    precondition(count == other.count)
    let to = writable
    Processor.kernels.add(to, other.pointer, Int64(count.wholeVectors), to)
  }
}
