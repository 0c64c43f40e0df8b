import Kernels

/// A function of one number, for activations. Its exponential is that of the
/// kernels, so its digits are the same at every level with fused multiply-adds.
public enum PointFunction: Sendable, Equatable {
  /// `x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
  case gelu
  /// `x / (1 + e⁻ˣ)`.
  case silu
  /// `x` above zero, else `slope · x`.
  case leakyReLU(slope: Float)
  /// The smaller of `cap` and `max(x, 0)`.
  case cappedReLU(cap: Float)
  /// `min(max(x + 3, 0), 6) / 6`.
  case hardSigmoid
  /// `x · min(max(x + 3, 0), 6) / 6`.
  case hardSwish
  /// `min(max(x, low), high)`; low is at most high.
  case clip(low: Float, high: Float)

  /// GELU is `x · sigmoid(x (a + b x²))`; this is a, `2 √(2/π)`.
  public static let geluLinear: Float = Float(KERNEL_GELU_LINEAR)
  /// And this is b, `0.044715 a`.
  public static let geluCubic: Float = Float(KERNEL_GELU_CUBIC)

  /// Whether `f(0) = 0`.
  public var keepsZeros: Bool {
    switch self {
    case .gelu, .silu, .leakyReLU, .cappedReLU, .hardSwish: true
    case .hardSigmoid: false
    case .clip(let low, let high): low <= 0 && high >= 0
    }
  }

  /// f of `count` numbers, a multiple of 16.
  func run(
    _ kernels: KernelTable, _ x: UnsafePointer<Float>, _ count: Int64,
    _ y: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .gelu: kernels.gelu(x, count, y)
    case .silu: kernels.silu(x, count, y)
    case .leakyReLU(let slope): kernels.leakyRelu(x, slope, count, y)
    case .cappedReLU(let cap): kernels.cappedRelu(x, cap, count, y)
    case .hardSigmoid: kernels.hardSigmoid(x, count, y)
    case .hardSwish: kernels.hardSwish(x, count, y)
    case .clip(let low, let high): kernels.clip(x, low, high, count, y)
    }
  }

  /// `dy · f'(x)`.
  fileprivate func runBack(
    _ kernels: KernelTable, _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ count: Int64,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .gelu: kernels.geluGradient(x, dy, count, dx)
    case .silu: kernels.siluGradient(x, dy, count, dx)
    case .leakyReLU(let slope): kernels.leakyReluGradient(x, slope, dy, count, dx)
    case .cappedReLU(let cap): kernels.cappedReluGradient(x, cap, dy, count, dx)
    case .hardSigmoid: kernels.hardSigmoidGradient(x, dy, count, dx)
    case .hardSwish: kernels.hardSwishGradient(x, dy, count, dx)
    case .clip(let low, let high): kernels.clipGradient(x, low, high, dy, count, dx)
    }
  }
}

extension Activations {
  /// The function of every number.
  public func applying(_ function: PointFunction) -> Activations {
    let kernels = Processor.kernels
    return mapped { function.run(kernels, $0, $1, $2) }
  }

  /// `dy · f'(x)`, these numbers being x.
  public func gradient(of function: PointFunction, _ dy: Activations) -> Activations {
    let kernels = Processor.kernels
    return combined(dy) { function.runBack(kernels, $0, $1, $2, $3) }
  }

  /// `e^x[c] / Σ_k e^x[k]` over the channels of each position.
  public func softmax() -> Activations {
    let kernels = Processor.kernels
    let result = Activations(uninitialized: count, shape)
    let step = Int64(shape.area * lanes)
    Processor.parallel(blocks) { block in
      kernels.softmax(
        self.block(block), Int32(shape.channels), step, step,
        result.storage.pointer + block * blockSize)
    }
    return result
  }

  /// `y[c] (dy[c] − Σ_k y[k] dy[k])` of this output y of a softmax.
  public func softmaxGradient(_ dy: Activations) -> Activations {
    precondition(fits(dy))
    let kernels = Processor.kernels
    let result = Activations(uninitialized: count, shape)
    let step = Int64(shape.area * lanes)
    Processor.parallel(blocks) { block in
      kernels.softmaxGradient(
        self.block(block), dy.block(block), Int32(shape.channels), step, step,
        result.storage.pointer + block * blockSize)
    }
    return result
  }
}
