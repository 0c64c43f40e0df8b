/// Every device profile, sorted by name. A new device is one file under `Devices` and one line
/// here.
public enum DeviceCatalog {
  /// Sorted by name.
  public static let all: [DeviceProfile] = [
    DatacentreGPU.profile,
    DesktopCPU.profile,
    EdgeInt8.profile,
    EKRA6M4.profile,
    Eyeriss65nm.profile,
    Eyeriss65nmArray.profile,
    GPU320W.profile,
    Horowitz45nm.profile,
    JetsonNano.profile,
    LaptopCPU.profile,
    Microcontroller.profile,
    NucleoH7A3.profile,
    NucleoL4R5.profile,
    NucleoU575.profile,
    Odroid.profile,
    PhoneCore.profile,
    RaspberryPi4FP32.profile,
    RaspberryPi4Int8.profile,
    RTX6000Training.profile,
    ServerCore.profile,
    ServerCPU.profile,
    XavierCPU.profile,
  ]

  /// The device of every estimate that names none: one fixed profile, never the machine at hand, so
  /// that a session has the same joules wherever it is replayed.
  public static let standard: DeviceProfile = Horowitz45nm.profile

  /// The profile of that exact name, nil if there is none.
  public static func find(_ name: String) -> DeviceProfile? {
    all.first { $0.name == name }
  }

  /// All names, sorted, for completion and for the hint under a wrong one.
  public static var names: [String] { all.map(\.name) }
}
