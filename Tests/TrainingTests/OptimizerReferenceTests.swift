import Foundation
import Tensors
import Testing

@testable import Training

/// Steps against those that PyTorch took (Tests/References/adamw.py).
@Suite struct OptimizerReferenceTests {
  struct Figures: Decodable {
    struct Run: Decodable {
      var decay: Double
      var rate: Double
      var before: [Double]
      var gradients: [[Double]]
      var after: [Double]
    }
    var runs: [Run]
  }

  @Test func adamW() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../References/adamw.json")
    let figures = try JSONDecoder().decode(Figures.self, from: Data(contentsOf: path))
    #expect(figures.runs.count == 3)
    for run in figures.runs {
      let count = run.before.count
      var weight = Tensor([count], run.before.map { Float($0) })
      var kept = [Tensor([count]), Tensor([count])]
      for (step, gradient) in run.gradients.enumerated() {
        AdamW([:]).move(
          &weight, Tensor([count], gradient.map { Float($0) }), &kept, rate: run.rate,
          decay: run.decay, step: step + 1)
      }
      for (found, expected) in zip(weight.values, run.after) {
        #expect(abs(Double(found) - expected) < 1e-6)
      }
    }
  }
}
