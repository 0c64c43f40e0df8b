import Foundation

/// A number with a unit: one `Double` in the base unit, printed with a decimal prefix.
///
/// Two quantities of the same type add up; `Joules` and `Watts` do not. In JSON a quantity is its
/// unrounded number.
public protocol Quantity: AdditiveArithmetic, Comparable, Hashable, Sendable, Codable,
  CustomStringConvertible
{
  /// The number in the base unit (J, W, s, g, Hz).
  var value: Double { get set }

  /// What follows the number: `J`, `g CO2e`.
  static var symbol: String { get }

  /// So much, in the base unit.
  init(_ value: Double)
}

extension Quantity {
  public static var zero: Self { Self(0) }

  public static func + (left: Self, right: Self) -> Self { Self(left.value + right.value) }
  public static func - (left: Self, right: Self) -> Self { Self(left.value - right.value) }
  /// `factor` times as much.
  public static func * (left: Self, factor: Double) -> Self { Self(left.value * factor) }
  /// So much for each of `divisor`.
  public static func / (left: Self, divisor: Double) -> Self { Self(left.value / divisor) }
  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }

  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Double.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  /// `3.1 mJ`, `12.4 µJ`, `-0.8 kW`: one decimal, after it a decimal prefix.
  public var description: String { DecimalPrefix.text(value, symbol: Self.symbol) }
}

/// The decimal prefixes of the International System, and how a number is written with one.
public enum DecimalPrefix {
  private static let steps: [(scale: Double, letter: String)] = [
    (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"),
    (1e-6, "µ"), (1e-9, "n"), (1e-12, "p"), (1e-15, "f"), (1e-18, "a"),
  ]

  /// The number with the largest prefix that leaves at least 1 before the decimal point.
  ///
  /// A number that rounds up to 1000 takes the next prefix: 999.96 mJ is written `1.0 J`.
  /// - Parameters:
  ///   - value: in the base unit; 0 is written `0 J`, what is not finite as Swift prints it.
  ///   - decimals: digits after the point.
  ///   - uncertainty: how far the number may lie to either side; digits that it leaves open are
  ///     left out.
  public static func text(
    _ value: Double, symbol: String, decimals: Int = 1, uncertainty: Double? = nil
  ) -> String {
    guard value != 0 else { return "0 \(symbol)" }
    guard value.isFinite else { return "\(value) \(symbol)" }
    let step =
      steps.first { step in
        let digits = fixed(abs(value) / (step.scale / 1000), decimals: decimals)
        return (Double(digits) ?? 0) >= 1000
      } ?? steps[steps.count - 1]
    let isOpen = (uncertainty ?? 0) >= 2 * step.scale
    let number = fixed(value / step.scale, decimals: isOpen ? 0 : decimals)
    return "\(number) \(step.letter)\(symbol)"
  }

  /// `fixed(0.4074, decimals: 2)` is `0.41`; the decimal sign is a point in every locale.
  static func fixed(_ value: Double, decimals: Int) -> String {
    String(format: "%.\(max(0, decimals))f", value)
  }
}
