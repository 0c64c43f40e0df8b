import Costs
import Language

/// The devices that can be typed: those of the catalog, and the machine at hand.
public enum DeviceChoice {
  /// The profiles of the catalog in its order, then `this-machine`.
  public static let names = DeviceCatalog.names + [ThisMachine.name]

  /// What people without a device's name type, and the one that is meant.
  public static let otherWords = [
    "gpu": "datacentre-gpu", "cuda": "datacentre-gpu", "cpu": "desktop-cpu",
    "desktop": "desktop-cpu", "laptop": "laptop-cpu", "server": "server-cpu",
    "phone": "phone-core", "mobile": "phone-core", "raspberry": "phone-core",
    "raspberry-pi": "phone-core", "mcu": "microcontroller", "arduino": "microcontroller",
    "jetson": "jetson-nano", "nano": "jetson-nano", "eyeriss": "eyeriss-65nm",
    "horowitz": "horowitz-45nm", "edge": "edge-int8", "tpu": "edge-int8",
  ]

  /// `on=DEVICE` of a command that never looks at the machine at hand.
  public static func fixedOption(_ summary: String) -> Parameter {
    .option("on", .choice(DeviceCatalog.names), summary, default: DeviceCatalog.standard.name)
      .explained(by: summaries)
  }

  /// `on=DEVICE`, for a signature.
  public static func option(_ summary: String = "the device profile") -> Parameter {
    .option("on", .choice(names), summary, default: DeviceCatalog.standard.name)
      .explained(by: summaries)
  }

  /// One line for each device.
  public static let summaries =
    DeviceCatalog.all.map { ($0.name, $0.summary) }
    + [(ThisMachine.name, "the machine at hand, measured")]
}

extension BoundArguments {
  /// The fixed profile of on=, by default the standard one.
  public var fixedDevice: DeviceProfile {
    DeviceCatalog.find(word("on") ?? "") ?? DeviceCatalog.standard
  }

  /// The device that was typed under `name`, nil if none was; a profile that is not sound is
  /// refused with the reason.
  public func device(_ name: String, in workspace: Workspace) throws -> DeviceProfile? {
    guard let typed = word(name) else { return nil }
    let found =
      typed == ThisMachine.name
      ? ThisMachine.profile(EnergyGauge.timed(in: workspace)) : DeviceCatalog.find(typed)
    guard let device = found else { return nil }
    do {
      try device.validate()
    } catch {
      throw self.error(
        "bad-device", error.description, at: name, hint: "‘devices’ lists the others")
    }
    return device
  }

  /// The device of on=, by default the standard one.
  public func device(in workspace: Workspace) throws -> DeviceProfile {
    try device("on", in: workspace) ?? DeviceCatalog.standard
  }
}

extension DeviceProfile {
  /// Whether its constants are measured here and now, so that what follows from them is volatile.
  public var isThisMachine: Bool { name == ThisMachine.name }
}
