import Costs
import Language
import Reports
import Sessions

/// The devices that can be typed: those of the catalog, and the machine at hand.
public enum DeviceChoice {
  /// The profiles of the catalog in its order, then `this-machine`.
  public static let names = DeviceCatalog.names + [ThisMachine.name]

  /// What people without a device's name type, and the one that is meant.
  public static let otherWords = [
    "gpu": "datacentre-gpu", "cuda": "datacentre-gpu", "cpu": "desktop-cpu",
    "desktop": "desktop-cpu", "laptop": "laptop-cpu", "server": "server-cpu",
    "phone": "phone-core", "mobile": "phone-core", "raspberry": measured, "raspberry-pi": measured,
    "pi": measured, "mcu": "nucleo-h7a3", "arduino": "nucleo-h7a3", "stm32": "nucleo-h7a3",
    "jetson": "jetson-nano", "nano": "jetson-nano", "eyeriss": "eyeriss-65nm-array",
    "xavier": "xavier-cpu", "rtx": "rtx-6000-training",
    "horowitz": "horowitz-45nm", "edge": "edge-int8", "tpu": "edge-int8",
  ]

  /// `on=DEVICE` of a command that never looks at the machine at hand.
  public static func fixedOption(_ summary: String) -> Parameter {
    .option("on", .choice(DeviceCatalog.names), summary, otherwise: otherwise)
      .explained(by: summaries).orFile(endingIn: DeviceFile.ending)
  }

  /// `on=DEVICE`, for a signature.
  public static func option(_ summary: String = "the device profile, or a file NAME.device")
    -> Parameter
  {
    .option("on", .choice(names), summary, otherwise: otherwise).explained(by: summaries)
      .orFile(endingIn: DeviceFile.ending)
  }

  /// A measured device that the prompt and the lessons begin with.
  public static let measured = "raspberry-pi-4-fp32"

  /// What the prompt says at its start, as long as no device was chosen on which networks were
  /// measured.
  public static func advice(in workspace: Workspace) -> String? {
    guard workspace.device == DeviceCatalog.standard,
      let error = DeviceCatalog.find(measured)?.accuracy?.uncertainty
    else { return nil }
    let share = NumberFormat.percent(error, 0)
    return "joules with a known error (\(share)): ‘set device=\(measured)’"
  }

  private static let otherwise = "\(DeviceCatalog.standard.name), or what ‘set device=’ names"

  /// One line for each device.
  public static let summaries =
    DeviceCatalog.all.map { ($0.name, $0.summary) }
    + [(ThisMachine.name, "the machine at hand, measured")]
}

extension Workspace {
  /// The device of joules and seconds where a line names none.
  public var device: DeviceProfile {
    DeviceCatalog.find(Setting.device.text(in: self)) ?? DeviceCatalog.standard
  }
}

extension Effect {
  /// A line that asks what something costs where it names no device.
  public static let readDevice = Effect.read(.setting(Setting.device.key))
}

extension BoundArguments {
  /// The device of on=, by default that of the workspace: a profile of the catalog, the machine at
  /// hand where the command takes it, or a file.
  ///
  /// - Parameters:
  ///   - scope: what the line may read.
  ///   - purpose: what it has to price.
  public func device(
    in workspace: Workspace, _ scope: FileScope, for purpose: DeviceProfile.Purpose = .inference
  ) throws -> DeviceProfile {
    let device = try device("on", in: workspace) ?? deviceFile("on", scope) ?? workspace.device
    guard purpose == .inference, device.purpose == .training else { return device }
    throw error(
      "bad-device", "\(device.name) prices a training and no inference", at: "on",
      hint: "‘energy training on=\(device.name)’ asks it; ‘devices’ lists the others")
  }

  /// The device whose name was typed under `name`, nil if none was; a profile that is not sound is
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

  /// The profile in the file that was typed under `name`, nil where none was.
  public func deviceFile(_ name: String, _ scope: FileScope) throws -> DeviceProfile? {
    guard let path = try readPath(name, scope) else { return nil }
    do {
      return try DeviceFile(path).profile
    } catch let refusal as DeviceFile.Refusal {
      throw error(
        "bad-device", "‘\(text(name) ?? "")’: \(refusal.message)", at: name, hint: refusal.hint)
    } catch {
      throw ErrorTranslation.diagnostic(for: error).located(span(name))
    }
  }
}

extension DeviceProfile {
  /// Whether its constants are measured here and now, so that what follows from them is volatile.
  public var isThisMachine: Bool { name == ThisMachine.name }
}
