import Testing

@testable import Training

/// The factor at the places where it turns.
@Suite struct ScheduleTests {
  static let tolerance = 1e-12

  @Test func constant() {
    for progress in [-1, 0, 0.5, 1, 7] {
      #expect(Schedule(.constant).factor(at: progress) == 1)
    }
  }

  @Test func cosine() {
    let schedule = Schedule(.cosine)
    #expect(schedule.factor(at: 0) == 1)
    #expect(abs(schedule.factor(at: 0.5) - 0.5) < Self.tolerance)
    #expect(abs(schedule.factor(at: 1.0 / 3) - 0.75) < Self.tolerance)
    #expect(abs(schedule.factor(at: 1)) < Self.tolerance)
    #expect(schedule.factor(at: 3) == schedule.factor(at: 1))
  }

  @Test func step() {
    let schedule = Schedule(.step)
    let places = [0, 0.49, 0.5, 0.74, 0.75, 1, 2]
    #expect(places.map { schedule.factor(at: $0) } == [1, 1, 0.1, 0.1, 0.01, 0.01, 0.01])
  }

  /// The rate rises in a straight line; what follows counts from the warm-up's end.
  @Test(arguments: Schedule.Shape.allCases) func warmup(_ shape: Schedule.Shape) {
    let warm = Schedule(shape, warmup: 0.2)
    let plain = Schedule(shape)
    #expect(warm.factor(at: 0) == 0)
    #expect(abs(warm.factor(at: 0.05) - 0.25) < Self.tolerance)
    #expect(warm.factor(at: 0.2) == 1)
    for u in [0.1, 0.45, 0.6, 0.9] {
      #expect(abs(warm.factor(at: 0.2 + 0.8 * u) - plain.factor(at: u)) < Self.tolerance)
    }
    #expect(abs(warm.factor(at: 1) - plain.factor(at: 1)) < Self.tolerance)
    #expect(warm.factor(at: 5) == warm.factor(at: 1))
  }

  @Test(arguments: Schedule.Shape.allCases) func warmupOverAll(_ shape: Schedule.Shape) {
    let schedule = Schedule(shape, warmup: 1)
    #expect(schedule.factor(at: 0.5) == 0.5)
    #expect(schedule.factor(at: 1).isFinite)
  }

  @Test(arguments: Schedule.Shape.allCases) func stays(_ shape: Schedule.Shape) {
    for warmup in [0, 0.1, 0.5] {
      for place in 0...200 {
        let factor = Schedule(shape, warmup: warmup).factor(at: Double(place) / 150)
        #expect((0...1).contains(factor))
      }
    }
  }
}
