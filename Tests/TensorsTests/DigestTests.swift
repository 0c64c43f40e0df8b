import TensorsTestSupport
import TestSupport
import Testing

@testable import Tensors

extension TensorsSuite {
  /// The digits of every operation are those that were committed, on every machine.
  @Suite struct DigestTests {
    @Test(.enabled(if: !Processor.fusedLevels.isEmpty, "this machine has the base level alone"))
    func operations() throws {
      for level in Processor.fusedLevels {
        var digests: [String: UInt64] = [:]
        for operation in ListedOperation.all {
          let numbers = Processor.using(level: level, operation.run)
          digests[operation.name] = Tensor([numbers.count], numbers).digest()
        }
        #expect(digests.count == ListedOperation.all.count)
        #expect(try CommittedDigests.differences("operations", digests) == [], "\(level.name)")
      }
    }
  }
}
