/// Something that says how many joules passed: an instrument, or time multiplied by a power.
///
/// A meter's figures are volatile: shown, recorded, never compared and never fed back into a run.
public protocol EnergyMeter: Sendable {
  /// What the figures are: `measured` for an instrument, `estimated` for a computed one.
  var kind: Figure.Kind { get }

  /// What stands behind the figures, as printed: `time × 7.5 W`.
  var source: String { get }

  /// Starts a reading; throws an `EnergyMeterError` if the instrument cannot be read.
  func start() throws -> any EnergyReading
}

/// A reading under way.
public protocol EnergyReading {
  /// Joules since the reading started.
  /// - Parameter elapsed: time since then by the caller's clock; an instrument may ignore it.
  func energy(elapsed: Seconds) throws -> Joules
}

/// Why a meter gives no figure.
public enum EnergyMeterError: Error, Hashable, Sendable, CustomStringConvertible {
  case absent(path: String)
  case unreadable(path: String)
  case malformed(path: String, found: String)

  public var description: String {
    switch self {
    case .absent(let path):
      "this machine has no energy counter: there is no \(path)"
    case .unreadable(let path):
      "the energy counter \(path) cannot be read; since Linux 5.10 only root may"
    case .malformed(let path, let found):
      "the energy counter \(path) should hold a whole number of microjoules, found ‘\(found)’"
    }
  }
}

extension EnergyMeter {
  /// The joules of a span with unit, kind and source: `3.1 J (estimated, time × 7.5 W)`.
  public func figure(of reading: any EnergyReading, elapsed: Seconds) throws -> Figure {
    Figure(try reading.energy(elapsed: elapsed).value, .joules, kind, source: source)
  }
}

/// The meter of a machine without an instrument: E = P · t with an assumed power.
public struct TimedMeter: EnergyMeter {
  /// The assumed power.
  public let power: Watts

  /// - Parameter power: 7.5 W unless told: half of a 15 W laptop package, assumed for two of its
  ///   four cores.
  public init(power: Watts = Watts(7.5)) { self.power = power }

  public var kind: Figure.Kind { .estimated }
  public var source: String { "time × \(power)" }

  public func start() -> any EnergyReading { Reading(power: power) }

  private struct Reading: EnergyReading {
    let power: Watts

    func energy(elapsed: Seconds) -> Joules { power * elapsed }
  }
}
