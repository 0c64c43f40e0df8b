/// Greenhouse gas of a kilowatt-hour of electricity.
public struct CarbonIntensity: Hashable, Sendable, Codable {
  /// Joules of a kilowatt-hour.
  public static let kilowattHour = Joules(3.6e6)

  /// `germany`; `given` where somebody typed the number.
  public var region: String
  /// The year that it holds for; nil of a number that was typed.
  public var year: Int?
  /// g/kWh.
  public var gramsPerKilowattHour: Double
  /// Which gases are in it and what of the way to the socket: for the line beside the grams.
  public var scope: String
  /// Who published it.
  public var source: String

  /// An intensity in g/kWh.
  public init(
    region: String, year: Int?, gramsPerKilowattHour: Double, scope: String, source: String
  ) {
    self.region = region
    self.year = year
    self.gramsPerKilowattHour = gramsPerKilowattHour
    self.scope = scope
    self.source = source
  }

  /// What is typed: `grid=germany-2023`.
  public var name: String { region + (year.map { "-\($0)" } ?? "") }

  /// m = E / 3.6 MJ · intensity.
  public func grams(of energy: Joules) -> Grams {
    Grams(energy.value / Self.kilowattHour.value * gramsPerKilowattHour)
  }
}
