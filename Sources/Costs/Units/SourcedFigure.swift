/// A number that says where it comes from: value, unit, kind and source.
///
/// Nothing that costs is shown without these four; an estimate and a measurement never look alike.
public struct SourcedFigure: Hashable, Sendable, Codable {
  /// How the number came to be.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Read from an instrument: here, or by the cited author.
    case measured
    /// Computed from a model, or published by the cited source as computed or specified.
    case estimated
    /// Chosen by us; the source holds the reasoning.
    case assumed
  }

  /// The unit of a figure; its raw value is how it is printed.
  public enum Unit: String, Hashable, Sendable, Codable, CaseIterable {
    case joules = "J"
    case watts = "W"
    case seconds = "s"
    case grams = "g CO2e"
    case hertz = "Hz"
    case bytes = "B"
    case bytesPerSecond = "B/s"
    case multiplyAdds = "multiply-adds"
    case multiplyAddsPerSecond = "multiply-adds/s"
    case inferences = "inferences"
    /// A ratio: how many times as much.
    case times = "times"
    case units = "units"
  }

  /// In `unit`, no prefix.
  public var value: Double
  /// What `value` counts.
  public var unit: Unit
  /// How the number came to be.
  public var kind: Kind

  /// Author, venue and year; for an assumed figure the reasoning.
  public var source: String

  /// How far the true value may lie to either side, in the same unit; nil where it is unknown.
  public var uncertainty: Double?

  /// A number; without an uncertainty nobody knows how far it is off.
  public init(
    _ value: Double, _ unit: Unit, _ kind: Kind, source: String, uncertainty: Double? = nil
  ) {
    self.value = value
    self.unit = unit
    self.kind = kind
    self.source = source
    self.uncertainty = uncertainty
  }

  /// The number with its unit: `4.6 pJ`, `12.8 GB/s`; kind and source are for the caller to show.
  public var text: String {
    switch unit {
    case .seconds: Seconds(value).description
    case .times, .units: SourcedFigure.plain(value)
    case .bytes where value < 1e15 && value == value.rounded(): SourcedFigure.binary(value)
    default: DecimalPrefix.text(value, symbol: unit.rawValue, uncertainty: uncertainty)
    }
  }

  /// A number without a unit: `168`, `0.886`.
  private static func plain(_ value: Double) -> String {
    value == value.rounded() && value < 1e15
      ? "\(Int(value))" : DecimalPrefix.fixed(value, decimals: 3)
  }

  /// Memory sizes in powers of 1024: `32 KiB`, `8 MiB`.
  private static func binary(_ bytes: Double) -> String {
    for (scale, letter) in [(1_073_741_824.0, "GiB"), (1_048_576.0, "MiB"), (1024.0, "KiB")]
    where bytes >= scale && bytes.truncatingRemainder(dividingBy: scale) == 0 {
      return "\(Int(bytes / scale)) \(letter)"
    }
    return "\(Int(bytes)) B"
  }
}

extension SourcedFigure: CustomStringConvertible {
  /// `4.6 pJ (estimated, Horowitz, ISSCC 2014)`, `3.1 J ± 20.0 mJ (measured, RAPL package-0)`.
  public var description: String {
    let range = uncertainty.map { " ± \(DecimalPrefix.text($0, symbol: unit.rawValue))" } ?? ""
    return "\(text)\(range) (\(kind.rawValue), \(source))"
  }
}
