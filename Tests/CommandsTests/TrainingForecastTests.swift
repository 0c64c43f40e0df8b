import Testing
import Workspaces

@testable import Commands

@Suite struct TrainingForecastTests {
  /// A round takes no less than a turn, however short the steps in it are.
  @Test(arguments: [1e-9, 3e-6, 1e-4, 3e-4, 1e-3, 0.029])
  func trialsOfShortStepsTakeNoLongerThanOthers(_ step: Double) throws {
    let rounds = try #require(TrainingForecast.rounds(step: step))
    #expect(rounds >= 9)
    #expect(Double(rounds) * max(step, Turns.turn) <= TrainingForecast.trialTime)
  }

  @Test func longStepsAreTriedTwice() {
    #expect(TrainingForecast.rounds(step: 0.1) == nil)
  }
}
