import Costs
import Foundation
import Tensors

/// The rung that measured joules stand on here: energy counters where there are some, else a sensor
/// of power, else time times the power that `energy calibrate` or `set` gave.
public struct EnergyGauge {
  /// What spans are measured with: an instrument, or time times watts where there is none.
  public let meter: any EnergyMeter
  /// What holds where no counter can be read.
  public let timed: TimedMeter
  /// What the machine draws at rest; nil where nobody knows.
  public let idle: IdlePower?
  /// Why there is no counter, where that is worth telling.
  public let problem: EnergyMeterError?

  /// Whether an instrument is read.
  public var isInstrument: Bool { meter.kind == .measured }

  /// Looks for counters; measures what the machine draws at rest where `set idle=` did not say.
  public init(_ workspace: Workspace) {
    timed = Self.timed(in: workspace)
    let told = Setting.idle.real(in: workspace).map { IdlePower(power: Watts($0)) }
    do throws(EnergyMeterError) {
      let instrument = try EnergyMeters.find(in: workspace)
      // A slow instrument tells nothing of a rest that anybody waits for.
      let rest = max(0.25, 10 * instrument.interval.value)
      if told == nil, rest <= 1 {
        idle = try Self.rest(instrument, seconds: rest)
      } else {
        idle = told
      }
      meter = instrument
      problem = nil
    } catch {
      let isExpected = Setting.meters.allSatisfy { workspace.settings[$0.key] == nil }
      problem = isExpected && error.isOrdinary ? nil : error
      meter = timed
      idle = told
    }
  }

  /// Time times the power that is set, or assumed.
  public static func timed(in workspace: Workspace) -> TimedMeter {
    TimedMeter(
      power: Watts(Setting.watts.real(in: workspace) ?? TimedMeter.standardPower.value),
      origin: workspace.settings[Setting.source.key])
  }

  /// What the machine draws while this program sleeps, for a shorter time where the flag is raised.
  public static func rest(
    _ meter: any EnergyMeter, seconds: Double, stop: StopFlag? = nil
  ) throws(EnergyMeterError) -> IdlePower {
    var reading = try meter.start()
    let start = SuspendingClock.now
    var passed = 0.0
    while passed < seconds, stop?.isRaised != true {
      Thread.sleep(forTimeInterval: min(0.1, seconds - passed))
      passed = (SuspendingClock.now - start).seconds
    }
    return IdlePower(try reading.energy(elapsed: Seconds(passed)))
  }

  /// Starts to read.
  public func begin() -> Watch { Watch(self) }

  /// A part of what is watched.
  public struct Lap {
    /// By the clock, whatever becomes of the counter.
    public let seconds: Seconds
    /// Idle power included; nil where the counter failed in the lap.
    public let energy: EnergySpan?
  }

  /// A span that is being measured. Where the counter fails in between, the whole of it falls to
  /// time times watts, with the reason; laps begun after that are measured again if it can be read.
  ///
  /// While the machine sleeps the clock stands still.
  public struct Watch {
    private let gauge: EnergyGauge
    private let start = SuspendingClock.now
    /// Nil where the counter failed in this lap.
    private var reading: (any EnergyReading)?
    private var readingBegan = Seconds.zero
    /// What the reading told last.
    private var last = EnergySpan.zero
    private var lapBegan = Seconds.zero
    private var lastBefore = EnergySpan.zero
    private var hasFailed = false
    private var lookedAt = Seconds.zero
    /// Why no counter was read to the end; nil where one was, or nobody need be told.
    public private(set) var problem: EnergyMeterError?

    fileprivate init(_ gauge: EnergyGauge) {
      self.gauge = gauge
      problem = gauge.problem
      do throws(EnergyMeterError) { reading = try gauge.meter.start() } catch { fail(error) }
    }

    /// The length of the span at the last look, s.
    public var seconds: Double { lookedAt.value }

    private var elapsed: Seconds { Seconds((SuspendingClock.now - start).seconds) }

    /// Looks at the counter once a second.
    public mutating func note() {
      if elapsed.value - lookedAt.value >= 1 { look() }
    }

    /// What passed since the last lap.
    public mutating func lap() -> Lap {
      look()
      let lap = Lap(
        seconds: lookedAt - lapBegan, energy: reading == nil ? nil : last.since(lastBefore))
      if reading == nil {
        readingBegan = elapsed
        last = .zero
        reading = try? gauge.meter.start()
      }
      lapBegan = lookedAt
      lastBefore = last
      return lap
    }

    private mutating func look() {
      lookedAt = elapsed
      guard reading != nil else { return }
      do throws(EnergyMeterError) {
        last = try reading!.energy(elapsed: lookedAt - readingBegan)
      } catch { fail(error) }
    }

    private mutating func fail(_ error: EnergyMeterError) {
      if !hasFailed { problem = error }
      hasFailed = true
      reading = nil
    }

    /// All that passed so far; nil where the counter failed.
    public mutating func soFar() -> EnergySpan? {
      look()
      return hasFailed ? nil : last
    }

    /// Ends the span.
    public mutating func end() -> GaugedEnergy {
      look()
      guard hasFailed else { return GaugedEnergy(last, gauge.meter, gauge.idle, problem) }
      let span = EnergySpan(seconds: lookedAt, processor: gauge.timed.power * lookedAt)
      return GaugedEnergy(span, gauge.timed, nil, problem)
    }
  }
}
