import Foundation
import Language
import Tensors
import TestSupport
import Testing

@testable import Reports
@testable import Sessions

/// Mutated sessions and lines of them: read or refused, never a crash or a hang.
@Suite struct SessionFuzzTests {
  @Test(arguments: 0..<3) func mutatedSessions(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<700 * SplitMix.rounds {
      let text = random.mutate(SessionFileTests.sample)
      guard let file = try? SessionFile.parse(text, name: "fuzz") else { continue }
      let again = try SessionFile.parse(file.text, name: "fuzz")
      #expect(again.cells.map(\.input) == file.cells.map(\.input))
      #expect(again.text == file.text)
      _ = SessionDifference.first(file, again)
      _ = file.checksum
    }
  }

  @Test func mutatedComparisons() {
    var random = SplitMix(seed: 9)
    let line = "loss 0.1429  accuracy 85.7 %  40,551,040 of 3.1 mJ in 2.0e-4 s (conv1[3,7-9]) µ"
    let found = [LaidLine(Phrase(line))]
    for _ in 0..<2000 * SplitMix.rounds {
      let old = random.mutate(line)
      _ = LineComparison(expected: [old], found: found, exactly: false).differences
      _ = LineComparison(expected: [old], found: found, exactly: true).differences
    }
  }
}
