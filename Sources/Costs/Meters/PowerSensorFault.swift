/// What may be wrong with a sensor of power.
public enum PowerSensorFault: Hashable, Sendable {
  case absent
  case unreadable
  case malformed
  case vanished
  /// It tells less than nothing of what the machine takes.
  case negative
  /// Something else than the battery feeds the machine, or part of it.
  case plugged

  /// In a sentence, of the sensor at `path`.
  func description(_ path: String) -> String {
    switch self {
    case .absent: "there is no sensor of the machine's power under \(path)"
    case .unreadable: "the power sensor \(path) cannot be read"
    case .malformed:
      "the power sensor \(path) should hold a whole number that a machine can draw, "
        + "and holds none"
    case .vanished: "the power sensor \(path) went away while it was read"
    case .negative: "the power sensor \(path) tells a power below zero"
    case .plugged: "the battery \(path) tells nothing of the machine: it does not feed it alone"
    }
  }

  /// A way out for whoever has the sensor at `path`.
  func hint(_ path: String) -> String {
    switch self {
    case .absent: "‘energy calibrate watts=65’ gives the power by hand"
    case .unreadable:
      "run as root, or allow reading until the machine starts again: sudo chmod a+r \(path)"
    case .malformed, .negative:
      "‘set hwmon=FOLDER’ names another device, ‘set batteries=FOLDER’ other batteries"
    case .vanished: "a driver was unloaded, a battery taken out, or the folder was removed"
    case .plugged: "unplug the machine, or give the power by hand: energy calibrate watts=65"
    }
  }
}
