/// A power monitor of Linux's hwmon tree (Documentation/ABI/testing/sysfs-class-hwmon): a folder
/// `hwmon3` with `name` and, for each channel N, `powerN_input` (µW), else `powerN_average`; or,
/// where the device has no power of its own, `inN_input` (mV) and `currN_input` (mA).
///
/// Which of them are the machine:
///
/// - A channel whose label says that it is the input of the whole board (`totals`) counts alone,
///   for the others are parts of it.
/// - Else all channels of one device are added up: of the first whose chip is built onto boards to
///   measure them (`monitors`). Others measure a part that computes nothing here: a graphics card,
///   the light of a network module, a battery that is charged.
/// - A folder that is itself a device is taken at its word.
///
/// Voltage and current belong together where they have a number in common and the voltage a label.
/// Of an INA3221 `in4` to `in6` are drops over shunts and `curr4` is a sum, all without a label
/// (Documentation/hwmon/ina3221.rst).
struct HwmonSensor: PowerSensor {
  /// What the input of a whole board is called: of Jetson boards, of others, of IBM's servers.
  static let totals: Set<String> = ["vdd_in", "pom_5v_in", "vin", "system"]
  /// What the input of one device is called (Documentation/hwmon/pmbus.rst): of a power supply, or
  /// of the regulator of one part, which is not the machine.
  static let inputs: Set<String> = ["pin", "pin1"]
  /// How the names of chips and firmware begin that measure boards and their processors.
  static let monitors = [
    "ina", "isl28022", "ltc2945", "ltc2947", "power_meter", "scmi_sensors", "scpi_sensors",
    "apm_xgene", "fam15h_power", "ibmpowernv",
  ]

  let source: String
  let interval: Seconds
  /// The folder of the device.
  let path: String
  /// The channels that are added up.
  let rails: [PowerRail]
  private let files: SensorFiles

  /// - Throws: `EnergyMeterError` where no device tells the machine's power.
  init(folder: String, read: @escaping PowercapZone.Read) throws(EnergyMeterError) {
    let files = SensorFiles(read: read)
    let itself = Device(folder, files)
    let devices =
      itself.map { [$0] }
      ?? files.names(in: folder).filter { $0.hasPrefix("hwmon") }
      .compactMap { Device(folder + "/" + $0, files) }
    let found =
      devices.first { $0.channels.contains(where: \.isTotal) }
      ?? devices.first { device in
        itself != nil || Self.monitors.contains { device.name.hasPrefix($0) }
      }
    guard let found else { throw .sensor(path: folder, .absent) }
    self.files = files
    path = found.path
    let channels = found.counted
    rails = channels.map(\.rail)
    let labels = channels.compactMap(\.label)
    let named = labels.count == channels.count ? labels : channels.map { $0.label ?? $0.place }
    let isPlain = labels.isEmpty && channels.count == 1
    source = "hwmon \(found.name)" + (isPlain ? "" : " " + named.joined(separator: " + "))
    let told = channels.compactMap(\.interval) + [found.interval].compactMap { $0 }
    interval = told.max() ?? .zero
  }

  func sample() throws(EnergyMeterError) -> PowerSample {
    var sum = PowerSample.zero
    for rail in rails { sum = sum + (try rail.sample(files)) }
    // A rail may feed another for a moment; the machine feeds nothing.
    guard sum.power >= .zero else { throw .sensor(path: path, .negative) }
    return sum
  }
}

extension HwmonSensor {
  /// A power of a device.
  private struct Channel {
    /// `power1`, `in2`.
    let place: String
    let label: String?
    let rail: PowerRail
    /// Over which it is averaged, where it is.
    let interval: Seconds?

    /// Whether it is the input of the whole board.
    var isTotal: Bool {
      guard let label = label?.lowercased() else { return false }
      return HwmonSensor.totals.contains(label) || label.contains("total")
    }

    /// Whether it is the input of its device.
    var isInput: Bool {
      isTotal || label.map { HwmonSensor.inputs.contains($0.lowercased()) } ?? false
    }
  }

  /// A folder of the tree that tells a power.
  private struct Device {
    let path: String
    let name: String
    let channels: [Channel]
    /// How often it looks.
    let interval: Seconds?

    /// Nil where the folder tells none.
    init?(_ path: String, _ files: SensorFiles) {
      let names = Set(files.names(in: path))
      guard let name = files.name(path + "/name") else { return nil }
      self.path = path
      self.name = name
      let powers = Self.powers(path, names, files)
      let found = powers.isEmpty ? Self.products(path, names, files) : powers
      // A chip with one channel may have a label of its own, which names the rail it sits on.
      if found.count == 1, found[0].label == nil, let label = files.name(path + "/label") {
        channels = [
          Channel(
            place: found[0].place, label: label, rail: found[0].rail, interval: found[0].interval)
        ]
      } else {
        channels = found
      }
      interval = Self.milliseconds(path + "/update_interval", files)
      if channels.isEmpty { return nil }
    }

    /// Those that add up: the input alone where there is one.
    var counted: [Channel] {
      let whole = channels.first(where: \.isTotal) ?? channels.first(where: \.isInput)
      return whole.map { [$0] } ?? channels
    }

    private static func powers(
      _ path: String, _ names: Set<String>, _ files: SensorFiles
    ) -> [Channel] {
      numbers(of: "power", ["_input", "_average"], names).map { number in
        let place = "power\(number)"
        let isAverage = !names.contains(place + "_input")
        let file = "\(path)/\(place)" + (isAverage ? "_average" : "_input")
        return Channel(
          place: place, label: files.name("\(path)/\(place)_label"),
          rail: .power(file: file, step: Watts(1e-6)),
          interval: isAverage ? milliseconds("\(path)/\(place)_average_interval", files) : nil)
      }
    }

    private static func products(
      _ path: String, _ names: Set<String>, _ files: SensorFiles
    ) -> [Channel] {
      numbers(of: "in", ["_input"], names).compactMap { number in
        let isOff = (try? files.number("\(path)/in\(number)_enable")) == 0
        guard names.contains("curr\(number)_input"), !isOff,
          let label = files.name("\(path)/in\(number)_label")
        else { return nil }
        return Channel(
          place: "in\(number)", label: label,
          rail: .product(
            voltage: "\(path)/in\(number)_input", current: "\(path)/curr\(number)_input",
            unit: 1e-3),
          interval: nil)
      }
    }

    /// The N of the names `power1_input`, ascending.
    private static func numbers(
      of kind: String, _ endings: [String], _ names: Set<String>
    ) -> [Int] {
      let found = names.compactMap { name -> Int? in
        guard name.hasPrefix(kind), let ending = endings.first(where: name.hasSuffix) else {
          return nil
        }
        return Int(name.dropFirst(kind.count).dropLast(ending.count))
      }
      return Set(found).sorted()
    }

    private static func milliseconds(_ file: String, _ files: SensorFiles) -> Seconds? {
      guard let number = try? files.number(file), number > 0 else { return nil }
      return Seconds(number * 1e-3)
    }
  }
}
