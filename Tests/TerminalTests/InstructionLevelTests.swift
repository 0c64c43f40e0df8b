import Foundation
import Tensors
import TestSupport
import Testing

@testable import Notebook
@testable import Terminal

/// Sessions recorded at one instruction level and checked at the others.
@Suite(.enabled(if: Program.path != nil)) struct InstructionLevelTests {
  static let levels = Processor.Level.allCases.filter {
    $0.rawValue <= Processor.bestLevel.rawValue
  }

  static let lines = [
    "data moons train=400 test=400", "network mlp 32 16", "train 3", "evaluate", "flops",
    "gate attach *", "train 1", "gates", "flops", "energy", "evaluate",
  ]

  @Test(arguments: levels) func recordedHereHoldsAtTheOthers(_ level: Processor.Level) throws {
    let scratch = Scratch()
    _ = scratch.file("s.pollard", Self.lines.joined(separator: "\n") + "\n")
    func run(_ verb: String, _ level: Processor.Level) throws -> Program.Result {
      try Program.shell("pollard \(verb) --instructions \(level.name) s.pollard", in: scratch.path)
    }
    #expect(try run("record", level).code == 0)
    let arithmetic = level == .base ? "base-3" : "fma-3"
    #expect(scratch.read("s.pollard").contains("#! arithmetic: \(arithmetic)\n"))
    for other in Self.levels {
      let check = try run("check", other)
      #expect(check.code == 0, "\(level) at \(other): \(check.output)")
      let isSame = (level == .base) == (other == .base)
      #expect(
        check.output.contains(
          isSame
            ? "identical (\(arithmetic))" : "within tolerance (recorded on \(arithmetic), here "),
        "\(level) at \(other): \(check.output)")
      if isSame { #expect(try run("check --exact", other).code == 0, "\(level) at \(other)") }
    }
  }

  /// A target that these channels do not allow is missed on every machine alike.
  @Test func aMissedPromiseIsNoDifference() throws {
    let scratch = Scratch()
    _ = scratch.file(
      "s.pollard",
      """
      data moons train=60 test=20
      network mlp 8 as=n
      prune consensus target=30% of=macs
      train 4

      """)
    let record = try Program.shell("pollard record s.pollard", in: scratch.path)
    #expect(record.code == 0, "\(record.output)")
    let check = try Program.shell("pollard check --instructions base s.pollard", in: scratch.path)
    #expect(check.code == 0, "\(check.output)")
  }
}
