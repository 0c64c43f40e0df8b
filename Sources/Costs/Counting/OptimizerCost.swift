/// What an optimizer touches for each parameter at each step.
public struct OptimizerCost: Hashable, Sendable, Codable {
  /// Words read and written: the weight twice, the gradient once, each moment twice.
  public var words: Double

  /// Element-wise operations.
  public var operations: Double

  /// What an optimizer touches and computes for one parameter.
  public init(words: Double, operations: Double) {
    self.words = words
    self.operations = operations
  }

  /// Plain gradient descent: read weight and gradient, write weight; one multiplication, one sum.
  public static let sgd = OptimizerCost(words: 3, operations: 2)

  /// With momentum: a velocity is read and written; weight decay included.
  public static let momentum = OptimizerCost(words: 5, operations: 6)

  /// Adam: two moments are read and written; Kingma and Ba, ICLR 2015, algorithm 1.
  public static let adam = OptimizerCost(words: 7, operations: 12)
}
