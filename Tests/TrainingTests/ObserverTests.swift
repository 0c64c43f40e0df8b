import Costs
import Networks
import Testing

@testable import Training

/// The observers of this room, each against what it should have seen.
@Suite struct ObserverTests {
  /// Batches of one size on one graph are one stretch; the last batch of an epoch may be smaller.
  @Test func stretches() throws {
    let lab = try Lab(train: 70)
    let before = TrainingStretch(
      layers: [], denseLayers: [], batch: 5, optimizer: .sgd, steps: 3)
    let count = StretchCount([before], dense: lab.network.graph.work, optimizer: .momentum)
    _ = lab.trained(7, [count])
    #expect(count.stretches.map(\.batch) == [5, 32, 6, 32, 6, 32])
    #expect(count.stretches.map(\.steps) == [3, 2, 1, 2, 1, 1])
    let model = EnergyModel()
    let energy = TrainingEnergy(count.stretches, model)
    let joules = count.stretches.reduce(0.0) { sum, stretch in
      sum + Double(stretch.steps)
        * model.trainingStep(stretch.layers, batch: stretch.batch, optimizer: stretch.optimizer)
        .perBatch.joules.value
    }
    #expect(energy.steps == 10 && energy.spent == joules && energy.spent == energy.dense)
  }

  /// Looks at the validation split find what an evaluation there finds, and none from a step on.
  @Test func validation() throws {
    let lab = try Lab(train: 128, validation: 0.25)
    let part = try #require(lab.dataset.validation)
    var found: [Double?] = []
    let recorder = Recorder("a", Chronicle())
    recorder.atEdge = { found.append($0.epoch.validationMark?.value) }
    _ = lab.trained(9, [SplitLook(.validation, lab.context, before: 9), recorder])
    let expected = try [3, 6].map {
      try Evaluation.run(
        lab.trained($0).network, on: part, of: lab.dataset, for: Classify()
      ).mark.value
    }
    #expect(found == expected + [nil])
  }

  @Test func noLooksAfterAStop() throws {
    let lab = try Lab(train: 128, validation: 0.25)
    let (first, last) = (Recorder("a", Chronicle()), Recorder("b", Chronicle()))
    first.atEdge = { $0.stop() }
    let count = StretchCount([], dense: [], optimizer: .momentum)
    let goal = GoalLook(.score(Classify().scores[0], 0, on: .test), count, lab.context)
    last.atEdge = { #expect($0.epoch.validationMark == nil && $0.epoch.testMark == nil) }
    let run = lab.trained(9, [first, count, SplitLook(.validation, lab.context), goal, last])
    #expect(run.position.step == 3 && goal.found == nil)
  }

  /// A goal that is reached ends the training at that edge; one that is not only tells.
  @Test func accuracy() throws {
    let lab = try Lab(test: 100)
    for (share, steps) in [(0.0, 10), (1.1, 30)] {
      let count = StretchCount([], dense: [], optimizer: .momentum)
      let goal = GoalLook(.score(Classify().scores[0], share, on: .test), count, lab.context)
      var run = Run(lab.network)
      var none: (any TrainingMethod)?
      let outcome = lab.trainer([count, goal]).train(&run, &none, steps: 30)
      #expect(outcome.steps == steps && outcome.isWhole)
      let accuracy = try Evaluation.run(
        run.network, on: lab.dataset.test, of: lab.dataset, for: Classify()
      ).mark.value
      #expect(goal.found == accuracy)
      #expect(outcome.epochs.last?.testMark?.value == accuracy)
    }
  }

  /// A budget of joules lasts to the first edge behind it.
  @Test func energy() throws {
    let lab = try Lab()
    let work = lab.network.graph.work
    let step = EnergyModel().trainingStep(work, batch: 32, optimizer: .momentum).perBatch.joules
    let count = StretchCount([], dense: work, optimizer: .momentum)
    let goal = GoalLook(.energy(15 * step.value, EnergyModel()), count, lab.context)
    #expect(lab.trained(60, [count, goal]).position.step == 20)
    let found = try #require(goal.found)
    #expect(abs(found - 20 * step.value) <= 1e-12 * found)
  }

  /// Ctrl-C during a look interrupts the training at that edge.
  @Test func interruptedLook() throws {
    let lab = try Lab(train: 128, validation: 0.25)
    let first = Recorder("a", Chronicle())
    first.atEdge = { [stop = lab.stop] _ in stop.raise() }
    var run = Run(lab.network)
    var none: (any TrainingMethod)?
    let outcome = lab.trainer([first, SplitLook(.validation, lab.context)]).train(
      &run, &none, steps: 9)
    #expect(outcome.end == .interrupted && outcome.error == nil && outcome.steps == 3)
  }
}
