/// A device as ten constants, each with its unit, its kind and its source.
///
/// A profile describes a fixed kind of device, never the machine at hand: the same network has the
/// same estimated joules everywhere. One file a device under `Devices`, one line in `DeviceCatalog`.
public struct DeviceProfile: Hashable, Sendable, Codable {
  /// What is typed: `on=horowitz-45nm`.
  public let name: String

  /// One line for the list of devices.
  public let summary: String

  /// Joules for one multiply-add, its operands in registers; e.
  public let multiplyAdd: Figure

  /// Joules for one word read from or written to on-chip memory (scratchpad or last-level cache).
  public let onChipWord: Figure

  /// Joules for one word read from or written to DRAM.
  public let dramWord: Figure

  /// Bytes of a word: 4 for fp32, 2 for fp16 and 16-bit fixed point, 1 for int8.
  public let wordBytes: Figure

  /// Bytes of on-chip memory; a batch of activations that does not fit spills to DRAM.
  public let onChipBytes: Figure

  /// Multiply-adds served by one operand word from on-chip memory, by reuse in registers and across
  /// the array; r.
  public let reuse: Figure

  /// Multiply-adds a second, as a good program sustains them.
  public let throughput: Figure

  /// Bytes a second between DRAM and the chip, sustained.
  public let bandwidth: Figure

  /// Watts that are drawn as long as the device is on, whatever it does (leakage, clock, refresh).
  public let staticPower: Figure

  /// Seconds to start one layer: a kernel launch, a reconfiguration, a parallel loop.
  public let launch: Figure

  public init(
    name: String, summary: String, multiplyAdd: Figure, onChipWord: Figure, dramWord: Figure,
    wordBytes: Figure, onChipBytes: Figure, reuse: Figure, throughput: Figure, bandwidth: Figure,
    staticPower: Figure, launch: Figure
  ) {
    self.name = name
    self.summary = summary
    self.multiplyAdd = multiplyAdd
    self.onChipWord = onChipWord
    self.dramWord = dramWord
    self.wordBytes = wordBytes
    self.onChipBytes = onChipBytes
    self.reuse = reuse
    self.throughput = throughput
    self.bandwidth = bandwidth
    self.staticPower = staticPower
    self.launch = launch
  }
}

extension DeviceProfile {
  /// Every constant with its name, in the order of the declaration: for `devices` and its test.
  public var constants: [(name: String, figure: Figure)] {
    [
      ("multiply-add", multiplyAdd), ("on-chip word", onChipWord), ("DRAM word", dramWord),
      ("word size", wordBytes), ("on-chip memory", onChipBytes), ("reuse", reuse),
      ("throughput", throughput), ("bandwidth", bandwidth), ("static power", staticPower),
      ("launch", launch),
    ]
  }

  /// Words of on-chip memory.
  public var onChipCapacity: Double { onChipBytes.value / wordBytes.value }

  /// The sources that are not our own assumptions, each once, in order.
  public var citations: [String] {
    var seen: [String] = []
    for (_, figure) in constants where figure.kind != .assumed && !seen.contains(figure.source) {
      seen.append(figure.source)
    }
    return seen
  }

  /// The names of the constants that are assumed, for the line under an estimate.
  public var assumedConstants: [String] {
    constants.filter { $0.figure.kind == .assumed }.map(\.name)
  }
}
