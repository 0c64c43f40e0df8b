import Tensors
import NetworksTestSupport
import TensorsTestSupport
import Testing

@testable import Networks

/// What every layer of the catalog must do, whatever it is.
@Suite struct LayerTests {
  /// Single against double precision, of the largest number.
  static let tolerance = 2e-6
  static let counts = [1, 16, 37]

  /// The largest difference, of the largest number; infinite where a number is not one.
  static func error(_ found: [Float], _ wanted: [Double]) -> Double {
    guard found.count == wanted.count, found.allSatisfy({ $0.isFinite }),
      wanted.allSatisfy({ $0.isFinite })
    else { return .infinity }
    let largest = wanted.map { abs($0) }.max() ?? 0
    let worst = zip(found, wanted).map { abs(Double($0) - $1) }.max() ?? 0
    return worst / max(largest, 1e-30)
  }

  @Test(arguments: LayerCatalog.all.map { $0.keyword }) func hasAnExample(_ keyword: String) {
    #expect(LayerExample.all.contains { $0.line.split(separator: " ")[0] == keyword })
  }

  @Test func catalogIsSortedByKeyword() {
    let keywords = LayerCatalog.all.map { $0.keyword }
    #expect(keywords == keywords.sorted())
    #expect(Set(keywords).count == keywords.count)
    #expect(LayerCatalog.all.allSatisfy { !$0.summary.isEmpty })
  }

  @Test(arguments: LayerExample.all) func shapeAndNumbers(_ example: LayerExample) throws {
    let run = try LayerRun(example)
    let shape = try run.layer.output(of: run.shapes)
    for count in Self.counts {
      for mode in [Pass.Mode.training, .evaluation] {
        let inputs = run.inputs(count)
        let result = run.forward(inputs, mode: mode)
        #expect(result.output.value.shape == shape)
        #expect(result.output.value.count == count)
        var oracle = run.oracle(training: mode == .training)
        let output = oracle.output(inputs.map { Batch($0) })
        let wanted = try #require(output, "no oracle")
        let found = result.pass.gates.first?.logits ?? result.output.value
        #expect(Self.error(found.images, wanted.values) < Self.tolerance, "\(count) \(mode)")
      }
    }
  }

  @Test(arguments: LayerExample.all) func rectifiedNumbers(_ example: LayerExample) throws {
    let run = try LayerRun(example)
    guard run.layer is any RectifyingLayer else { return }
    let inputs = run.inputs(37)
    let fused = run.forward(inputs, mode: .training, rectified: true).output.value
    let plain = run.forward(inputs, mode: .training).output.value
    #expect(fused.images == plain.followed(by: Epilogue(isRectified: true)).images)
  }

  @Test(arguments: LayerExample.all) func multiplyAdds(_ example: LayerExample) throws {
    let run = try LayerRun(example)
    var oracle = run.oracle(training: false)
    _ = oracle.output(run.inputs(1).map { Batch($0) })
    let work = run.layer.work(of: run.shapes)
    #expect(work.multiplyAdds == Double(oracle.products))
    let parameters = run.layer.parameters(of: run.shapes)
    let numbers = { (role: ParameterRole?) in
      parameters.filter { role == nil || $0.role == role }
        .reduce(0) { $0 + $1.dimensions.reduce(1, *) }
    }
    #expect(work.parameters == Double(numbers(nil)))
    if !(run.layer is GateModule) { #expect(work.connections == Double(numbers(.weight))) }
  }

  @Test(arguments: LayerExample.all) func textAndBack(_ example: LayerExample) throws {
    let graph = try example.graph()
    let again = try Graph(input: graph.input, lines: graph.lines)
    #expect(again.lines == graph.lines)
    #expect(again.nodes.map { $0.shape } == graph.nodes.map { $0.shape })
    #expect(again.nodes.map { $0.inputs } == graph.nodes.map { $0.inputs })
    #expect("\(again.nodes.last!.layer)" == "\(graph.nodes.last!.layer)")
  }

  /// Only statistics move buffers, and only in training.
  @Test(arguments: LayerExample.all) func buffers(_ example: LayerExample) throws {
    let run = try LayerRun(example)
    #expect(run.forward(run.inputs(16), mode: .evaluation).pass.newBuffers.isEmpty)
    let moved = run.forward(run.inputs(16), mode: .training).pass.newBuffers
    #expect(moved.count == run.buffers.count)
    for (index, value) in moved { #expect(value.dimensions == run.buffers[index].dimensions) }
  }
}
