import Foundation
import Language
import Tensors
import Testing

@testable import Notebook
@testable import Reports
@testable import Sessions

/// Mutated sessions and lines: an answer or an error, never a crash or a hang.
@Suite struct NotebookFuzzTests {
  @Test(arguments: 0..<3) func mutatedSessions(_ seed: UInt64) throws {
    var random = SmallRandom(seed: seed)
    for _ in 0..<700 * SmallRandom.rounds {
      let text = random.mutate(SessionFileTests.sample)
      guard let file = try? SessionFile.parse(text, name: "fuzz") else { continue }
      let again = try SessionFile.parse(file.text, name: "fuzz")
      #expect(again.cells.map(\.input) == file.cells.map(\.input))
      #expect(again.text == file.text)
      _ = SessionDifference.first(file, again)
      _ = file.checksum
    }
  }

  @Test(arguments: 0..<3) func mutatedLines(_ seed: UInt64) throws {
    var random = SmallRandom(seed: seed + 100)
    let engine = Fake.engine()
    _ = engine.execute("network mlp 8 8 input=2 classes=2")
    let lines = [
      "work 3 stop=2", "undo 2", "redo", "param a=$b", "set threads=2", "show seed", "history 1-3",
      "help gate attach", "look # x", "seed 7", "work 2 fail=on", "break bug",
      "why fc1[3,7-9]", "what-if fc1[2] off", "explain", "tour first-network",
    ]
    let writing = ["save", "open", "repl"]
    for _ in 0..<1200 * SmallRandom.rounds {
      let line = random.mutate(lines[random.below(lines.count)])
      if writing.contains(where: line.contains) { continue }
      guard let turn = engine.execute(line) else { continue }
      _ = JSONRenderer.line(turn)
      if let report = turn.report { _ = TextRenderer(width: 40).text(report) }
    }
    let text = engine.sessionFile.text
    #expect(try SessionFile.parse(text, name: "x").cells.count == engine.sessionFile.cells.count)
  }

  @Test func mutatedComparisons() {
    var random = SmallRandom(seed: 9)
    let line = "loss 0.1429  accuracy 85.7 %  40,551,040 of 3.1 mJ in 2.0e-4 s (conv1[3,7-9]) µ"
    let found = [LaidLine(Phrase(line))]
    for _ in 0..<2000 * SmallRandom.rounds {
      let old = random.mutate(line)
      _ = LineComparison(expected: [old], found: found, exactly: false).differences
      _ = LineComparison(expected: [old], found: found, exactly: true).differences
    }
  }
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
