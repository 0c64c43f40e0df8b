import Foundation
import Testing

@testable import Language

/// Mutated lines: whatever is typed, the answer is a bound line or a diagnostic with a sound span.
@Suite struct LanguageFuzzTests {
  @Test(arguments: 0..<4) func mutatedLines(_ seed: UInt64) {
    var random = SmallRandom(seed: seed)
    let completion = Completion(table: Samples.table) { _, _ in
      [Candidate("conv1"), Candidate("é")]
    }
    for _ in 0..<1500 * SmallRandom.rounds {
      let line = random.mutate(Self.seeds[random.below(Self.seeds.count)])
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

/// A small generator for tests (Steele, Lea and Flood, SplitMix64).
struct SmallRandom {
  private var state: UInt64
  /// POLLARD_FUZZ multiplies the rounds, for the long checks.
  static let rounds = max(1, Int(ProcessInfo.processInfo.environment["POLLARD_FUZZ"] ?? "") ?? 1)
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

  /// A few bytes of `text` changed, dropped, doubled or put in.
  mutating func mutate(_ text: String) -> String {
    var bytes = Array(text.utf8)
    let special = Array("\"$\\#=%[]{},-*x0\n\r\t >|~!é".utf8) + [0, 0x1B, 0xFF, 0x80]
    for _ in 0...below(6) {
      let at = below(bytes.count + 1)
      switch below(5) {
      case 0: bytes.insert(special[below(special.count)], at: at)
      case 1 where at < bytes.count: bytes.remove(at: at)
      case 2 where at < bytes.count: bytes[at] = UInt8(truncatingIfNeeded: next())
      case 3 where at < bytes.count:
        bytes.insert(contentsOf: bytes[at...].prefix(below(12)), at: at)
      default:
        if at < bytes.count { bytes.removeSubrange(at..<min(bytes.count, at + below(8))) }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
