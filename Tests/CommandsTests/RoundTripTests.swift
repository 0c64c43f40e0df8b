import Foundation
import Language
import Tensors
import NotebookTestSupport
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Sessions
@testable import Workspaces

/// Saved and opened again, everything goes on with the same digits.
@Suite struct RoundTripTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let lines: [String]
    var testDescription: String { name }
  }

  static let pruned = "prune consensus target=50% of=macs over=8 retire=0.25"
  static let joules =
    "prune consensus target=40% of=joules on=edge-int8 batch=64 over=8 retire=0.25"
  static let points = ["data moons train=400 test=100", "network mlp 32 16"]
  static let cases = [
    Case(name: "dense", lines: points + ["optimizer adam over=5", "train 2 batches"]),
    Case(name: "gated, within an epoch", lines: points + [pruned, "train 1", "train 2 batches"]),
    Case(name: "retired", lines: points + [pruned, "train 5"]),
    Case(name: "frozen", lines: points + [pruned, "train 8"]),
    Case(name: "joules, within an epoch", lines: points + [joules, "train 1", "train 2 batches"]),
    Case(name: "joules, retired", lines: points + [joules, "train 5"]),
    Case(name: "joules, compacted", lines: points + [joules, "train 8", "compact as=s"]),
    Case(name: "compacted", lines: points + [pruned, "train 8", "compact as=s", "train 1"]),
    Case(
      name: "blocks and channels",
      lines: [
        "data shapes train=128 test=40 augment=crop,flip", "network resnet20 width=0.25",
        "gate attach * granularity=block", "gate attach *", pruned, "train 6",
      ]),
    Case(name: "gates set by hand", lines: points + ["gate attach *", "gate set fc1[3-9] off"]),
  ]
  static let after = [
    "train 1", "gates", "flops", "energy training", "energy", "evaluate by=class", "compact",
    "train 1", "layers", "networks",
  ]

  /// What `lines` say, without times.
  private static func answers(_ engine: Engine, _ lines: [String]) -> [String] {
    lines.map { line in
      guard let turn = engine.execute(line) else { return "" }
      return RecordingText.lines(turn).compared.map(\.text)
        .joined(separator: "\n")
    }
  }

  @Test(arguments: cases) func savedAndOpened(_ sample: Case) throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let engine = Engine()
    for line in sample.lines { #expect(engine.execute(line)?.diagnostic == nil, "\(line)") }
    #expect(engine.execute("save \(path)")?.isSuccess == true)
    let expected = Self.answers(engine, Self.after)
    let restored = Engine()
    #expect(restored.execute("open \(path)")?.report?["restored"] == true)
    #expect(Self.answers(restored, Self.after) == expected)
    try FileManager.default.removeItem(atPath: scratch.path + "/run.safetensors")
    let replayed = Engine()
    #expect(replayed.execute("open \(path)")?.report?["restored"] == false)
    #expect(Self.answers(replayed, Self.after) == expected)
  }

  /// Flipped, cut, lengthened: never taken for the weights that were saved.
  @Test(arguments: 0..<40) func damagedWeightsAreNotUsed(_ seed: UInt64) throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let engine = Engine()
    for line in Self.points + [Self.pruned, "train 2", "save \(path)"] { _ = engine.execute(line) }
    let bytes = try scratch.bytes("run.safetensors")
    var random = SplitMix(seed: seed)
    let damaged = random.mutate(bytes)
    guard damaged != bytes else { return }
    try scratch.file("run.safetensors", damaged)
    let other = Engine()
    let turn = try #require(other.execute("open \(path)"))
    #expect(turn.report?["restored"] == false)
    #expect(turn.warnings.count == 1)
    #expect(Self.answers(other, ["evaluate"]) == Self.answers(engine, ["evaluate"]))
  }

  /// With the weights beside it or without, an open session is one step of `undo`.
  @Test func openIsOneStep() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let engine = Engine()
    for line in Self.points + ["save \(path)"] { _ = engine.execute(line) }
    for isRestored in [true, false] {
      let other = Engine()
      _ = other.execute("network mlp 8 input=2 classes=2 as=b")
      #expect(other.execute("open \(path)")?.report?["restored"] == .bool(isRestored))
      #expect(other.execute("undo")?.report?["undone"] == [.string("open \(path)")])
      #expect(other.workspace.networkNames == ["b"])
      try? FileManager.default.removeItem(atPath: scratch.path + "/run.safetensors")
    }
  }

  /// A restored network keeps the block that is open in it.
  @Test func openBlocksAreSaved() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let engine = Engine()
    for line in ["network new input=2", "add linear 2", "add residual", "save \(path)"] {
      #expect(engine.execute(line)?.isSuccess == true)
    }
    let other = Engine()
    #expect(other.execute("open \(path)")?.report?["restored"] == true)
    for line in ["add linear 2", "add end"] { #expect(other.execute(line)?.isSuccess == true) }
  }

  @Test func weightsOfOtherLines() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let engine = Engine()
    for line in Self.points + ["train 1", "save \(path)"] { _ = engine.execute(line) }
    let text = scratch.read("run.pollard").replacing("> train 1", with: "> train 2")
    _ = scratch.file("run.pollard", text)
    let turn = try #require(Engine().execute("open \(path)"))
    #expect(turn.report?["restored"] == false)
    #expect(turn.warnings.first?.contains("other lines") == true)
  }

  @Test func undoOfOpenBringsBackTheSeedOfTheHeader() {
    let scratch = Scratch()
    let path = scratch.file("a.pollard", "#! pollard session 1\n#! seed: 9\n> show seed\n")
    let engine = Engine()
    _ = engine.execute("network mlp 4 input=2")
    #expect(engine.execute("open \(path)")?.isSuccess == true)
    #expect(engine.sessionFile.header?.seed == 9)
    _ = engine.execute("undo")
    #expect(engine.sessionFile.header?.seed == 1)
    _ = engine.execute("redo")
    #expect(engine.sessionFile.header?.seed == 9)
  }
}

