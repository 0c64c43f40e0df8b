/// The energy counters of the processor packages and their memory (RAPL), read through Linux's
/// powercap tree.
///
///     joules = Σ over zones (counter now − counter before) · 1e-6
///
/// A counter that is smaller than before has started over at its range and adds `range`, if that
/// comes to no more than a package can use in the time; if not, something set it back (the machine
/// slept, a driver was loaded anew), and what passed is not known. Nor is it where a counter runs
/// ahead of what a package can use, or of a package at work stands still. The resolution of a span
/// of t seconds and E joules is
///
///     resolution = zones · 61 µJ + E / t · 1 ms
///
/// because the hardware counts in units of 2^-14 J and moves the counter about once a millisecond
/// (Intel, Software Developer's Manual, volume 3B, RAPL interfaces: energy status unit, package
/// energy status).
public struct PowercapMeter: EnergyMeter {
  /// Where Linux has it.
  public static let systemFolder = "/sys/class/powercap"
  /// The unit of a counter, J; some count finer.
  public static let unit = Joules(0x1p-14)
  /// How often a counter moves, s.
  public static let period = Seconds(1e-3)
  /// More than any zone draws, W: twice the 500 W of the largest packages (Intel Xeon 6980P, AMD
  /// EPYC 9965, data sheets of 2024).
  public static let most = Watts(1000)
  /// How far the caller's clock may lie before the counter's, s: whoever reads may be kept waiting.
  static let delay = Seconds(0.1)
  /// How long a package's counter may stand still, s.
  static let patience = Seconds(2)

  /// The counters that are added up: packages, and memory beside them.
  public let zones: [PowercapZone]
  private let read: PowercapZone.Read

  /// - Throws: `EnergyMeterError` where there is no counter, or none that may be read.
  public init(
    folder: String = systemFolder, read: @escaping PowercapZone.Read = PowercapZone.read
  ) throws(EnergyMeterError) {
    zones = try PowercapZone.all(under: folder, read: read)
    self.read = read
    for zone in zones { _ = try zone.counter(read) }
  }

  public var kind: SourcedFigure.Kind { .measured }
  public var interval: Seconds { Self.period }

  /// `RAPL package-0 + dram`.
  public var source: String {
    "RAPL " + zones.map(\.name).joined(separator: " + ")
  }

  public func start() throws(EnergyMeterError) -> any EnergyReading {
    var counters: [UInt64] = []
    for zone in zones { counters.append(try zone.counter(read)) }
    return Reading(zones: zones, read: read, last: counters)
  }

  private struct Reading: EnergyReading {
    let zones: [PowercapZone]
    let read: PowercapZone.Read
    var last: [UInt64]
    /// When each counter was first seen where it is.
    var moved: [Seconds]
    var sums = EnergySpan.zero

    init(zones: [PowercapZone], read: @escaping PowercapZone.Read, last: [UInt64]) {
      self.zones = zones
      self.read = read
      self.last = last
      moved = zones.map { _ in .zero }
    }

    mutating func energy(elapsed: Seconds) throws(EnergyMeterError) -> EnergySpan {
      var (next, processor, memory) = (last, 0.0, 0.0)
      let most = PowercapMeter.most * (elapsed - sums.seconds + PowercapMeter.delay)
      for (index, zone) in zones.enumerated() {
        let now = try zone.counter(read)
        let passed = now >= last[index] ? now - last[index] : zone.range - last[index] + now
        let joules = Joules(Double(passed) * 1e-6)
        guard joules <= most else { throw .jumped(path: zone.counterPath) }
        if passed > 0 { moved[index] = elapsed }
        guard zone.role == .memory || elapsed - moved[index] < PowercapMeter.patience else {
          throw .stuck(path: zone.counterPath)
        }
        next[index] = now
        switch zone.role {
        case .package: processor += joules.value
        case .memory: memory += joules.value
        }
      }
      last = next
      sums.seconds = elapsed
      sums.processor = sums.processor + Joules(processor)
      if zones.contains(where: { $0.role == .memory }) {
        sums.memory = (sums.memory ?? .zero) + Joules(memory)
      }
      sums.resolution =
        PowercapMeter.unit * Double(zones.count) + sums.power * PowercapMeter.period
      return sums
    }
  }
}
