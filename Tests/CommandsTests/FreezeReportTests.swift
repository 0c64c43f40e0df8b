import Networks
import Pruning
import Tensors
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Sessions

/// What a method says when it decided.
@Suite struct FreezeReportTests {
  private static let channels = [
    "linear 8 name=fc1", "gates name=g of=8 channels=0-7", "gated from=fc1,g", "linear 2",
  ]

  private static func report(
    consensus: Double, dynamic: Double, static still: Double, removed: Double, target: Double
  ) throws -> Report {
    let graph = try Graph(input: Shape(2), lines: channels)
    let map = GateMap(graph)
    var agreement = Agreement(openness: map.gates.map { _ in 1 }, map, left: 0)
    agreement.consensus = consensus
    let freeze = FreezeReport(
      position: Position(), agreement: agreement, margin: 0.4, score: Classify().scores[0],
      dynamicScore: dynamic, staticScore: still, projectedScore: still,
      shareBefore: 1 - removed, shareAfter: 1 - removed, gates: 8, flips: 0)
    return MethodReports.report(
      .freeze(freeze), PruningRequest(target: target, cost: .macs), graph)
  }

  /// All test images agree, and the scores part: the figures saw other images and rules.
  @Test func consensusBesideAGap() throws {
    let odd = try Self.report(
      consensus: 1, dynamic: 0.982, static: 0.98, removed: 0.5, target: 0.5)
    #expect(odd.shown.contains("each of the test images by its own gates"))
    #expect(odd.shown.contains("each gate as most training images had it"))
    #expect(odd.shown.contains("what decides"))
    for (consensus, still) in [(1, 0.982), (0.9, 0.98)] {
      let plain = try Self.report(
        consensus: consensus, dynamic: 0.982, static: still, removed: 0.5, target: 0.5)
      #expect(!plain.shown.contains("what decides"))
      // On another arithmetic the figures may agree: then the lines are no difference.
      for (old, new) in [(odd, plain), (plain, odd)] {
        let comparison = LineComparison(
          expected: RecordingText.comparable(old).map(\.text),
          found: RecordingText.comparable(new), exactly: false)
        #expect(comparison.differences.allSatisfy { $0.rule != "as many lines as were recorded" })
      }
    }
  }

  @Test(arguments: [(0.251, true), (0.285, true), (0.291, false), (0.3, false), (0.4, true)])
  func aMissedTargetSaysWhy(_ removed: Double, _ isMissed: Bool) throws {
    let report = try Self.report(
      consensus: 1, dynamic: 0.9, static: 0.9, removed: removed, target: 0.3)
    #expect(report.shown.contains("missed by") == isMissed)
    if removed == 0.251 {
      #expect(report.shown.contains("missed by 4.90 points, the nearest that these channels allow"))
    }
  }

  /// Eight channels are worth an eighth each.
  @Test func inUse() throws {
    let engine = Engine.after([
      "data moons train=60 test=20", "network mlp 8 as=n", "prune consensus target=30% of=macs",
    ])
    let trained = try engine.report("train 4").shown
    #expect(trained.contains("missed by 5.00 points, the nearest that these channels allow"))
    let compacted = try engine.report("compact").shown
    #expect(compacted.contains("the target is missed by 5.00 points, the nearest"))
  }

  @Test func theBestEpochBeforeTheTarget() throws {
    let engine = Engine.after([
      "data moons train=64 test=20", "network mlp 16 16",
      "prune consensus target=50% of=macs over=8", "train 8",
    ])
    func says(_ line: String) throws -> Bool {
      try engine.report(line).shown.contains("lies before the target was met: ")
    }
    // Wherever the best is: it is said where its gates were not decided.
    let isEarly = try says("checkout best")
    let entry = try #require(engine.workspace.entry)
    #expect(isEarly == (entry.activeMethod?.isFinished == false))
    #expect(try !says("checkout epoch=8"))
  }
}