/// Trainings that end before they are done.
@Suite struct CutShortTests {
  /// Raises the stop flag at the `count`-th batch.
  private final class Stopper: ProgressSink {
    private var left: Int
    private let stop: StopFlag
    init(_ count: Int, _ stop: StopFlag) {
      left = count
      self.stop = stop
    }
    func update(_ progress: Workspaces.Progress) {
      left -= 1
      if left == 0 { stop.raise() }
    }
    func milestone(_ line: String) {}
    func clear() {}
  }

  private func replayed(_ engine: Engine, _ question: String) throws {
    let file = try SessionFile.parse(engine.sessionFile.text, name: "x")
    let other = Engine()
    for cell in file.cells {
      let turn = try #require(other.execute(cell.input))
      #expect(turn.diagnostic == nil, "\(cell.input)")
      #expect(
        RecordingText.lines(turn).filter { $0.kind == .reproducible }.map(\.text)
          == cell.lines(.reproducible))
    }
    let found = [engine, other].map { $0.execute(question).map { RecordingText.lines($0) } }
    #expect(found[0] == found[1])
  }

  /// The last one stops after channels left for good.
  @Test(arguments: [1, 5, 12, 26]) func interruptedTrainingsReplay(_ batches: Int) throws {
    let engine = Engine()
    for line in RoundTripTests.points + [RoundTripTests.pruned] { _ = engine.execute(line) }
    engine.progress = Stopper(batches, engine.stop)
    let turn = try #require(engine.execute("train 8"))
    engine.progress = SilentProgress()
    engine.stop.clear()
    #expect(turn.isInterrupted && turn.isSuccess)
    #expect(turn.recorded == "train 8 stop=\(batches)")
    #expect(turn.warnings.last?.contains("not saved") == true)
    _ = engine.execute("train 1")
    try replayed(engine, "energy training")
  }

  @Test func notFiniteGoesBackToTheEdgeAndReplays() throws {
    let engine = Engine()
    let lines = RoundTripTests.points + ["optimizer sgd lr=1000 schedule=constant"]
    for line in lines { _ = engine.execute(line) }
    let turn = try #require(engine.execute("train 9"))
    #expect(turn.diagnostic?.code == "not-finite")
    #expect(turn.recorded.hasPrefix("train 9 stop="))
    #expect(engine.workspace.entry?.run.position.batch == 0)
    try replayed(engine, "energy training")
  }

  @Test func aLogThatCannotBeWrittenKeepsTheEpoch() throws {
    let engine = Engine()
    for line in RoundTripTests.points { _ = engine.execute(line) }
    #expect(engine.execute("log /no/such/folder/x.csv")?.diagnostic?.code == .cannotWrite)
    let scratch = Scratch()
    let path = scratch.file("e.csv")
    #expect(engine.execute("log \(path)")?.isSuccess == true)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let turn = try #require(engine.execute("train 3"))
    #expect(turn.diagnostic?.code == .cannotWrite)
    #expect(turn.recorded == "train 3 stop=4")
    #expect(engine.workspace.entry?.run.position.epoch == 1)
  }

  @Test func thePromptKeepsWhatRan() throws {
    var configuration = EngineConfiguration()
    configuration.isInteractive = true
    let engine = Engine(configuration: configuration)
    for line in RoundTripTests.points { _ = engine.execute(line) }
    engine.progress = Stopper(2, engine.stop)
    let warning = engine.execute("train 8")?.warnings.last
    #expect(
      warning == "stopped after 2 batches; everything that ran is kept; ‘continue’ trains the rest")
  }

  /// Four batches an epoch.
  @Test func logsNameTheNetworkAndSpareStrangers() throws {
    let scratch = Scratch()
    let engine = Engine()
    let notes = scratch.file("notes.txt", "mine\n")
    #expect(engine.execute("log \(notes)")?.diagnostic?.code == .cannotWrite)
    let log = scratch.file("log.csv")
    let session = scratch.file("run.pollard")
    let lines = [
      "log \(log)", "train 1", "train 3 batches", "train 1 batches",
      "network mlp 4 as=b", "train 1", "save \(session) minimal", "open \(session)", "log \(log)",
    ]
    for line in RoundTripTests.points + lines {
      #expect(engine.execute(line)?.diagnostic == nil, "\(line)")
    }
    let rows = scratch.read("log.csv").replacing("\"", with: "").split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(
      rows.map { "\($0[0]) \($0[1]) \($0[9])" } == [
        "epoch batches network", "1 4 mlp", "2 3 mlp", "2 1 mlp", "1 4 b",
      ])
    #expect(scratch.read("notes.txt") == "mine\n")
  }

  @Test func untilEnergy() throws {
    let engine = Engine()
    for line in RoundTripTests.points { _ = engine.execute(line) }
    #expect(engine.execute("train until energy=0.2mJ")?.diagnostic == nil)
    let spent = engine.execute("energy training")?.report?["joules"]
    guard case .real(let joules)? = spent else {
      Issue.record("no joules")
      return
    }
    #expect(joules >= 2e-4 && joules < 3e-4)
    #expect(engine.execute("train until")?.diagnostic?.code == .missingArgument)
    #expect(engine.execute("train until accuracy=9% energy=1J")?.diagnostic?.code == .badValue)
    #expect(engine.execute("train 2 accuracy=9%")?.diagnostic?.code == .badValue)
  }

  @Test func costsOfACompactedNetworkAreToldAgainstTheDenseOne() throws {
    let engine = Engine()
    for line in RoundTripTests.points { _ = engine.execute(line) }
    let dense = engine.execute("energy")?.report?["joules"]
    for line in [RoundTripTests.pruned, "train 8", "compact"] { _ = engine.execute(line) }
    #expect(engine.execute("energy")?.report?["dense_joules"] == dense)
    #expect(engine.execute("energy training")?.report?["break_even"] != nil)
  }
}

