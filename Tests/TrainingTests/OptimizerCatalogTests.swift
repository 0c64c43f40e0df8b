import Foundation
import Networks
import Tensors
import TensorsTestSupport
import Testing

@testable import Training

/// What holds for every optimizer.
@Suite struct OptimizerCatalogTests {
  static let names = OptimizerCatalog.all.map { $0.name }

  static func rule(_ name: String) throws -> any Optimizer.Type {
    try #require(OptimizerCatalog.find(name))
  }

  @Test func namesAndOptionsAreUnique() {
    #expect(Set(Self.names).count == Self.names.count)
    #expect(Set(OptimizerCatalog.options.map(\.name)).count == OptimizerCatalog.options.count)
    for rule in OptimizerCatalog.all {
      #expect(!rule.summary.isEmpty && !rule.source.isEmpty && !rule.formula.isEmpty)
      #expect(rule.rate > 0 && (0...1).contains(rule.decay))
    }
  }

  /// What is not typed is the default, and what is typed comes back.
  @Test(arguments: names) func numbersComeBack(_ name: String) throws {
    let rule = try Self.rule(name)
    for (option, value) in rule.init([:]).typed { #expect(value == option.standard) }
    let typed = Dictionary(
      uniqueKeysWithValues: rule.options.map { option in
        if case .number(let range) = option.kind {
          (option.name, (range.lowerBound + range.upperBound) / 3)
        } else {
          (option.name, 1 - option.standard)
        }
      })
    #expect(rule.init(typed).numbers == typed)
  }

  /// Settings are written and read with every number.
  @Test(arguments: names) func settingsAreArchived(_ name: String) throws {
    var settings = OptimizerSettings(try Self.rule(name))
    settings.smoothing = 0.1
    settings.averaging = 0.9
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(OptimizerSettings.self, from: data) == settings)
  }

  /// As files of every version hold it.
  @Test func archivedText() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(OptimizerSettings.standard), as: UTF8.self)
    #expect(text.contains(#""optimizer":{"sgd":{"momentum":0.9,"nesterov":true}}"#))
    let unknown = text.replacing("sgd", with: "none")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(OptimizerSettings.self, from: Data(unknown.utf8))
    }
  }

  /// From anywhere down to the lowest point of a bowl, with the moments it declares.
  @Test(arguments: names) func descends(_ name: String) throws {
    let rule = try Self.rule(name)
    let optimizer = rule.init([:])
    var weight = Tensor([3], [1, -2, 0.5])
    var kept = (0..<optimizer.momentCount).map { _ in Tensor([3]) }
    for step in 1...400 {
      let slope = Tensor([3], weight.values)
      optimizer.move(&weight, slope, &kept, rate: 0.02, decay: 0, step: step)
    }
    #expect(kept.count == optimizer.momentCount)
    #expect(weight.values.allSatisfy { abs($0) < 0.05 })
    #expect(optimizer.cost.words >= 3 + 2 * Double(optimizer.momentCount))
  }

  /// Decay pulls towards nothing.
  @Test(arguments: names) func decays(_ name: String) throws {
    let optimizer = try Self.rule(name).init([:])
    func after(_ decay: Double) -> Float {
      var weight = Tensor([1], [1])
      var kept = (0..<optimizer.momentCount).map { _ in Tensor([1]) }
      optimizer.move(&weight, Tensor([1], [0.5]), &kept, rate: 0.01, decay: decay, step: 1)
      return weight[0]
    }
    #expect(after(0.1) <= after(0))
  }

  @Test(arguments: names) func threadsChangeNothing(_ name: String) throws {
    let optimizer = try Self.rule(name).init([:])
    let random = Generator(seed: 1, stream: .trial)
    let start = Tensor([70_001], (0..<70_001).map { random.normal($0) })
    let found = [1, 2].map { threads in
      Processor.using(threads: threads) {
        var weight = start
        var kept = (0..<optimizer.momentCount).map { _ in Tensor([70_001]) }
        for step in 1...2 {
          optimizer.move(&weight, start, &kept, rate: 0.1, decay: 0.01, step: step)
        }
        return weight.values
      }
    }
    #expect(found[0] == found[1])
  }
}
