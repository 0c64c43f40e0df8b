/// The batteries that feed the machine, in Linux's power_supply tree
/// (Documentation/ABI/testing/sysfs-class-power): folders with `type`, `status` and `power_now`
/// (µW), else `current_now` (µA) and `voltage_now` (µV).
///
/// What leaves them is what the machine draws as long as nothing else feeds it: at each look one at
/// least has the status `Discharging`, none `Charging`, and no other supply is online. Of two
/// batteries that take turns, those count that discharge. Drivers do not agree on the sign of what
/// leaves a battery, so its size counts. Batteries of mice and the like have the scope `Device`.
struct BatterySensor: PowerSensor {
  let source: String
  /// How often a gauge is looked at, s: Linux asks the firmware of a laptop at most once a second
  /// (drivers/acpi/battery.c, `cache_time`).
  let interval = Seconds(1)

  /// In units of which firmware tells a power, W: 1 mW (ACPI Specification 6.5, 10.2.2, _BST).
  static let step = Watts(1e-3)

  private struct Battery: Hashable {
    let path: String
    let rail: PowerRail
  }

  private let batteries: [Battery]
  /// The files that say whether another supply feeds the machine.
  private let others: [String]
  private let files: SensorFiles

  /// - Throws: `EnergyMeterError` where there is no battery that tells a power.
  init(folder: String, read: @escaping PowercapZone.Read) throws(EnergyMeterError) {
    files = SensorFiles(read: read)
    var batteries: [Battery] = []
    var others: [String] = []
    var titles: [String] = []
    for name in files.names(in: folder) {
      let path = folder + "/" + name
      guard let type = files.name(path + "/type"), files.name(path + "/scope") != "Device" else {
        continue
      }
      let found = Set(files.names(in: path))
      if type == "Battery" {
        guard let rail = Self.rail(path, found) else { continue }
        batteries.append(Battery(path: path, rail: rail))
        titles.append(SensorFiles.plain(name) ?? "?")
      } else if type != "UPS", found.contains("online") {
        others.append(path + "/online")
      }
    }
    guard !batteries.isEmpty else { throw .sensor(path: folder, .absent) }
    self.batteries = batteries
    self.others = others
    source = "battery " + titles.joined(separator: " + ")
  }

  private static func rail(_ path: String, _ names: Set<String>) -> PowerRail? {
    if names.contains("power_now") { return .power(file: path + "/power_now", step: step) }
    guard names.isSuperset(of: ["current_now", "voltage_now"]) else { return nil }
    return .product(voltage: path + "/voltage_now", current: path + "/current_now", unit: 1e-6)
  }

  func sample() throws(EnergyMeterError) -> PowerSample {
    for file in others {
      guard try files.number(file) == 0 else { throw .sensor(path: batteries[0].path, .plugged) }
    }
    var sum = PowerSample.zero
    var isDischarging = false
    for battery in batteries {
      switch try files.word(battery.path + "/status") {
      case "Charging": throw .sensor(path: battery.path, .plugged)
      case "Discharging":
        isDischarging = true
        let sample = try battery.rail.sample(files)
        sum = sum + PowerSample(power: Watts(abs(sample.power.value)), step: sample.step)
      default: continue
      }
    }
    guard isDischarging else { throw .sensor(path: batteries[0].path, .plugged) }
    return sum
  }
}
