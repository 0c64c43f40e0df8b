import Testing

@testable import Costs

@Suite struct CarbonTests {
  /// 1 kWh is 3.6 MJ, so 7.2 MJ at 400 g/kWh are 800 g.
  @Test func gramsOfJoules() {
    let grid = CarbonIntensity(
      region: "given", year: nil, gramsPerKilowattHour: 400, scope: "", source: "typed")
    #expect(grid.grams(of: Joules(7.2e6)) == Grams(800))
    #expect(grid.grams(of: .zero) == .zero)
    #expect(grid.name == "given")
  }

  @Test(arguments: GridCatalog.all)
  func everyGridSaysWhereItComesFrom(_ grid: CarbonIntensity) {
    #expect(GridCatalog.find(grid.name) == grid)
    #expect((10...1200).contains(grid.gramsPerKilowattHour), "\(grid.name)")
    #expect(!grid.scope.isEmpty && !grid.source.isEmpty)
    #expect((2015...2030).contains(grid.year ?? 0))
  }

  @Test func namesAreSortedAndOnce() {
    #expect(GridCatalog.names == Set(GridCatalog.names).sorted())
    #expect(GridCatalog.find("germany")?.name == "germany-2023")
    #expect(GridCatalog.find("atlantis") == nil)
    #expect(GridCatalog.standard.region == "world")
  }

  /// 1,650 million tonnes over 4,230,672 million kWh.
  @Test func theFigureOfTheUnitedStates() {
    let found = GridCatalog.find("usa-2022")?.gramsPerKilowattHour ?? 0
    #expect(abs(found - 1650e12 / 4_230_672e6) < 0.5)
  }
}
