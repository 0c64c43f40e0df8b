import Costs
import Foundation

/// The rung that measured joules stand on here: energy counters where there are some, else time
/// times the power that `energy calibrate` or `set` gave.
public struct EnergyGauge {
  /// What spans are measured with: a counter, or time times watts where there is none.
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
      let counters = try PowercapMeter(folder: Setting.powercap.text(in: workspace))
      if let told { idle = told } else { idle = try Self.rest(counters, seconds: 0.25) }
      meter = counters
      problem = nil
    } catch {
      let isExpected = workspace.settings[Setting.powercap.key] == nil
      if case .absent = error, isExpected { problem = nil } else { problem = error }
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

  /// What the machine draws while this program sleeps.
  public static func rest(
    _ meter: PowercapMeter, seconds: Double
  ) throws(EnergyMeterError) -> IdlePower {
    var reading = try meter.start()
    let start = ContinuousClock.now
    Thread.sleep(forTimeInterval: seconds)
    return IdlePower(try reading.energy(elapsed: Seconds((ContinuousClock.now - start).seconds)))
  }

  /// Starts to read.
  public func begin() -> Watch { Watch(self) }

  /// A span that is being measured. Where the counter fails in between, the whole of it falls to
  /// time times watts, with the reason.
  public struct Watch {
    private let gauge: EnergyGauge
    private let start = ContinuousClock.now
    private var reading: (any EnergyReading)?
    private var last = EnergySpan.zero
    private var lookedAt = EnergySpan.zero
    /// Why no counter was read to the end; nil where one was, or nobody need be told.
    public private(set) var problem: EnergyMeterError?

    fileprivate init(_ gauge: EnergyGauge) {
      self.gauge = gauge
      problem = gauge.problem
      do throws(EnergyMeterError) { reading = try gauge.meter.start() } catch { problem = error }
    }

    /// The length of the span at the last look, s.
    public var seconds: Double { last.seconds.value }

    private var elapsed: Seconds { Seconds((ContinuousClock.now - start).seconds) }

    /// Looks at the counter, so that it starts over once at most between two looks; every ten
    /// seconds is enough for any.
    public mutating func note() {
      if elapsed.value - last.seconds.value >= 10 { look() }
    }

    /// What passed since the last lap, idle power included; nil where the counter fails.
    public mutating func lap() -> EnergySpan? {
      look()
      guard reading != nil else { return nil }
      defer { lookedAt = last }
      return last.since(lookedAt)
    }

    private mutating func look() {
      guard reading != nil else { return }
      do throws(EnergyMeterError) { last = try reading!.energy(elapsed: elapsed) } catch {
        problem = error
        reading = nil
      }
    }

    /// All that passed so far; nil where the counter fails.
    public mutating func soFar() -> EnergySpan? {
      look()
      return reading == nil ? nil : last
    }

    /// Ends the span.
    public mutating func end() -> GaugedEnergy {
      look()
      guard reading == nil else { return GaugedEnergy(last, gauge.meter, gauge.idle, problem) }
      let elapsed = self.elapsed
      last = EnergySpan(seconds: elapsed, processor: gauge.timed.power * elapsed)
      return GaugedEnergy(last, gauge.timed, nil, problem)
    }
  }
}
