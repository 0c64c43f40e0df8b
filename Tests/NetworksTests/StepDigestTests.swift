import TensorsTestSupport
import TestSupport
import Testing

@testable import Networks
@testable import Tensors

extension NetworksSuite {
  /// The numbers of whole networks after ten steps are those that were committed.
  @Suite struct StepDigestTests {
    @Test(.enabled(if: !Processor.fusedLevels.isEmpty, "this machine has the base level alone"))
    func tenSteps() throws {
      for level in Processor.fusedLevels {
        var digests: [String: UInt64] = [:]
        for name in ["convnet", "resnet20", "mobilenetv2"] {
          digests[name] = try Processor.using(level: level) { try Self.trained(name) }
        }
        #expect(try CommittedDigests.differences("ten steps", digests) == [], "\(level.name)")
      }
    }

    private static func trained(_ name: String) throws -> UInt64 {
      var network = try PresetTests.network(name, width: 0.25).fromFormula()
      var descent = Descent()
      var losses: [Float] = []
      for step in 0..<10 {
        let (x, labels) = Formula.batch("\(name).\(step)", 20, network.graph.input)
        losses.append(
          Float(try network.step(x, labels, &descent, rate: 0.01, momentum: 0.9)))
      }
      let numbers = network.parameters.map(\.value) + network.buffers.map(\.value)
      return numbers.reduce(Tensor([losses.count], losses).digest()) { $1.digest($0) }
    }
  }
}
