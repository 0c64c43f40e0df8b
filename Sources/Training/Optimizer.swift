import Costs
import Tensors

/// A rule by which weights move: a value with its numbers.
public protocol Optimizer: Sendable, Equatable, Codable {
  /// As it is typed: `optimizer NAME`; and its key in saved states.
  static var name: String { get }
  /// What it does, as `help optimizer` tells it.
  static var summary: String { get }
  /// The step, as `explain` writes it.
  static var formula: String { get }
  /// The paper it comes from, with its year.
  static var source: String { get }
  /// What may be typed beside rate and decay.
  static var options: [OptimizerOption] { get }
  /// The learning rate where none is typed.
  static var rate: Double { get }
  /// The weight decay where none is typed.
  static var decay: Double { get }

  /// - Parameter numbers: by option; the defaults serve where one is missing.
  init(_ numbers: [String: Double])
  /// By option.
  var numbers: [String: Double] { get }

  /// Tensors kept beside each parameter, each of its size.
  var momentCount: Int { get }
  /// What a step touches.
  var cost: OptimizerCost { get }

  /// Moves `weight` by one step.
  ///
  /// - Parameters:
  ///   - kept: `momentCount` tensors, zero before the first step.
  ///   - step: counts from 1.
  func move(
    _ weight: inout Tensor, _ gradient: Tensor, _ kept: inout [Tensor], rate: Double,
    decay: Double, step: Int)
}

extension Optimizer {
  public static var options: [OptimizerOption] { [] }
  public var numbers: [String: Double] { [:] }
  public var name: String { Self.name }

  /// Its options with their numbers, in their order.
  public var typed: [(option: OptimizerOption, value: Double)] {
    Self.options.map { ($0, numbers[$0.name] ?? $0.standard) }
  }

  func isEqual(to other: any Optimizer) -> Bool { (other as? Self) == self }
}

/// A `KEY=VALUE` that one optimizer takes.
public struct OptimizerOption: Sendable {
  /// What may be typed.
  public enum Kind: Sendable {
    case number(ClosedRange<Double>)
    /// `on` is 1, `off` is 0.
    case toggle
  }

  /// As it is typed.
  public let name: String
  /// What may be typed for it.
  public let kind: Kind
  /// As `help optimizer` tells it.
  public let summary: String
  /// What serves where nothing is typed.
  public let standard: Double
}
