/// Energy, in joules.
public struct Joules: Quantity {
  public static let symbol = "J"
  public var value: Double

  public init(_ value: Double) { self.value = value }

  /// P = E / t.
  public static func / (energy: Joules, time: Seconds) -> Watts { Watts(energy.value / time.value) }
}

/// Power, in watts (joules a second).
public struct Watts: Quantity {
  public static let symbol = "W"
  public var value: Double

  public init(_ value: Double) { self.value = value }

  /// E = P · t.
  public static func * (power: Watts, time: Seconds) -> Joules { Joules(power.value * time.value) }
}

/// Time, in seconds.
public struct Seconds: Quantity {
  public static let symbol = "s"
  public var value: Double

  public init(_ value: Double) { self.value = value }

  /// `41.0 µs`, `25.3 ms`, `0.41 s`, `7.25 s`, `83.1 s`, `5400.0 s`: from a tenth of a second on
  /// always in seconds, because that is what a person compares.
  public var description: String {
    let size = abs(value)
    guard size >= 0.1, value.isFinite else { return DecimalPrefix.text(value, symbol: Self.symbol) }
    return "\(DecimalPrefix.fixed(value, decimals: size < 10 ? 2 : 1)) \(Self.symbol)"
  }
}

/// Mass of greenhouse gas, in grams of CO2 equivalent.
public struct Grams: Quantity {
  public static let symbol = "g CO2e"
  public var value: Double

  public init(_ value: Double) { self.value = value }
}