/// Refusals that once were crashes, or words that helped nobody.
@Suite struct RefusalTests {
  @Test(arguments: [
    ("network mlp 4 input=3x4", "bad-value"), ("network new input=2x2", "bad-value"),
    (
      "network mlp 16000 16000 16000 16000 " + String(repeating: "16000 ", count: 80) + "input=2",
      "out-of-memory"
    ),
    ("network lenet5 input=2", "bad-layer"),
    ("network new input=1048576x1048576x1048576", "bad-layer"),
  ])
  func refused(_ line: String, _ code: String) {
    #expect(Engine().execute(line)?.diagnostic?.code.description == code)
  }

  @Test func blocksWhereThereAreNone() {
    let engine = Engine()
    _ = engine.execute("network convnet width=0.1")
    let error = engine.execute("gate attach * granularity=block")?.diagnostic
    #expect(error?.message == "this network has no residual block")
  }

  /// The example of the product's own page.
  @Test func unknownLayersAreAnsweredWithThoseThereAre() {
    let engine = Engine()
    _ = engine.execute("network convnet width=0.1")
    let error = engine.execute("gate attach conv3")?.diagnostic
    #expect(error?.message == "there is no layer named ‘conv3’")
    #expect(error?.hint == "layers here are conv1, conv2, fc1, fc2; did you mean ‘conv2’?")
    #expect(engine.execute("gate detach *")?.diagnostic?.code == "no-gates")
    _ = engine.execute("network resnet20 width=0.1")
    let block = engine.execute("gate attach conv1 granularity=block")?.diagnostic
    #expect(block?.message == "there is no block named ‘conv1’")
  }

