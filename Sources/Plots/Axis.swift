/// What an axis counts, in which unit, and of what kind its numbers are.
public struct Axis: Hashable, Sendable {
  /// How its numbers are written; data are always in the base unit.
  public enum Form: Hashable, Sendable {
    /// Whole numbers, such as epochs.
    case whole
    /// Numbers of a unit without prefixes, such as nats.
    case number(String)
    /// Shares 0…1, written in per cent.
    case share
    /// A unit that takes decimal prefixes: `J` is written as µJ where that fits.
    case quantity(String)
    /// Counts, written in thousands, millions or billions where they are large.
    case amount
  }

  /// What is counted, without the unit.
  public let label: String
  /// How the numbers beside its ticks are written.
  public let form: Form
  /// Measured, estimated, assumed or counted.
  public let kind: String?
  /// Where the numbers come from, in a word, such as the device.
  public let source: String?
  /// Whether the axis begins at 0 whatever the data are.
  public let startsAtZero: Bool
  /// Whether equal lengths are equal ratios; then every number is above zero.
  public let isLogarithmic: Bool

  /// An axis; kind and source are written below it where they are known.
  public init(
    _ label: String, _ form: Form, kind: String? = nil, source: String? = nil,
    startsAtZero: Bool = false, isLogarithmic: Bool = false
  ) {
    self.label = label
    self.form = form
    self.kind = kind
    self.source = source
    self.startsAtZero = startsAtZero
    self.isLogarithmic = isLogarithmic
  }

  /// The unit of the data as they are given, before any prefix.
  public var unit: String {
    switch form {
    case .whole, .amount, .share: "1"
    case .number(let unit), .quantity(let unit): unit
    }
  }

  /// `estimated, horowitz-45nm`.
  var note: String { [kind, source].compactMap { $0 }.joined(separator: ", ") }
}
