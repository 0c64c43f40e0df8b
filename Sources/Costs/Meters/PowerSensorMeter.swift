/// The energy of a machine whose power a sensor tells: a monitor on its board, or its battery.
///
///     joules = Σ (P_i + P_i+1) / 2 · (t_i+1 − t_i)
///
/// over samples that a thread takes ten times a second. The resolution of a span of t seconds and E
/// joules is
///
///     resolution = E / t · interval + step · t
///
/// The interval is the longest of three: how often the sensor itself looks (`update_interval` of
/// hwmon, a second of a battery), the time between two samples, and the longest such time that came
/// about. The step is one of the sensor's figures: 1 µW, or 1 mV and 1 mA; of a battery 1 mW.
public struct PowerSensorMeter: EnergyMeter {
  /// Where Linux has sensors of boards.
  public static let hwmonFolder = "/sys/class/hwmon"
  /// Where Linux has batteries.
  public static let batteryFolder = "/sys/class/power_supply"
  /// Between two samples, s.
  public static let period = Seconds(0.1)

  private let sensor: any PowerSensor
  /// Nil where nobody looks but who asks for joules.
  private let period: Seconds?

  /// The sensor of a board.
  /// - Throws: `EnergyMeterError` where there is none, or none that tells a power.
  public init(
    hwmon folder: String = hwmonFolder, read: @escaping PowercapZone.Read = PowercapZone.read
  ) throws(EnergyMeterError) {
    try self.init(HwmonSensor(folder: folder, read: read), period: Self.period)
  }

  /// The batteries of a machine that nothing else feeds.
  /// - Throws: `EnergyMeterError` where there is none, or none that discharges.
  public init(
    batteries folder: String, read: @escaping PowercapZone.Read = PowercapZone.read
  ) throws(EnergyMeterError) {
    try self.init(BatterySensor(folder: folder, read: read), period: Self.period)
  }

  init(_ sensor: any PowerSensor, period: Seconds?) throws(EnergyMeterError) {
    self.sensor = sensor
    self.period = period
    _ = try sensor.sample()
  }

  public var kind: SourcedFigure.Kind { .measured }
  public var source: String { sensor.source }
  public var interval: Seconds { max(sensor.interval, Self.period) }

  public func start() throws(EnergyMeterError) -> any EnergyReading {
    Reading(sampler: try PowerSampler(sensor, period: period), interval: interval)
  }

  private struct Reading: EnergyReading {
    let sampler: PowerSampler
    let interval: Seconds

    func energy(elapsed: Seconds) throws(EnergyMeterError) -> EnergySpan {
      let integral = try sampler.integral(at: elapsed)
      var span = EnergySpan(seconds: elapsed, processor: integral.joules(at: elapsed))
      span.resolution = span.power * max(interval, integral.gap) + integral.step * elapsed
      return span
    }
  }
}
