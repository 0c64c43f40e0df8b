/// A power as the files of a sensor tell it: one number, or a voltage and a current.
enum PowerRail: Hashable, Sendable {
  /// A power in µW, which the instrument tells in steps of `step`.
  case power(file: String, step: Watts)
  /// A voltage and a current in units of `unit` (mV and mA: 1e-3), told in steps of 1 mV and 1 mA.
  case product(voltage: String, current: String, unit: Double)

  /// More than any machine draws that this program runs on; what tells more is broken.
  static let most = Watts(100_000)

  /// The power now, with its sign.
  func sample(_ files: SensorFiles) throws(EnergyMeterError) -> PowerSample {
    let (sample, file): (PowerSample, String)
    switch self {
    case .power(let path, let step):
      (sample, file) = (
        PowerSample(power: Watts(try files.number(path) * 1e-6), step: step), path
      )
    case .product(let voltage, let current, let unit):
      let volts = try files.number(voltage) * unit
      let amperes = try files.number(current) * unit
      (sample, file) = (
        PowerSample(
          power: Watts(volts * amperes), step: Watts(1e-3 * (abs(volts) + abs(amperes)))),
        current
      )
    }
    guard abs(sample.power.value) <= Self.most.value else {
      throw .sensor(path: file, .malformed)
    }
    return sample
  }
}
