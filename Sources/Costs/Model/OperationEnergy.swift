/// What one multiplication and one addition cost in silicon, by process node and precision.
///
/// Arithmetic alone: no instruction, no register, no wire. `devices operations` prints the table; a
/// profile whose arithmetic is that of the table takes its multiply-add from it.
public struct OperationEnergy: Hashable, Sendable {
  /// Where transistors of that size were the usual ones.
  public enum Node: String, Hashable, Sendable, CaseIterable {
    case nm45 = "45 nm"
    case nm7 = "7 nm"

    /// Where its figures were published.
    public var source: String {
      switch self {
      case .nm45: "Horowitz, Computing's energy problem, ISSCC 2014"
      case .nm7: "Jouppi et al., Ten lessons from three generations (TPUv4i), ISCA 2021"
      }
    }
  }

  /// The format of the numbers.
  public enum Precision: String, Hashable, Sendable, CaseIterable {
    case int8, int32, bf16, fp16, fp32
  }

  /// The process the circuit is made in.
  public let node: Node
  /// Of both operands and the result.
  public let precision: Precision
  /// Picojoules.
  public let multiply: Double
  /// Picojoules of an addition.
  public let add: Double

  private init(_ node: Node, _ precision: Precision, multiply: Double, add: Double) {
    self.node = node
    self.precision = precision
    self.multiply = multiply
    self.add = add
  }

  static let int8At45nm = OperationEnergy(.nm45, .int8, multiply: 0.2, add: 0.03)
  static let int32At45nm = OperationEnergy(.nm45, .int32, multiply: 3.1, add: 0.1)
  static let fp32At45nm = OperationEnergy(.nm45, .fp32, multiply: 3.7, add: 0.9)

  /// The table, by node and then by precision.
  public static let all = [
    int8At45nm, int32At45nm,
    OperationEnergy(.nm45, .fp16, multiply: 1.1, add: 0.4), fp32At45nm,
    OperationEnergy(.nm7, .int8, multiply: 0.07, add: 0.007),
    OperationEnergy(.nm7, .int32, multiply: 1.48, add: 0.03),
    OperationEnergy(.nm7, .bf16, multiply: 0.21, add: 0.11),
    OperationEnergy(.nm7, .fp16, multiply: 0.34, add: 0.16),
    OperationEnergy(.nm7, .fp32, multiply: 1.31, add: 0.38),
  ]

  /// Nil where the sources have no such operation (bf16 at 45 nm).
  public static func find(_ precision: Precision, _ node: Node) -> OperationEnergy? {
    all.first { $0.precision == precision && $0.node == node }
  }

  /// A multiplication of this precision and an addition to a sum of `sums`, or of its own.
  public func multiplyAdd(sums: OperationEnergy? = nil) -> SourcedFigure {
    let adder = sums ?? self
    // Whole femtojoules add up exactly; 3.7 + 0.9 does not.
    let femtojoules = (multiply * 1000).rounded() + (adder.add * 1000).rounded()
    let own = adder.precision == precision ? "" : ", \(precision.rawValue)"
    let words =
      "multiply \(multiply) pJ\(own) + add \(adder.add) pJ, \(adder.precision.rawValue)"
    return SourcedFigure(
      femtojoules / 1e15, .joules, .estimated, source: "\(words): \(node.source)")
  }
}
