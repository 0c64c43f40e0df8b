import Foundation
import Tensors
import Testing

@testable import Networks

/// The same networks as PyTorch computes them: Tests/References/agreement.json, made by
/// agreement.py beside it.
extension NetworksSuite {
  @Suite struct AgreementTests {
    struct Figures: Decodable {
      struct Losses: Decodable {
        var eager: [Double]
        var channelsLast: [Double]
      }
      struct Logits: Decodable {
        var evaluation: [[Double]]
        var training: [[Double]]
      }
      var training: [String: Losses]
      var forward: [String: Logits]
    }

    static let figures: Figures = {
      let path = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "References/agreement.json")
      return try! JSONDecoder().decode(Figures.self, from: Data(contentsOf: path))
    }()

    /// Of the loss; where PyTorch's two memory layouts lie further apart, three times that.
    static let lossTolerance = 1e-3
    /// Of the largest logit.
    static let logitTolerance = 1e-4

    /// The first figures of the formula, as numpy prints them.
    @Test func formulaIsPythons() {
      #expect(Formula.hash("conv1.weight") == 0x69A2_9A2C_EE47_D254)
      #expect(
        Formula.uniform("conv1.weight", 3) == [-0x1.73a93p-2, 0x1.7141p-4, 0x1.f61758p-2])
      let (x, labels) = Formula.batch("batch0", 8, Shape(1))
      #expect(labels == [8, 2, 1, 2, 8, 1, 9, 5])
      #expect(
        x.images.map { Int(($0 * 1e4).rounded()) }
          == [-4999, 3803, 8890, -3413, 1359, 1469, -3300, -5718])
    }

    @Test(arguments: ["resnet20", "convnet"]) func losses(of name: String) throws {
      let figures = try #require(Self.figures.training[name])
      let kind = try #require(ArchitectureCatalog.find(name))
      let input = kind.defaultInput
      let graph = try kind.graph(input: input, classes: Formula.classes, width: 1, sizes: [])
      var network = Network(graph, seed: 1).fromFormula()
      var descent = Descent()
      let batches = (0..<4).map { Formula.batch("batch\($0)", 32, input) }
      var distance = 0.0
      for (step, expected) in figures.eager.enumerated() {
        let (x, labels) = batches[step % batches.count]
        let loss = try network.step(x, labels, &descent, rate: 0.01, momentum: 0.9)
        distance = max(distance, abs(figures.channelsLast[step] - expected) / expected)
        let error = abs(loss - expected) / expected
        #expect(error <= max(Self.lossTolerance, 3 * distance), "step \(step)")
      }
    }

    @Test(arguments: ["vgg16", "resnet56", "resnet18", "mobilenetv2"])
    func logits(of name: String) throws {
      let figures = try #require(Self.figures.forward[name])
      let kind = try #require(ArchitectureCatalog.find(name))
      let input = kind.defaultInput.height > 96 ? Shape(3, 96, 96) : kind.defaultInput
      let graph = try kind.graph(input: input, classes: Formula.classes, width: 1, sizes: [])
      let network = Network(graph, seed: 1).fromFormula()
      for (mode, expected) in [
        (Pass.Mode.evaluation, figures.evaluation), (.training, figures.training),
      ] where !expected.isEmpty {
        let (x, _) = Formula.batch("batch0", expected.count, input)
        let found = try network.forward(x, mode: mode).output.value.images
        let error = LayerTests.error(found, expected.flatMap { $0 })
        #expect(error <= Self.logitTolerance, "\(mode)")
      }
    }
  }
}
