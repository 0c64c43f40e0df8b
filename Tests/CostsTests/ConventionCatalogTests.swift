import Costs
import Testing

/// Each convention says whose it is, of which version, and why it differs.
@Suite struct ConventionCatalogTests {
  @Test func namesAreThoseOfTheContract() {
    #expect(
      ConventionCatalog.names == [
        "pollard", "deepspeed", "fvcore", "ptflops", "thop", "torchinfo",
      ])
    #expect(ConventionCatalog.find("abacus") == nil)
  }

  @Test(arguments: ConventionCatalog.names) func everyConventionIsCited(_ name: String) throws {
    let convention = try #require(ConventionCatalog.find(name))
    #expect((convention.version == nil) == (name == "pollard"))
    #expect(convention.version?.contains(/^\d+\.\d+\.\d+/) ?? true)
    #expect(!convention.call.isEmpty)
    #expect(convention.difference.count > 40 && !convention.difference.contains("\n"))
    #expect(!convention.counts.isEmpty)
    #expect(convention.counts.allSatisfy { !$0.name.isEmpty })
  }

  /// A convolution of 4 multiply-adds without a bias counts 4 or, in FLOPs, 8, whoever counts.
  @Test(arguments: ConventionCatalog.names) func unitsAreTheWorthOfAMultiplyAdd(
    _ name: String
  ) throws {
    let convolution = LayerOperation(
      "conv1", .convolution,
      Work(
        multiplyAdds: 4, connections: 2, parameters: 2, inputElements: 2, outputElements: 2,
        weightElements: 2))
    for count in try #require(ConventionCatalog.find(name)).counts {
      #expect(count.rule(convolution) == (count.unit == .flops ? 8 : 4))
    }
  }

  @Test func whatIsPassedOverIsNamedOnce() throws {
    let layers = [
      LayerOperation("sum1", .sum, .zero), LayerOperation("concat1", .concat, .zero),
      LayerOperation("sum2", .sum, .zero), LayerOperation("fc1", .linear, .zero),
    ]
    for convention in ConventionCatalog.all {
      #expect(convention.passedOver(layers) == [.sum, .concat])
    }
  }
}
