import Foundation
import Testing

@testable import Tensors

extension TensorsSuite {
  /// Times of the machine, and work that waits for it.
  @Suite struct MachineTests {
    @Test func copyingHasARate() {
      #expect(CopyRate.measured(megabytes: 1, rounds: 1) > 0)
    }

    /// Work that looks at no flag is left behind.
    @Test func errandsAreLeft() {
      let stop = StopFlag()
      #expect(Errand.run(stop: stop) { 7 } == 7)
      stop.raise()
      // It would go on for a minute, and ends with the test.
      let end = DispatchSemaphore(value: 0)
      #expect(
        Errand.run(stop: stop) { () -> Int in
          _ = end.wait(timeout: .now() + 60)
          return 1
        } == nil)
      end.signal()
    }
  }
}
