/// Something that tells how much power the machine draws at a moment, and adds nothing up.
protocol PowerSensor: Sendable {
  /// Where the figures come from, as printed: `hwmon ina3221 VDD_IN`.
  var source: String { get }

  /// How long after a change the figures tell it.
  var interval: Seconds { get }

  /// The power now.
  func sample() throws(EnergyMeterError) -> PowerSample
}

/// A power at a moment.
struct PowerSample: Hashable, Sendable {
  /// What is drawn.
  var power: Watts
  /// By how much the sensor's next higher figure lies above.
  var step: Watts

  /// No power, the start of a sum.
  static let zero = PowerSample(power: .zero, step: .zero)

  static func + (left: PowerSample, right: PowerSample) -> PowerSample {
    PowerSample(power: left.power + right.power, step: left.step + right.step)
  }
}