  @Test func benchmarksStop() {
    let engine = Engine()
    _ = engine.execute("network convnet width=0.1")
    engine.stop.raise()
    #expect(engine.execute("benchmark")?.isInterrupted == true)
  }

  @Test func numbersThatAreNone() {
    #expect(NumberFormat.fixed(-.nan, 4) == "nan")
    #expect(NumberFormat.fixed(-.infinity, 4) == "-inf")
    #expect(NumberFormat.fixed(1.963328512967875e23, 4) == "1.9633e+23")
  }
}

/// A session of gates on a machine whose sums run in another order.
@Suite struct OtherArithmeticTests {
  static let lines = [
    "data shapes train=128 test=40", "network resnet20 width=0.25",
    "gate attach * granularity=block", "gate attach *",
    "prune consensus target=50% of=macs over=6 retire=0.25", "train 4", "gates", "gates by=class",
    "layers", "train 2", "gates", "layers", "networks", "energy layers", "energy training",
    "compact as=small", "flops layers", "layers", "evaluate by=class", "prune off",
  ]

  private func check(_ text: String, exactly: Bool = false, threads: Int = 2) -> SessionCheck {
    .of(text, CommandSet(CommandCatalog.all), exactly: exactly, threads: threads)
  }

  @Test func tolerancesHold() throws {
    let engine = Engine.after(Self.lines)
    let text = engine.sessionFile.text
    for threads in [1, 2, 3] {
      let same = check(text, exactly: true, threads: threads)
      #expect(same.differences.isEmpty, "\(same.lines)")
    }
    let other = text.replacing("arithmetic: ", with: "arithmetic: other-")
    let near = check(other)
    #expect(near.differences.isEmpty, "\(near.lines)")
    #expect(!near.isExact && near.held.keys.contains("gates, not compared"))
    // Losses of a fifth more are no rounding.
    let far = check(
      other.replacing(#/\n\|     1  (\d)\./#) { "\n|     1  \((Int($0.1) ?? 0) + 1)." })
    #expect(far.differences.contains { $0.rule == "loss, within 10 %" })
  }
}
