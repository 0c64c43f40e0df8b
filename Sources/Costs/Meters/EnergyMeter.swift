/// Something that says how many joules passed: an instrument, or time multiplied by a power.
///
/// A meter's figures are volatile: shown, recorded, never compared and never fed back into a run.
public protocol EnergyMeter: Sendable {
  /// What the figures are: `measured` for an instrument, `assumed` for time times a power.
  var kind: SourcedFigure.Kind { get }

  /// Where the figures come from, as printed: `time × 7.5 W`.
  var source: String { get }

  /// How long after a change the figures tell it, so that spans of a few times as much tell
  /// nothing; zero where there is no instrument.
  var interval: Seconds { get }

  /// Starts a reading; throws an `EnergyMeterError` if the instrument cannot be read.
  func start() throws(EnergyMeterError) -> any EnergyReading
}

extension EnergyMeter {
  public var interval: Seconds { .zero }
}

/// A reading under way.
public protocol EnergyReading {
  /// Joules since the reading started, everything that the instrument covers, idle power included.
  ///
  /// Whoever reads for longer than a second asks in between: the shorter the time between two
  /// looks, the less can be mistaken of a counter that starts over or is set back. After an error
  /// the reading is of no more use.
  /// - Parameter elapsed: time since the start by the caller's clock, which stands still while the
  ///   machine sleeps.
  mutating func energy(elapsed: Seconds) throws(EnergyMeterError) -> EnergySpan
}

/// What a meter says of a span of time.
public struct EnergySpan: Hashable, Sendable {
  /// How long it was, by the caller's clock.
  public var seconds: Seconds
  /// Of the processor packages, or of whatever the assumed power is that of.
  public var processor: Joules
  /// Of the memory beside them; nil where the meter does not tell.
  public var memory: Joules?
  /// What the meter cannot tell from nothing; nil where there is no instrument.
  public var resolution: Joules?

  /// What passed in `seconds`; without an instrument there is no resolution.
  public init(
    seconds: Seconds, processor: Joules, memory: Joules? = nil, resolution: Joules? = nil
  ) {
    self.seconds = seconds
    self.processor = processor
    self.memory = memory
    self.resolution = resolution
  }

  /// No time and no joules, the start of a sum.
  public static let zero = EnergySpan(seconds: .zero, processor: .zero)

  /// Processor and memory.
  public var joules: Joules { processor + (memory ?? .zero) }

  /// Mean power, W.
  public var power: Watts { seconds.value > 0 ? joules / seconds : .zero }

  /// Whether the counter advanced far enough for a figure: by ten times its resolution.
  public var isResolved: Bool {
    resolution.map { joules.value > 0 && joules.value >= 10 * $0.value } ?? true
  }

  /// The part of this span after an earlier reading of the same counter.
  public func since(_ earlier: EnergySpan) -> EnergySpan {
    EnergySpan(
      seconds: seconds - earlier.seconds, processor: processor - earlier.processor,
      memory: memory.map { $0 - (earlier.memory ?? .zero) }, resolution: resolution)
  }

  /// The joules with unit, kind, source and uncertainty, idle power taken off; nil below
  /// resolution.
  ///
  ///     joules = E − P_idle · t        ± = resolution + ΔP_idle · t
  public func figure(of meter: any EnergyMeter, idle: IdlePower? = nil) -> SourcedFigure? {
    guard isResolved else { return nil }
    let rest = idle.map { $0.power * seconds } ?? .zero
    return SourcedFigure(
      (joules - rest).value, .joules, meter.kind,
      source: meter.source + (idle.map { ", less \($0.power) idle" } ?? ""),
      uncertainty: resolution.map { $0.value + (idle?.uncertainty.value ?? 0) * seconds.value })
  }
}

/// What a machine draws while it does nothing.
public struct IdlePower: Hashable, Sendable {
  /// The mean over the time it was watched.
  public var power: Watts
  /// How far the true power may lie to either side.
  public var uncertainty: Watts

  /// A power that was given or measured before.
  public init(power: Watts, uncertainty: Watts = .zero) {
    self.power = power
    self.uncertainty = uncertainty
  }

  /// The mean power of a span without work.
  public init(_ span: EnergySpan) {
    let resolution = span.resolution ?? .zero
    self.init(
      power: span.power,
      uncertainty: span.seconds.value > 0 ? resolution / span.seconds : .zero)
  }
}

/// Why a meter gives no figure.
public enum EnergyMeterError: Error, Hashable, Sendable, CustomStringConvertible {
  case absent(path: String)
  case unreadable(path: String)
  case malformed(path: String)
  case vanished(path: String)
  /// It went further than a package can have made it go.
  case jumped(path: String)
  /// It does not move.
  case stuck(path: String)
  /// Of a sensor of power, which adds nothing up.
  case sensor(path: String, PowerSensorFault)

  public var description: String {
    switch self {
    case .absent(let path):
      "this machine has no energy counter: there is no processor package under \(path)"
    case .unreadable(let path):
      "the energy counter \(path) cannot be read; since Linux 5.10 only root may"
    case .malformed(let path):
      "the energy counter \(path) should hold a whole number of microjoules, and holds none"
    case .vanished(let path):
      "the energy counter \(path) went away while it was read"
    case .jumped(let path):
      "the energy counter \(path) jumped: no processor uses that much in the time"
    case .stuck(let path):
      "the energy counter \(path) stands still, while the processor works"
    case .sensor(let path, let fault): fault.description(path)
    }
  }

  /// A way out.
  public var hint: String {
    switch self {
    case .absent: "virtual machines have none; ‘energy calibrate watts=65’ gives the power by hand"
    case .unreadable(let path):
      "run as root, or allow reading until the machine starts again: sudo chmod a+r \(path)"
    case .malformed: "‘set powercap=FOLDER’ names another tree of counters"
    case .vanished: "a driver was unloaded, or the folder was removed"
    case .jumped: "it starts anew when the machine slept or a driver was loaded; measure again"
    case .stuck: "‘set powercap=FOLDER’ names another tree of counters"
    case .sensor(let path, let fault): fault.hint(path)
    }
  }

  /// Whether that is as it should be, and nothing to tell who did not ask for the instrument.
  public var isOrdinary: Bool {
    if case .sensor(_, .plugged) = self { true } else { isAbsence }
  }

  /// Whether there is nothing to read, rather than something that cannot be read.
  public var isAbsence: Bool {
    switch self {
    case .absent, .sensor(_, .absent): true
    default: false
    }
  }
}

/// The meter of a machine without an instrument: E = P · t with an assumed power.
public struct TimedMeter: EnergyMeter {
  /// The assumed power under load.
  public let power: Watts

  /// Where the power comes from, if somebody said so.
  public let origin: String?

  /// Half of a 15 W laptop package, assumed for two of its four cores.
  public static let standardPower = Watts(7.5)

  /// A meter of `power`, or of the assumed power of a laptop.
  public init(power: Watts = standardPower, origin: String? = nil) {
    self.power = power
    self.origin = origin
  }

  public var kind: SourcedFigure.Kind { .assumed }
  public var source: String { "time × \(power)" + (origin.map { ", \($0)" } ?? "") }

  public func start() -> any EnergyReading { Reading(power: power) }

  private struct Reading: EnergyReading {
    let power: Watts

    func energy(elapsed: Seconds) -> EnergySpan {
      EnergySpan(seconds: elapsed, processor: power * elapsed)
    }
  }
}
