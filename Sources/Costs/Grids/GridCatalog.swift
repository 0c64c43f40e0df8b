/// Carbon intensities of electricity that somebody published, sorted by name: a year's average, one
/// line each. Where a figure is not known for sure there is no line; `carbon intensity=` takes any.
public enum GridCatalog {
  /// Ember counts the whole life of a plant and all gases.
  private static let ember = "all gases, whole life of the plants"

  /// Sorted by name.
  public static let all: [CarbonIntensity] = [
    grid("argentina", 354), grid("australia", 549), grid("austria", 111), grid("belgium", 138),
    grid("brazil", 98), grid("bulgaria", 335), grid("canada", 170), grid("chile", 291),
    grid("china", 582), grid("colombia", 260), grid("croatia", 205), grid("cyprus", 534),
    grid("czechia", 450), grid("denmark", 152), grid("estonia", 417), grid("finland", 79),
    grid("france", 56), grid("germany", 381), grid("greece", 337), grid("hungary", 204),
    grid("india", 713), grid("ireland", 291),
    CarbonIntensity(
      region: "norway", year: 2023, gramsPerKilowattHour: 30, scope: ember,
      source: "Ember, power sector emissions by country, as of July 2024"),
    CarbonIntensity(
      region: "uk", year: 2023, gramsPerKilowattHour: 207.074,
      scope: "CO2, CH4 and N2O of generation, without grid losses; of the plants of 2021",
      source: "DESNZ, UK government conversion factors for company reporting, 2023"),
    CarbonIntensity(
      region: "usa", year: 2022, gramsPerKilowattHour: 390, scope: "CO2 of generation alone",
      source: "EIA, State Electricity Profiles, 2022: 1,650 Mt and 4,230.672 TWh"),
    CarbonIntensity(
      region: "world", year: 2022, gramsPerKilowattHour: 436, scope: ember,
      source: "Ember, Global Electricity Review, 2023"),
  ]

  /// The grid of every figure that names none: the world's, because the place of the device is
  /// unknown.
  public static let standard = all[all.count - 1]

  /// By its name, or the newest year of a region.
  public static func find(_ name: String) -> CarbonIntensity? {
    all.first { $0.name == name }
      ?? all.filter { $0.region == name }.max { ($0.year ?? 0) < ($1.year ?? 0) }
  }

  /// What can be typed after `grid=`.
  public static var names: [String] { all.map(\.name) }

  /// All that `find` knows: regions without a year too.
  public static var spellings: [String] { all.map(\.region) + names }

  /// A country's line of the table that Our World in Data makes of Ember's.
  private static func grid(_ region: String, _ grams: Double) -> CarbonIntensity {
    CarbonIntensity(
      region: region, year: 2023, gramsPerKilowattHour: grams, scope: ember,
      source: "Ember and Energy Institute, by Our World in Data, 2023")
  }
}
