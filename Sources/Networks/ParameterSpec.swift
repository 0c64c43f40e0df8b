import Tensors

/// What a parameter is for: it decides weight decay and which optimizer moves it.
public enum ParameterRole: String, Sendable, Codable {
  case weight, bias, scale, shift, gate

  /// Weight decay touches weights of convolutions and linear layers only.
  public var decays: Bool { self == .weight }
}

/// How a parameter starts.
public enum Initialization: Sendable, Equatable {
  case constant(Float)
  /// Normal with variance 2 / inputs (He, Zhang, Ren and Sun, ICCV 2015).
  case he(inputs: Int)
  /// Uniform in ± 1 / √inputs.
  case uniform(inputs: Int)
  /// Normal around `mean`.
  case normal(mean: Float, deviation: Float)

  /// - Parameter stop: once it is raised the numbers mean nothing.
  public func tensor(
    _ dimensions: [Int], _ generator: Generator, stop: StopFlag? = nil
  ) -> Tensor {
    switch self {
    case .constant(let value):
      return Tensor(dimensions, repeating: value)
    case .he(let inputs):
      let deviation = (2 / Float(inputs)).squareRoot()
      return Tensor(dimensions, stop: stop) { generator.normal($0) * deviation }
    case .uniform(let inputs):
      let bound = 1 / Float(inputs).squareRoot()
      return Tensor(dimensions, stop: stop) { (generator.uniform($0) * 2 - 1) * bound }
    case .normal(let mean, let deviation):
      return Tensor(dimensions, stop: stop) { mean + generator.normal($0) * deviation }
    }
  }
}

/// A parameter a layer asks for.
public struct ParameterSpec: Sendable {
  /// As PyTorch or the paper calls it: `weight`; no two of a layer share one.
  public var name: String
  /// What it is for, which says whether it decays.
  public var role: ParameterRole
  /// Sizes, outermost first; outputs first where there are any.
  public var dimensions: [Int]
  /// The values before the first step.
  public var start: Initialization

  /// A parameter of that shape.
  public init(
    _ name: String, _ role: ParameterRole, _ dimensions: [Int], _ start: Initialization
  ) {
    self.name = name
    self.role = role
    self.dimensions = dimensions
    self.start = start
  }
}

/// A number that training keeps but no gradient moves, such as a running mean.
public struct BufferSpec: Sendable {
  /// As the layer calls it: `mean`, `variance`.
  public var name: String
  /// Sizes, outermost first.
  public var dimensions: [Int]
  /// The value of each number before the first step.
  public var start: Float

  /// A buffer of that shape, every number `start`.
  public init(_ name: String, _ dimensions: [Int], _ start: Float) {
    self.name = name
    self.dimensions = dimensions
    self.start = start
  }
}
