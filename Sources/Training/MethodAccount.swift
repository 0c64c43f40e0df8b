/// What a method came to at the end of an epoch, by the key of the figure. Which figures there are,
/// their units and their order stand in the method's description.
public struct MethodAccount: Sendable, Hashable, Codable {
  /// By key; a figure that the method does not have yet is missing.
  public var figures: [String: Double]

  /// Figures under the keys of the method's description.
  public init(_ figures: [String: Double]) { self.figures = figures }

  public init(from decoder: any Decoder) throws {
    figures = try decoder.singleValueContainer().decode([String: Double].self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(figures)
  }

  /// The figure under `key`; nil where the method has none.
  public subscript(key: String) -> Double? { figures[key] }
}
