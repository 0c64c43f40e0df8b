import Foundation
import Networks
import Tensors
import NotebookTestSupport
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Sessions
@testable import Workspaces

extension Engine {
  /// Every number and everything else that the network in use and its settings hold, names aside.
  var state: [String] {
    guard var entry = workspace.entry else { return [] }
    entry.name = ""
    var file = Safetensors()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let part = try? encoder.encode(NetworkPart(entry, as: "", into: &file))
    let numbers = file.names.map { name in
      name + " "
        + (file[name]?.values ?? []).map { String($0.bitPattern, radix: 36) }.joined(separator: ",")
    }
    return numbers + [
      part.map { String(decoding: $0, as: UTF8.self) } ?? "no text",
      workspace.optimizerText, "\(workspace.seed)",
      workspace.data?.dataset.checksum.description ?? "", "\(workspace.data?.batch ?? 0)",
    ]
  }
}

/// Going back and training on is as if nothing had happened in between.
@Suite struct CheckoutTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let lines: [String]
    /// Epochs of the whole training, and those to go back to.
    let epochs: Int
    let stops: [Int]
    var testDescription: String { name }
  }

  static let pruned = RoundTripTests.pruned
  static let points = RoundTripTests.points
  static let images = ["data shapes train=96 test=20 batch=32 augment=crop,flip"]
  static let cases = [
    Case(name: "dense", lines: points, epochs: 3, stops: [0, 1, 2, 3]),
    Case(name: "adam", lines: points + ["optimizer adam over=5"], epochs: 3, stops: [1]),
    Case(
      name: "batch norm and blocks", lines: images + ["network resnet20 width=0.25"], epochs: 3,
      stops: [1]),
    // The freeze is in epoch 6; channels leave before it.
    Case(name: "pruned", lines: points + [pruned], epochs: 8, stops: [0, 2, 4, 5, 6, 7]),
    Case(
      name: "blocks and channels pruned",
      lines: images + [
        "network resnet20 width=0.25", "gate attach * granularity=block", "gate attach *",
        "prune consensus target=50% of=macs over=6 retire=0.25",
      ], epochs: 6, stops: [2, 5]),
  ]

  /// With room for all, with all on disk, and with none.
  static let bounds = ["set undo=20", "set memory=0B", "set memory=0B disk=0B"]

  @Test(arguments: cases, bounds) func trainsOnFromAnEpoch(_ sample: Case, _ bound: String) {
    let whole = Engine.after(sample.lines + ["train \(sample.epochs)"])
    let engine = Engine.after([bound] + sample.lines + ["train \(sample.epochs)"])
    for stop in sample.stops {
      engine.run("checkout epoch=\(stop)")
      #expect(engine.workspace.entry?.run.position.epoch == stop)
      if stop < sample.epochs { engine.run("train \(sample.epochs - stop)") }
      // Going on from before the first train, the horizon is that train's, which is the same.
      #expect(engine.state == whole.state, "\(stop)")
    }
  }

  /// The state that was there at the edge is the one that comes back, wherever it was meanwhile.
  @Test(arguments: bounds) func epochsComeBackBitForBit(_ bound: String) {
    let engine = Engine.after([bound] + Self.points + [Self.pruned])
    var states: [[String]] = []
    for _ in 1...8 {
      engine.run("train 1")
      states.append(engine.state)
    }
    for epoch in [3, 8, 1, 5, 6, 2] {
      let turn = engine.execute("checkout epoch=\(epoch)")
      #expect(turn?.diagnostic == nil)
      #expect(engine.state == states[epoch - 1], "\(epoch)")
    }
  }

  @Test func thinnedEpochsAreTrainedAgain() throws {
    let engine = Engine.after(["set memory=0B disk=0B"] + Self.points + [Self.pruned, "train 8"])
    let history = try #require(engine.workspace.entry?.history)
    // All but where the training set out and what is in use.
    #expect(
      history.states.map { $0.state == nil } == [false] + Array(repeating: true, count: 7) + [false]
    )
    #expect(history.epochs == Array(0...8))
    let turn = try #require(engine.execute("checkout epoch=6"))
    #expect(turn.report?["recomputed"] == true)
    let text = RecordingText.lines(turn).filter { $0.kind == .volatile }.map(\.text).joined()
    #expect(text.contains("trained again from epoch 0"))
  }

  /// With a little room some states stay, evenly apart.
  @Test func everySecondEpochIsLetGo() throws {
    let engine = Engine.after(["set memory=60kB disk=0B"] + Self.points + ["train 30"])
    let states = try #require(engine.workspace.entry?.history.states)
    let left = states.filter { $0.state != nil }.compactMap(\.epoch)
    #expect(left.filter { $0 <= 24 } == [0, 4, 8, 12, 16, 20, 24], "\(left)")
    #expect(left.count < 16 && left.last == 30)
    #expect(try engine.settle().memory <= 60_000)
  }

  /// What is left of the room is told, so that a long training need not ask at each epoch; an epoch
  /// takes no more of it than its numbers.
  @Test func roomIsTold() throws {
    let engine = Engine.after(["set memory=60kB"] + Self.points + ["train 2"])
    let before = try engine.settle()
    engine.run("train 1")
    let after = try engine.settle()
    #expect(before.room > 0 && before.memory + before.room <= 60_000)
    let entry = try #require(engine.workspace.entry)
    #expect(after.memory > before.memory)
    #expect(after.memory - before.memory <= Holdings.growth(keeping: entry))
  }

  /// Neither bound is passed where both are short.
  @Test func littleRoomInBoth() throws {
    let engine = Engine.after(["set memory=20kB disk=30kB"] + Self.points + ["train 30"])
    let use = try engine.settle()
    #expect(use.memory <= 20_000 && use.disk <= 30_000)
    let state = engine.state
    for epoch in [7, 22, 13, 30] { engine.run("checkout epoch=\(epoch)") }
    #expect(engine.state == state)
    #expect(try engine.settle().disk <= 30_000)
  }

  @Test func statesGoToDisk() throws {
    let scratch = Scratch()
    var configuration = EngineConfiguration()
    configuration.stateFolder = scratch.path + "/deep/states"
    let engine = Engine(configuration: configuration)
    for line in ["set memory=10kB"] + Self.points + ["train 6", "checkpoint a", "train 1"] {
      engine.run(line)
    }
    let use = try engine.settle()
    #expect(use.memory <= 10_000 && use.disk > 20_000)
    let states = try #require(engine.workspace.entry?.history.states)
    #expect(states[2].state?.entry.tensors.allSatisfy(\.isInFile) == true)
    // Files without a name: the folder is empty, and its owner's alone.
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/deep/states").isEmpty)
    let mode = try FileManager.default.attributesOfItem(atPath: scratch.path + "/deep/states")
    #expect(mode[.posixPermissions] as? Int == 0o700)
    engine.run("checkout epoch=2", "train 1", "undo 2", "evaluate")
  }

  @Test func aFolderThatCannotBeWritten() throws {
    let scratch = Scratch()
    var configuration = EngineConfiguration()
    configuration.stateFolder = scratch.file("in-the-way", "") + "/states"
    let engine = Engine(configuration: configuration)
    for line in ["set memory=10kB"] + Self.points { engine.run(line) }
    let turn = try #require(engine.execute("train 6"))
    #expect(turn.diagnostic?.code == .cannotWrite)
    #expect(turn.diagnostic?.hint?.contains("XDG_CACHE_HOME") == true)
    let kept = try #require(engine.workspace.entry?.run.position.epoch)
    #expect(kept > 0 && kept < 6)
    #expect(turn.recorded == "train 6 stop=\(kept * 4)")
    for epoch in 0...kept { engine.run("checkout epoch=\(epoch)") }
    engine.run("set memory=1GB", "train \(6 - kept)")
    #expect(engine.state == Engine.after(Self.points + ["train 6"]).state)
    // Said once.
    engine.run("set memory=1kB")
    #expect(engine.execute("seed 1")?.warnings == [])
  }

  /// Raised while the epoch is trained again.
  private final class Stopper: ProgressSink {
    let stop: StopFlag
    init(_ stop: StopFlag) { self.stop = stop }
    func update(_ progress: Workspaces.Progress) { stop.raise() }
    func milestone(_ line: String) {}
    func clear() {}
  }

  @Test func anInterruptedRecomputationChangesNothing() throws {
    let engine = Engine.after(["set memory=0B disk=0B"] + Self.points + ["train 5"])
    let before = engine.state
    engine.progress = Stopper(engine.stop)
    let turn = try #require(engine.execute("checkout epoch=3"))
    #expect(turn.isInterrupted && !turn.isSuccess)
    engine.stop.clear()
    engine.progress = SilentProgress()
    #expect(engine.state == before)
    engine.run("checkout epoch=3", "train 2")
    #expect(engine.state == before)
  }

  /// Trainings in pieces, changes by hand between them, and another future.
  @Test func otherFutures() {
    let engine = Engine.after(
      ["set memory=0B disk=0B"] + Self.points + [
        "optimizer sgd over=6", "train 2", "train 3 batches", "train 2 batches", "train 7 batches",
      ])
    let five = engine.state
    engine.run("gate attach *", "train 2 batches", "train 2")
    let gated = engine.state
    engine.run("checkout epoch=4", "checkout epoch=3", "checkout epoch=5")
    // Where the epoch ended, before the gates came.
    #expect(engine.workspace.entry?.network.hasGates == false)
    engine.run("checkout epoch=6")
    #expect(engine.workspace.entry?.network.hasGates == true)
    engine.run("checkout epoch=2", "optimizer lr=0.001", "train 1", "checkout epoch=2")
    // The state of then, with the rate of then.
    #expect(engine.workspace.optimizer.rate == 0.05)
    #expect(engine.execute("checkout epoch=4")?.diagnostic?.code == "no-epoch")
    engine.run("undo 8")
    #expect(engine.state == gated)
    engine.run("undo 3")
    #expect(engine.state == five)
  }
}
