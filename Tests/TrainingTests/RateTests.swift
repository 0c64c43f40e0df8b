import Foundation
import Networks
import Testing

@testable import Training

/// The learning rate along a horizon, and what it does to weights.
@Suite struct RateTests {
  @Test func horizons() {
    let horizon = Horizon(start: 10, steps: 40)
    let steps = [0, 10, 20, 30, 50, 51]
    #expect(steps.map { horizon.progress(at: $0) } == [0, 0, 0.25, 0.5, 1, 1])
    #expect(Horizon(start: 3, steps: 0).progress(at: 0) == 1)
  }

  /// The rate of an epoch is that of its last step: the base rate, half a wave down the horizon.
  @Test func ratesFollowTheHorizon() throws {
    var lab = try Lab()
    lab.settings = OptimizerSettings(
      optimizer: SGD(momentum: 0, nesterov: false), rate: 0.4, decay: 0,
      schedule: Schedule(.cosine))
    lab.horizon = Horizon(start: 5, steps: 20)
    var run = Run(lab.network)
    var none: (any TrainingMethod)?
    let outcome = lab.trainer().train(&run, &none, steps: 35)
    let expected = [9, 19, 29, 34].map { step in
      let u = min(1, max(0, Double(step - 5) / 20))
      return 0.4 * (1 + cos(.pi * u)) / 2
    }
    for (epoch, rate) in zip(outcome.epochs, expected) {
      #expect(abs(epoch.rate - rate) < 1e-12)
    }
    #expect(outcome.epochs.count == expected.count)
  }

  /// Beyond its horizon a rate that fell to nothing moves no weight.
  @Test func weightsRestBehindTheHorizon() throws {
    var lab = try Lab()
    lab.settings = OptimizerSettings(
      optimizer: SGD(momentum: 0, nesterov: false), rate: 0.4, decay: 0.1,
      schedule: Schedule(.cosine))
    lab.horizon = Horizon(start: 0, steps: 10)
    let (there, behind) = (Snapshot(lab.trained(10)), Snapshot(lab.trained(25)))
    let most = zip(there.digits.joined(), behind.digits.joined()).map { abs($0 - $1) }.max()
    #expect(try #require(most) < 1e-6)
    #expect(there.digits != Snapshot(lab.trained(5)).digits)
  }
}
