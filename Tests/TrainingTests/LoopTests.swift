import Networks
import Testing

@testable import Training

/// The loop: what it announces, in which order, and how observers end it.
@Suite struct LoopTests {
  private struct Failure: Error, Equatable { var name: String }

  /// Two observers that note in one list, three batches an epoch.
  private func observers() throws -> (Lab, Chronicle, Recorder, Recorder) {
    let chronicle = Chronicle()
    return (
      try Lab(train: 96), chronicle, Recorder("a", chronicle), Recorder("b", chronicle)
    )
  }

  @Test func announcesInOrder() throws {
    let (lab, chronicle, a, b) = try observers()
    var run = Run(lab.network)
    var none: (any TrainingMethod)?
    let outcome = lab.trainer([a, b]).train(&run, &none, steps: 4)
    #expect(outcome.isWhole && outcome.steps == 4)
    #expect(
      chronicle.events == [
        "a begins at 0", "b begins at 0", "a step 1", "b step 1", "a step 2", "b step 2",
        "a step 3", "b step 3", "a epoch 1", "b epoch 1", "a step 4", "b step 4", "a end at 4",
        "b end at 4",
      ])
    #expect(outcome.epochs.map(\.isWhole) == [true, false])
    #expect(outcome.epochs.map(\.batches) == [3, 1])
  }

  /// Who follows changes no digit.
  @Test func observersOnlyObserve() throws {
    let (lab, _, a, b) = try observers()
    #expect(Snapshot(lab.trained(7, [a, b])) == Snapshot(lab.trained(7)))
  }

  /// An epoch that an observer stops is the last one; those behind it are still told.
  @Test func stopsAtTheEdge() throws {
    let (lab, chronicle, a, b) = try observers()
    a.atEdge = { if $0.epoch.epoch == 2 { $0.stop() } }
    var run = Run(lab.network)
    var none: (any TrainingMethod)?
    let outcome = lab.trainer([a, b]).train(&run, &none, steps: 100)
    #expect(outcome.end == .finished && outcome.isWhole)
    #expect(outcome.steps == 6 && outcome.epochs.count == 2)
    #expect(Snapshot(run) == Snapshot(lab.trained(6)))
    #expect(
      chronicle.events.suffix(4) == [
        "a epoch 2", "b epoch 2, the last", "a end at 6", "b end at 6",
      ]
    )
  }

  /// What an observer throws ends the training, of several errors the first is told, and what ran
  /// is kept.
  @Test func errorsKeepWhatRan() throws {
    let (lab, chronicle, a, b) = try observers()
    a.atEdge = { _ in throw Failure(name: "a") }
    b.atEdge = { _ in throw Failure(name: "b") }
    b.atEnd = { throw Failure(name: "end") }
    var run = Run(lab.network)
    var none: (any TrainingMethod)?
    let outcome = lab.trainer([a, b]).train(&run, &none, steps: 100)
    #expect(outcome.error as? Failure == Failure(name: "a"))
    #expect(outcome.end == .finished && !outcome.isWhole)
    #expect(outcome.steps == 3 && outcome.epochs.count == 1)
    #expect(Snapshot(run) == Snapshot(lab.trained(3)))
    #expect(
      chronicle.events.suffix(4) == [
        "a epoch 1", "b epoch 1, the last", "a end at 3, cut short", "b end at 3, cut short",
      ])
  }

  @Test func errorsAtTheEndAreTold() throws {
    let (lab, chronicle, a, b) = try observers()
    a.atEnd = { throw Failure(name: "end") }
    var run = Run(lab.network)
    var none: (any TrainingMethod)?
    let outcome = lab.trainer([a, b]).train(&run, &none, steps: 2)
    #expect(outcome.error as? Failure == Failure(name: "end"))
    #expect(outcome.steps == 2)
    #expect(chronicle.events.suffix(2) == ["a end at 2", "b end at 2, cut short"])
  }

  /// A look that Ctrl-C cuts short is no error; one may come on top.
  @Test func interruptedLooks() throws {
    let (lab, _, a, b) = try observers()
    a.atEdge = { _ in throw Interruption() }
    var run = Run(lab.network)
    var none: (any TrainingMethod)?
    let outcome = lab.trainer([a, b]).train(&run, &none, steps: 100)
    #expect(outcome.end == .interrupted && outcome.error == nil && outcome.steps == 3)
    b.atEdge = { _ in throw Failure(name: "b") }
    let both = lab.trainer([a, b]).train(&run, &none, steps: 100)
    #expect(both.end == .interrupted && both.error as? Failure == Failure(name: "b"))
    #expect(both.steps == 3 && run.position.epoch == 2)
  }

  /// What an observer adds to an epoch stands in the outcome.
  @Test func epochsKeepWhatWasFound() throws {
    let (lab, _, a, _) = try observers()
    a.atEdge = { $0.epoch.testScores["accuracy"] = 0.25 }
    var run = Run(lab.network)
    var none: (any TrainingMethod)?
    let outcome = lab.trainer([a]).train(&run, &none, steps: 4)
    #expect(outcome.epochs.map(\.testMark?.value) == [0.25, nil])
  }

  @Test func reportsTellEpochs() throws {
    let lab = try Lab(train: 330)
    #expect(lab.stepsPerEpoch == 11)
    var run = Run(lab.network)
    var none: (any TrainingMethod)?
    let outcome = lab.trainer().train(&run, &none, steps: 25)
    #expect(outcome.epochs.map(\.epoch) == [1, 2, 3])
    #expect(outcome.epochs.map(\.batches) == [11, 11, 3])
    #expect(outcome.epochs.map(\.isWhole) == [true, true, false])
    #expect(outcome.epochs[1].loss < outcome.epochs[0].loss)
  }

  /// Batches of another size can leave a position past the epoch's end: a new epoch begins.
  @Test func positionsPastTheEpochBeginANewOne() throws {
    var lab = try Lab()
    var run = lab.trained(7)
    var none: (any TrainingMethod)?
    lab.batch = 160
    #expect(lab.trainer().train(&run, &none, steps: 1).end == .finished)
    #expect(run.position == Position(epoch: 1, batch: 1, step: 8))
  }
}
