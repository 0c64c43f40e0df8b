import Language
import NotebookTestSupport
import Reports
import TestSupport
import Testing

@testable import Notebook
@testable import Sessions

/// `assert`: a script with it is a test.
@Suite struct AssertTests {
  private let engine = Engine()

  private static let lines = [
    "data moons train=64 test=20 seed=0", "network mlp 16 16 as=d", "flops",
  ]

  private func run(_ lines: [String]) {
    for line in lines { #expect(engine.execute(line)?.diagnostic == nil, "\(line)") }
  }

  private func failure(_ line: String) -> Diagnostic? { engine.execute(line)?.diagnostic }

  /// 2·16 + 16·16 + 16·2 multiply-adds.
  @Test(arguments: [
    "macs>=320", "macs<=320", "macs=320", "macs==320", "macs>319", "macs<321", "macs!=319",
    "kind=counted", "kind!=measured", "layers.fc1.macs=32", "macs>319 macs<321 kind=counted",
  ]) func holds(_ condition: String) throws {
    run(Self.lines)
    let turn = try #require(engine.execute("assert \(condition)"))
    #expect(turn.diagnostic == nil)
    let compared = RecordingText.lines(turn).compared.map(\.text)
    #expect(compared.count == condition.split(separator: " ").count)
    #expect(compared.allSatisfy { $0.hasSuffix(": holds") })
  }

  @Test(arguments: [
    ("macs>320", "macs is 320, and not more than 320"),
    ("macs<=100", "macs is 320, and not at most 100"),
    ("macs=100", "macs is 320, and not 100"),
    ("macs!=320", "macs is 320, and not anything else"),
    ("kind=measured", "kind is ‘counted’, and not measured"),
  ]) func failsWithTheValueFound(_ condition: String, _ message: String) throws {
    run(Self.lines)
    let before = engine.elements.count
    let found = try #require(failure("assert \(condition)"))
    #expect(found.code == .assertionFailed)
    #expect(found.message == message)
    #expect(found.span?.text(in: "assert \(condition)") == condition)
    #expect(engine.elements.count == before)
  }

  /// The first that does not hold is told, in the order typed.
  @Test func theFirstIsTold() throws {
    run(Self.lines)
    #expect(
      failure("assert macs=320 kind=measured macs<3")?.message
        == "kind is ‘counted’, and not measured")
  }

  @Test func sharesAreTypedAsPercentages() throws {
    run(Self.lines + ["evaluate"])
    let share = try #require(engine.lastAnswer?.number("accuracy"))
    let percent = Value.fraction(share)
    #expect(failure("assert accuracy>=\(percent) accuracy<=\(percent)") == nil)
    let short = try #require(failure("assert accuracy>=100.5%"))
    #expect(short.message.contains("%, and not at least 100.5%"))
    #expect(failure("assert accuracy>=101") != nil)
    let bare = try #require(failure("assert accuracy>=100"))
    #expect(bare.hint == "a share is typed with its sign: 100%")
  }

  /// Rounding never shows a value for which the condition would hold.
  @Test func theValueIsToldApartFromTheBound() throws {
    run(["network new input=1x8x8", "add conv 3 3x3", "add flatten", "add linear 10", "energy"])
    let joules = try #require(engine.lastAnswer?.number("joules"))
    let told = try #require(failure("assert joules<\(joules)J")).message
    #expect(told == "joules is \(joules)J, and not less than \(joules)J")
    #expect(
      failure("assert joules<1uJ")?.message == "joules is 1.2048e-06J, and not less than 1e-06J")
  }

  @Test func theNewestAnswerWithTheKeyCounts() throws {
    run(Self.lines + ["evaluate", "network mlp 8 as=e", "flops", "assert macs=32"])
    run(["use d", "flops", "assert macs=320"])
    // ‘evaluate’ spoke of d, which is as it was.
    run(["assert accuracy<=100%"])
  }

  @Test func whatCannotBeComparedIsRefused() throws {
    run(Self.lines)
    #expect(failure("assert macs=many")?.code == .badValue)
    #expect(failure("assert kind>=counted")?.code == .badValue)
    #expect(failure("assert kind=3")?.code == .badValue)
    #expect(failure("assert layers>=3")?.hint == "name one of them, as in layers.fc1")
    #expect(failure("assert")?.code == .missingArgument)
    #expect(failure("assert macs >= 320")?.code == .badValue)
    #expect(failure("assert macs")?.code == .badValue)
    #expect(failure("assert >=3")?.code == .badValue)
    let unknown = try #require(failure("assert mac>=3"))
    #expect(unknown.code == "no-answer")
    #expect(unknown.hint?.contains("macs") == true)
    #expect(Engine().execute("assert macs=3")?.diagnostic?.code == "no-answer")
  }

  /// As many parts as a line has room for are looked up at once.
  @Test func longKeysAreReadOnce() throws {
    run(Self.lines)
    let long = "layers." + String(repeating: "a.", count: 400_000) + "a"
    #expect(failure("assert \(long)>=1")?.code == "no-answer")
    run(["network new input=3x4x4", "add conv 2 3x3 name=s1.b1.conv1", "add linear 2", "flops"])
    run(["assert layers.s1.b1.conv1.macs=216"])
  }

  @Test func answersOutOfDateAreNotCompared() throws {
    run(Self.lines + ["evaluate", "train 1"])
    #expect(failure("assert accuracy>=0%") == nil, "training has an accuracy of its own")
    run(["evaluate", "gate attach *"])
    let stale = try #require(failure("assert loss>=0"))
    #expect(stale.code == "answer-out-of-date")
    #expect(stale.hint == "ask again with ‘evaluate’")
    run(["evaluate", "assert loss>=0"])
  }

  /// What was taken back is no answer any more, and what `open` found is none yet.
  @Test func undoForgetsAnswers() throws {
    run(Self.lines + ["train 1", "assert loss>=0", "undo"])
    #expect(failure("assert loss>=0")?.code == "no-answer")
    run(["redo"])
    #expect(failure("assert loss>=0")?.code == "no-answer")
  }

  /// A minimal session keeps what an assertion speaks of.
  @Test func minimalKeepsTheAnswer() throws {
    run(Self.lines + ["copy d as=e", "use d", "assert macs=320", "seed 3", "seed 4"])
    run(["train 1", "assert epochs.1.loss>=0", "drop e"])
    let kept = engine.minimal.elements.compactMap(\.cell?.input)
    #expect(kept.contains("flops"))
    #expect(kept.contains("train 1"))
    let again = Engine()
    for line in kept { #expect(again.execute(line)?.diagnostic == nil, "\(line)") }
  }
}
