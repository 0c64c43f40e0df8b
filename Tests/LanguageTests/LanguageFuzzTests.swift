import Foundation
import TestSupport
import Testing

@testable import Language

/// Mutated lines: whatever is typed, the answer is a bound line or a diagnostic with a sound span.
@Suite struct LanguageFuzzTests {
  @Test(arguments: 0..<4) func mutatedLines(_ seed: UInt64) {
    var random = SplitMix(seed: seed)
    let completion = Completion(table: Samples.table) { _, _ in
      [Candidate("conv1"), Candidate("é")]
    }
    for _ in 0..<1500 * SplitMix.rounds {
      let line = random.mutate(random.one(of: Self.seeds))
      let size = line.utf8.count
      for prefixes in [false, true] {
        do {
          _ = try Samples.read(line, prefixes: prefixes)
        } catch {
          #expect(error.span.map { $0.start >= 0 && $0.end <= size } ?? true, "\(line)")
          #expect(!DiagnosticRenderer(width: 40).lines(error, text: line).isEmpty)
        }
      }
      let answer = completion.answer(line, cursor: random.below(size + 2))
      #expect(answer.start <= size)
    }
  }

  private static let seeds = [
    "train 3 batches accuracy=90% energy=500J max=4",
    "gate attach conv* fc1 kind=static strength=auto",
    "network mlp 300 100 width=0.5 # prose", "network new input=3x32x32",
    "param a=$n b=\"x y\" c=${n}",
    "data augment=crop,flip \\\n  # more", "save \"a \\\" b\\\\\"", "日本 é=ü \u{0}\u{1B}[2J", "gate",
    "$$$",
  ]
}
