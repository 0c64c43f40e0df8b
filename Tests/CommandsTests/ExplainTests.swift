import Foundation
import Language
import Pruning
import TestSupport
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Sessions

/// `explain`: for every command that prints numbers, and with the numbers it printed.
@Suite struct ExplainTests {
  /// Numbers of these are what was typed, or count lines and names.
  static let echoes: Set<String> = [
    "seed", "param", "set", "show", "save", "log", "undo", "redo", "methods", "rename", "drop",
    "gate detach", "explain", "export",
  ]

  private static func holdsNumber(_ value: JSONValue) -> Bool {
    switch value {
    case .integer, .real: true
    case .array(let values): values.contains(where: holdsNumber)
    case .object(let object): object.keys.contains { object[$0].map(holdsNumber) ?? false }
    default: false
    }
  }

  /// Explains the last answer; each value of a formula is the answer's own.
  @discardableResult
  private static func explain(_ engine: Engine, _ line: String) throws -> Report {
    let turn = try #require(engine.execute("explain"))
    let report = try #require(turn.report, "\(line): \(turn.diagnostic?.message ?? "")")
    let answer = try #require(engine.lastAnswer)
    guard case .array(let formulas)? = report["formulas"] else {
      Issue.record("\(line): no formulas")
      return report
    }
    var count = 0
    for case .object(let formula) in formulas {
      guard case .object(let values)? = formula["values"] else { continue }
      for key in values.keys {
        let found = try #require(values.number(key))
        let name = formula.word("name") ?? ""
        // A class or a layer may have a point in its name.
        guard let printed = Self.number(key, in: answer) else {
          Issue.record("\(line): the answer has no \(key), of ‘\(name)’")
          continue
        }
        #expect(
          abs(found - printed) <= 1e-9 * max(1e-12, abs(printed)) + 1e-15,
          "\(line): \(key) of ‘\(name)’ is \(found), printed \(printed)")
        count += 1
      }
    }
    #expect(report["explains"] == .string(answer.line))
    guard case .array(let sources)? = report["sources"] else { return report }
    #expect(count > 0 || !sources.isEmpty || !formulas.isEmpty, "\(line)")
    return report
  }

  private static func number(_ key: String, in answer: Answer) -> Double? {
    let parts = key.split(separator: ".").map(String.init)
    guard parts.count > 2 else { return answer.number(parts) }
    return answer.number([parts[0], parts[1..<parts.count - 1].joined(separator: "."), parts.last!])
      ?? answer.number(parts)
  }

  @Test(arguments: ExampleTests.all.filter { !ExampleTests.foreign.contains($0.line) })
  func everyCommandThatPrintsNumbers(_ example: ExampleTests.Example) throws {
    let command = try #require(
      CommandCatalog.all.first { $0.signature.verb == example.verb })
    guard command.kind != .aside, !Self.echoes.contains(example.verb) else { return }
    let engine = Engine()
    let scratch = Scratch()
    for line in ExampleTests.before(example, scratch.file("run.pollard")) {
      _ = engine.execute(line)
    }
    let line = ExampleTests.line(example, scratch)
    let report = try #require(engine.execute(line)?.report, "\(line)")
    let turn = try #require(engine.execute("explain"))
    guard turn.diagnostic == nil else {
      #expect(!Self.holdsNumber(.object(report.values)), "\(line) has no explanation")
      return
    }
    try Self.explain(engine, line)
  }

  static let gated: [String] = [
    "data moons train=400 test=100", "network mlp 16 16",
    "prune consensus target=50% of=connections",
  ]

  static let points = ["data moons train=400 test=100", "network mlp 16 16"]
  static let joules = "prune consensus target=30% of=joules on=horowitz-45nm batch=128 over=8"

  static let trained: [String] = gated + ["train 8"]

  struct Case: Sendable, CustomTestStringConvertible {
    let before: [String]
    let line: String
    var testDescription: String { line }

    init(_ before: [String], _ line: String) {
      self.before = before
      self.line = line
    }
  }

  static let cases: [Case] = [
    Case(["data shapes train=32 test=20", "network convnet width=0.2", "train 1"], "flops layers"),
    Case(["data shapes train=32 test=20", "network resnet20 width=0.2"], "layers"),
    Case(["network resnet20 width=0.2"], "energy layers on=laptop-cpu batch=4"),
    Case(trained, "flops layers"),
    Case(trained, "gates"),
    Case(trained, "gates by=class"),
    Case(trained, "gates fc1"),
    Case(trained, "energy"),
    Case(trained, "energy models"),
    Case(trained, "compare mlp mlp models=on"),
    Case(["network resnet20 width=0.2"], "energy on=phone-core batch=8"),
    Case(trained, "energy training"),
    Case(trained, "energy break-even"),
    Case(trained, "carbon grid=france-2023"),
    Case(trained, "compact"),
    Case(trained, "evaluate by=class"),
    Case(trained, "evaluate by=width"),
    Case(trained, "what-if fc1[0] off"),
    Case(gated, "train 8"),
    Case(trained, "compare mlp mlp"),
    Case(gated + ["optimizer over=8"], "train 3"),
    Case(points, joules),
    Case(points + [joules], "train 3"),
    Case(points + [joules, "train 8"], "compact"),
    Case(gated + ["train 8 stop=21"], "train 20 batches"),
    Case(["data shapes train=64 test=20 batch=16", "network mlp 8"], "train 2"),
    Case(["data moons validation=10%", "network mlp 4"], "evaluate split=validation"),
    Case(["network mlp 8 as=a input=4 classes=2", "network lenet5"], "networks"),
    Case(["network new input=3x16x16"], "add conv 8 3x3 stride=2 pad=1"),
    Case(["data shapes train=32 test=8", "network resnet20 width=0.25"], "why s1b1"),
    Case(["network convnet width=0.1"], "benchmark training batch=4 rounds=3"),
    Case(["network convnet width=0.1"], "benchmark layers batch=4 rounds=3"),
    Case(["data moons"], "data"),
    Case(["network mlp 8"], "copy mlp as=b"),
  ]

  @Test(arguments: cases)
  func numbersAreThoseOfTheAnswer(_ test: Case) throws {
    let engine = Engine.after(test.before)
    #expect(engine.execute(test.line)?.diagnostic == nil, "\(test.line)")
    try Self.explain(engine, test.line)
  }

  /// What is shown, letter for letter.
  @Test func countsOfAConvolution() throws {
    let engine = Engine.after([
      "network new input=16x14x14", "add conv 32 3x3 pad=1 bias=off name=conv2", "flops layers",
    ])
    let shown = try Self.explain(engine, "flops layers").shown
    #expect(shown.contains("  conv2: 3 × 3 × 16 × 32 × 14 × 14 = 903,168\n"))
    #expect(shown.contains("  2 × 903,168 = 1,806,336\n"))
    #expect(shown.contains("Proceedings of the IEEE"))
  }

  @Test func joulesTermByTerm() throws {
    let engine = Engine.after(["network mlp 16 16 input=2 classes=2", "energy"])
    let shown = try Self.explain(engine, "energy").shown
    #expect(shown.contains("(320 + "))
    #expect(shown.contains(" × 4.6 pJ = 1.62 nJ"))
    #expect(shown.contains("200.0 mW × "))
    #expect(shown.contains("(estimated, horowitz-45nm, batch 1)"))
    #expect(shown.contains("e: 4.6 pJ (estimated, "))
  }

  /// The controller's numbers are those of the last batch: μ = clip(40 e + I).
  @Test func theControllerOfTheLastBatch() throws {
    let engine = Engine.after(
      Self.gated + ["optimizer over=10", "prune consensus target=50% over=10"])
    for line in ["train 4", "train 5 batches"] {
      #expect(engine.execute(line)?.isSuccess == true)
      let entry = try #require(engine.workspace.entry)
      let state = try #require(
        (entry.method as? Consensus)?.state(
          at: entry.run.position, stepsPerEpoch: engine.workspace.data!.stepsPerEpoch))
      #expect(state.progress > 0.2)
      #expect(abs(min(40, 40 * state.excess + state.integral) - state.price) < 1e-9)
      let shown = try Self.explain(engine, line).shown
      #expect(shown.contains("μ, the price of cost = clip(40 e + I, ±40)"))
      #expect(shown.contains("= \(NumberFormat.fixed(state.price, 3))\n"))
    }
  }

  @Test func beforeAnyAnswer() throws {
    let engine = Engine()
    for _ in 0..<2 {
      let error = try #require(engine.execute("explain")?.diagnostic)
      #expect(error.code == "nothing-to-explain")
      #expect(error.hint?.contains("flops") == true)
    }
    _ = engine.execute("seed 3")
    let error = try #require(engine.execute("explain")?.diagnostic)
    #expect(error.code == "nothing-to-explain")
    #expect(error.message.contains("‘seed’"))
  }

  /// Help, mistakes and explanations are no answers; the state may move on behind the answer.
  @Test func theLastAnswerStays() throws {
    let engine = Engine.after(["network mlp 8 input=4 classes=2", "flops"])
    let first = try Self.explain(engine, "flops")
    for line in ["help", "history", "flop", "explain", "train 1"] { _ = engine.execute(line) }
    #expect(try Self.explain(engine, "flops") == first)
    #expect(engine.execute("undo")?.isSuccess == true)
    let old = try #require(engine.execute("explain")?.report)
    #expect(old["out_of_date"] == "there is no ‘mlp’ any more")
    #expect(old["formulas"] == first["formulas"])
  }

  @Test(arguments: TaskCatalog.all.map(\.name)) func everyTask(_ name: String) throws {
    let engine = Engine.after(
      ["data shapes train=64 test=20 batch=16", "task \(name)", "network mlp 8", "train 2"])
    try Self.explain(engine, "train 2")
    #expect(engine.execute("evaluate")?.isSuccess == true)
    try Self.explain(engine, "evaluate")
  }

  /// Images are counted where each is right or wrong, else what they are worth is added up.
  @Test func aShareOfPartsIsNoCount() throws {
    let score = Score(
      "near", title: "near pixels", unit: .fraction, formula: "", shortFormula: "",
      runningFormula: "")
    for (value, text) in [(0.75, "3 / 4 = 75.0 %"), (0.7, "2.80 / 4 = 70.0 %")] {
      var explanation = Explanation()
      explanation.formula("near pixels", "pixels that are near / pixels")
      explanation.put(Mark(score, value), of: 4, at: ["near"])
      #expect(explanation.formulas[0].lines[0].text == text)
      #expect(explanation.formulas[0].values[0].value == value)
    }
  }

  /// Measured numbers are volatile, trained ones keep their line from being compared.
  @Test func comparison() throws {
    let engine = Engine.after(["data moons train=64 test=20", "network mlp 8", "train 1"])
    let report = try Self.explain(engine, "train 1")
    let lines = RecordingText.lines(report)
    #expect(lines.contains { $0.kind == .volatile && $0.text.contains("× 7.50 W") })
    #expect(
      RecordingText.comparable(report).contains { $0.showsGates && $0.text.contains("epoch 1") })
    #expect(engine.sessionFile.text.contains("\n> explain\n| loss = mean"))
  }
}
