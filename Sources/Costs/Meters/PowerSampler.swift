import Foundation

/// Looks at a sensor ten times a second on a thread of its own, for as long as somebody holds it.
///
/// Whoever is measured asks for joules once a second or at the end, and a power says nothing of the
/// time before. The thread holds the record alone, so it ends with the sampler.
final class PowerSampler: Sendable {
  /// A sample that is no older still holds, so that a tight loop does not read the sensor each time
  /// around.
  private static let freshness = Seconds(0.01)

  private let sensor: any PowerSensor
  private let record: Record

  /// - Parameter period: between two looks, s; nil leaves all looking to `integral`.
  init(_ sensor: any PowerSensor, period: Seconds?) throws(EnergyMeterError) {
    self.sensor = sensor
    let record = Record(PowerIntegral(try sensor.sample()))
    self.record = record
    guard let period else { return }
    let start = SuspendingClock.now
    let thread = Thread {
      while true {
        Thread.sleep(forTimeInterval: period.value)
        guard record.isGoingOn else { return }
        do throws(EnergyMeterError) {
          let sample = try sensor.sample()
          let passed = (SuspendingClock.now - start).components
          record.add(
            sample, at: Seconds(Double(passed.seconds) + Double(passed.attoseconds) * 1e-18))
        } catch {
          record.end(error)
        }
      }
    }
    thread.name = "power sensor"
    thread.stackSize = 1 << 19
    thread.start()
  }

  deinit { record.end(nil) }

  /// What passed until `time`, the sensor looked at once more; by the caller's clock, which may
  /// lie a little before or behind the thread's.
  func integral(at time: Seconds) throws(EnergyMeterError) -> PowerIntegral {
    let before = try record.state.get()
    guard time - before.time >= Self.freshness else { return before }
    record.add(try sensor.sample(), at: time)
    return try record.state.get()
  }

  /// What both threads know.
  private final class Record: Sendable {
    private let lock = NSLock()
    // Every access lies between lock() and unlock(), which the compiler cannot see.
    private nonisolated(unsafe) var integral: PowerIntegral
    private nonisolated(unsafe) var error: EnergyMeterError?
    private nonisolated(unsafe) var hasEnded = false

    init(_ integral: PowerIntegral) { self.integral = integral }

    var isGoingOn: Bool { lock.withLock { !hasEnded } }

    var state: Result<PowerIntegral, EnergyMeterError> {
      lock.withLock { error.map { .failure($0) } ?? .success(integral) }
    }

    func add(_ sample: PowerSample, at time: Seconds) {
      lock.withLock { integral.add(sample, at: time) }
    }

    /// - Parameter error: what became of the sensor; nil where nobody wants to know any more.
    func end(_ error: EnergyMeterError?) {
      lock.withLock {
        self.error = error
        hasEnded = true
      }
    }
  }
}
