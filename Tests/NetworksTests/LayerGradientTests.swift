import Tensors
import NetworksTestSupport
import TensorsTestSupport
import Testing

@testable import Networks

/// Every gradient through the tape against central differences of the oracle. The oracle is double
/// precision, so the step is small enough that no rectifier and no maximum changes its mind.
@Suite struct LayerGradientTests {
  /// Of the largest gradient of a tensor.
  static let tolerance = 1e-5
  static let step = 1e-6
  /// Numbers of a tensor that are checked.
  static let samples = 40

  @Test(arguments: LayerExample.all, [3, 18]) func gradients(
    _ example: LayerExample, _ count: Int
  ) throws {
    for mode in [Pass.Mode.training, .evaluation] {
      try check(LayerRun(example), count, mode, rectified: false)
    }
  }

  @Test(
    arguments: LayerExample.all.filter {
      (try? $0.graph().nodes.last!.layer) is any RectifyingLayer
    })
  func rectifiedGradients(_ example: LayerExample) throws {
    for mode in [Pass.Mode.training, .evaluation] {
      try check(LayerRun(example), 18, mode, rectified: true)
    }
  }

  /// L = Σ r · y for fixed numbers r; of a gate module r · p (1 − p) takes the place of r and its
  /// logits that of y, which is what straight through means.
  private func check(
    _ run: LayerRun, _ count: Int, _ mode: Pass.Mode, rectified: Bool
  ) throws {
    let inputs = run.inputs(count)
    let result = run.forward(inputs, mode: mode, rectified: rectified)
    let shape = result.output.value.shape
    let slopes = Activations(
      count, shape, images: Formula.uniform("slopes", count * shape.size))
    result.output.accumulate(slopes)
    try result.pass.runBack()
    var weights = Batch(slopes).values
    if let gates = result.pass.gates.first {
      weights = StraightThrough.slopes(run.layer as! GateModule, gates, weights, mode)
    }
    var oracle = run.oracle(training: mode == .training)
    var batches = inputs.map { Batch($0) }
    func loss() -> Double {
      let y = oracle.output(batches, rectified: rectified)!
      return zip(y.values, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for index in inputs.indices {
      let found = result.inputs[index].gradient?.images ?? []
      compare(found, batches[index].values.count, "input \(index)") { place, change in
        batches[index].values[place] += change
      } _: {
        loss()
      }
    }
    for index in run.parameters.indices {
      let found = result.pass.gradients[index]?.values ?? []
      compare(found, run.parameters[index].count, "parameter \(index)") { place, change in
        oracle.parameters[index][place] += change
      } _: {
        loss()
      }
    }
  }

  /// No gradient at all counts as zeros.
  private func compare(
    _ found: [Float], _ count: Int, _ what: String, _ move: (Int, Double) -> Void,
    _ loss: () -> Double
  ) {
    var worst = 0.0
    var largest = found.map { Double(abs($0)) }.max() ?? 0
    for place in stride(from: 0, to: count, by: max(1, count / Self.samples)) {
      move(place, Self.step)
      let above = loss()
      move(place, -2 * Self.step)
      let below = loss()
      move(place, Self.step)
      let wanted = (above - below) / (2 * Self.step)
      largest = max(largest, abs(wanted))
      worst = max(worst, abs(wanted - Double(found.isEmpty ? 0 : found[place])))
    }
    #expect(found.isEmpty || found.count == count, "\(what)")
    #expect(found.allSatisfy { $0.isFinite }, "\(what)")
    #expect(worst <= Self.tolerance * max(largest, 1e-3), "\(what)")
  }
}

/// The gradient of a threshold by definition: as if the gate were p = sigmoid(z).
enum StraightThrough {
  /// dL/dz of every image and gate from dL/dg.
  static func slopes(
    _ module: GateModule, _ record: GateRecord, _ dg: [Double], _ mode: Pass.Mode
  ) -> [Double] {
    let p = record.openness.images.map { Double($0) }
    let isNoisy = module.estimator == .gumbel && mode == .training
    return dg.indices.map { index in
      let isFree = module.settings[index % module.gateCount] == .free
      return isFree ? dg[index] * p[index] * (1 - p[index]) * (isNoisy ? 1.5 : 1) : 0
    }
  }
}
