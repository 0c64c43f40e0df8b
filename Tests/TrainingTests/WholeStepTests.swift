import Networks
import Tensors
import Testing

@testable import Training

/// A step commits whole or not at all, and numbers that end as such lead back.
@Suite struct WholeStepTests {
  /// Raises the stop flag at one place of one step.
  struct Stopper: TrainingMethod {
    enum Place: Sendable { case before, between, after }
    var place: Place
    var step: Int
    /// Steps that it went through whole.
    var finished = 0
    var gateRate: Double { 0 }

    private func raise(_ place: Place, _ run: Run, _ context: StepContext, at step: Int) {
      if place == self.place, run.position.step == step { context.stop?.raise() }
    }

    mutating func prepare(_ run: inout Run, _ context: StepContext) throws(Interruption) {
      raise(.before, run, context, at: step)
    }

    mutating func addPenalty(_ pass: Pass, _ run: Run, _ context: StepContext) -> Double {
      raise(.between, run, context, at: step)
      return 0
    }

    mutating func finish(_ pass: Pass, _ run: inout Run, _ context: StepContext) {
      finished += 1
      raise(.after, run, context, at: step + 1)
    }
  }

  /// A stop before a step, between its passes or behind it leaves whole steps, and training on
  /// gives the digits of a training that never stopped.
  @Test(arguments: [Stopper.Place.before, .between, .after], [0, 4, 9])
  func stopsLeaveWholeSteps(_ place: Stopper.Place, _ step: Int) throws {
    let lab = try Lab()
    let chronicle = Chronicle()
    var run = Run(lab.network)
    var method: (any TrainingMethod)? = Stopper(place: place, step: step)
    let outcome = lab.trainer([Recorder("a", chronicle)]).train(&run, &method, steps: 12)
    lab.stop.clear()
    let whole = place == .after ? step + 1 : step
    #expect(outcome.end == .interrupted && !outcome.isWhole)
    #expect(outcome.steps == whole)
    #expect((method as? Stopper)?.finished == whole)
    #expect(Snapshot(run) == Snapshot(lab.trained(whole)))
    #expect(chronicle.events.filter { $0.contains("step") }.count == whole)
    #expect(chronicle.events.last == "a end at \(whole), cut short")
    method = nil
    #expect(lab.trainer().train(&run, &method, steps: 12 - whole).isWhole)
    #expect(Snapshot(run) == Snapshot(lab.trained(12)))
  }

  /// A method that spoils a weight at one step, before it or after it.
  private struct Spoiler: TrainingMethod {
    var step: Int
    var isAfter: Bool
    var gateRate: Double { 0 }
    var looks = 0

    private func spoil(_ run: inout Run, at step: Int) {
      if step == self.step { run.network.parameters[0].value[0] = .nan }
    }

    mutating func prepare(_ run: inout Run, _ context: StepContext) throws(Interruption) {
      looks += 1
      if !isAfter { spoil(&run, at: run.position.step + 1) }
    }

    mutating func finish(_ pass: Pass, _ run: inout Run, _ context: StepContext) {
      if isAfter { spoil(&run, at: run.position.step) }
    }
  }

  /// Numbers that end as such lead back to the last epoch's edge, wherever it happens: in the
  /// middle of an epoch, at its edge, after the last step. Observers are told where the run is.
  @Test(arguments: [
    (13, false, 10, 2, 3), (13, true, 10, 2, 4), (20, true, 10, 2, 10), (24, true, 20, 3, 4),
  ])
  func goesBackToTheEdge(
    _ step: Int, _ isAfter: Bool, _ edge: Int, _ epoch: Int, _ batch: Int
  ) throws {
    let lab = try Lab()
    let chronicle = Chronicle()
    let count = StretchCount([], dense: [], optimizer: .momentum)
    var run = Run(lab.network)
    var method: (any TrainingMethod)? = Spoiler(step: step, isAfter: isAfter)
    let outcome = lab.trainer([Recorder("a", chronicle), count]).train(&run, &method, steps: 24)
    #expect(outcome.end == .notFinite(epoch: epoch, batch: batch))
    #expect(outcome.steps == edge)
    #expect(outcome.epochs.count == edge / 10)
    #expect((method as? Spoiler)?.looks == edge)
    #expect(Snapshot(run) == Snapshot(lab.trained(edge)))
    #expect(chronicle.events.last == "a end at \(edge), cut short")
    #expect(chronicle.events.filter { $0.contains("epoch") }.count == edge / 10)
    #expect(count.stretches.map(\.steps) == [edge])
  }
}
