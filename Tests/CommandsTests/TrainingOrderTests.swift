import Foundation
import Language
import Tensors
import TestSupport
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Workspaces

/// What happens at a step and at the end of an epoch, and in which order: replays hang on it.
@Suite struct TrainingOrderTests {
  /// Notes each event with what the events before it left.
  private final class Notes: ProgressSink {
    let log: String
    var events: [String] = []
    /// Called at the end of an epoch, before anything else happens there.
    var disturbance: (Int) -> Void = { _ in }
    private var epochs = 0

    init(_ log: String) { self.log = log }

    var rows: Int {
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      return max(0, text.split(separator: "\n").count - 1)
    }

    func update(_ progress: Workspaces.Progress) {
      if events.last != "steps" { events.append("steps") }
    }

    func milestone(_ line: String) {
      guard line.hasPrefix("epoch") else { return }
      epochs += 1
      events.append("milestone \(epochs), \(rows) rows")
      disturbance(epochs)
    }

    func announce(_ line: String) {}
    func clear() { events.append("clear, \(rows) rows") }

    func room(_ entry: NetworkEntry) {
      let epoch = entry.run.position.epoch
      let scores = entry.history.scores[epoch]
      let looks = [
        scores?.validation.map { _ in "validation" }, scores?.test.map { _ in "test" },
      ].compactMap { $0 }
      events.append(
        "room \(epoch), \(rows) rows, \(entry.epochs.count) epochs, "
          + "\(entry.stretches.reduce(0) { $0 + $1.steps }) steps, "
          + "kept \(entry.history.states.last?.position == entry.run.position), "
          + "looks \(looks.joined(separator: " "))")
    }

    func edge(_ entry: NetworkEntry, _ line: String, _ steps: Int) {
      let test = entry.epochs.last?.testMark == nil ? "not said" : "said"
      events.append(
        "edge ‘\(line)’, \(steps) steps, \(entry.history.states.count) kept, test \(test)")
    }
  }

  private static let start = [
    "data moons train=64 test=20 validation=25% batch=16", "network mlp 8",
  ]

  /// Runs a `train` line and notes its events.
  private func events(
    _ line: String, stop: StopFlag = StopFlag(), room: @escaping (Int) throws -> Void = { _ in },
    disturbance: @escaping (Int, String) -> Void = { _, _ in }
  ) throws -> (events: [String], error: (any Error)?) {
    let scratch = Scratch()
    let log = scratch.file("e.csv")
    let engine = Engine.after(Self.start + ["log \(log)"])
    let notes = Notes(log)
    notes.disturbance = { disturbance($0, log) }
    let parsed = try ParsedLine.read(
      line, table: engine.table, prefixes: false, lookup: { _ in nil })
    let context = CommandContext(
      cell: 1, stop: stop, progress: notes, configuration: engine.configuration,
      table: engine.table, writesFiles: true,
      makeRoom: {
        notes.room($0)
        try room($0.run.position.epoch)
      },
      reachEdge: { entry, line, steps, _ in notes.edge(entry, line(0), steps) })
    var draft = engine.workspace
    do {
      _ = try TrainCommand.run(try #require(parsed).arguments, on: &draft, in: context)
      return (notes.events, nil)
    } catch {
      return (notes.events, error)
    }
  }

  @Test func epochs() throws {
    let (events, error) = try events("train 2")
    #expect(error == nil)
    #expect(
      events == [
        "steps", "milestone 1, 0 rows",
        "room 1, 1 rows, 1 epochs, 3 steps, kept true, looks validation",
        "edge ‘train 2 stop=3’, 3 steps, 2 kept, test not said",
        "steps", "milestone 2, 1 rows",
        "room 2, 2 rows, 2 epochs, 6 steps, kept true, looks validation",
        "edge ‘train 2 stop=6’, 6 steps, 3 kept, test not said", "clear, 2 rows",
      ])
  }

  /// The meter is read before the row is written: each row has what its own epoch took.
  @Test func aRowHasItsOwnTime() throws {
    var texts: [String] = []
    _ = try events(
      "train 2",
      disturbance: { epoch, log in
        texts.append((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
      })
    let rows = try #require(texts.last).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 2)
    let column = try #require(rows[0].firstIndex(of: "\"duration\""))
    #expect(Double(rows[1][column].filter { $0 != "\"" }).map { $0 > 0 } == true)
  }

  /// A goal looks at each edge, says so to the states that are kept, and ends before the edge is
  /// told.
  @Test func goals() throws {
    let far = try events("train until accuracy=100% max=1")
    #expect(
      far.events == [
        "steps", "milestone 1, 0 rows",
        "room 1, 1 rows, 1 epochs, 3 steps, kept true, looks validation test",
        "edge ‘train until accuracy=100% max=1 stop=3’, 3 steps, 2 kept, test not said",
        "clear, 1 rows",
      ])
    let near = try events("train until accuracy=1% max=9")
    #expect(
      near.events == [
        "steps", "milestone 1, 0 rows",
        "room 1, 1 rows, 1 epochs, 3 steps, kept true, looks validation test", "clear, 1 rows",
      ])
  }

  /// Cut by `stop=`, the last edge is not looked at; a part of an epoch gets its row behind all.
  @Test func cuts() throws {
    let whole = try events("train 3 stop=6")
    #expect(whole.events.contains { $0.hasPrefix("room 1,") && $0.hasSuffix("looks validation") })
    #expect(whole.events.contains { $0.hasPrefix("room 2,") && $0.hasSuffix("looks ") })
    let part = try events("train 3 stop=4")
    #expect(Array(part.events.suffix(2)) == ["steps", "clear, 1 rows"])
  }

  /// A row that cannot be written ends the training: the epoch is kept, and not told.
  @Test func aLogThatFails() throws {
    let (events, error) = try events(
      "train 3",
      disturbance: { epoch, log in
        if epoch == 2 { try? "strange\n".write(toFile: log, atomically: true, encoding: .utf8) }
      })
    #expect(error is PartialFailure)
    #expect(
      Array(events.suffix(3)) == [
        "milestone 2, 1 rows", "room 2, 0 rows, 2 epochs, 6 steps, kept true, looks validation",
        "clear, 0 rows",
      ])
  }

  /// Ctrl-C at an edge: logged and kept, not looked at, not told.
  @Test func anInterrupt() throws {
    let stop = StopFlag()
    let (events, error) = try events(
      "train 3", stop: stop,
      disturbance: { epoch, _ in
        if epoch == 2 { stop.raise() }
      })
    #expect(error == nil)
    #expect(
      Array(events.suffix(3)) == [
        "milestone 2, 1 rows", "room 2, 2 rows, 2 epochs, 6 steps, kept true, looks ",
        "clear, 2 rows",
      ])
  }

  /// Where no room can be made the training ends, and what ran is kept.
  @Test func noRoom() throws {
    let (events, error) = try events(
      "train 3", room: { if $0 == 2 { throw Diagnostic("disk-full", "no room") } })
    #expect((error as? PartialFailure)?.diagnostic.code == "disk-full")
    #expect(events.last == "clear, 2 rows")
    #expect(events.filter { $0.hasPrefix("edge") }.count == 1)
  }
}
