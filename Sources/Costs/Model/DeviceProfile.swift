/// A device as ten constants and the caches it may have, each with its unit, its kind and its
/// source.
///
/// A profile describes a fixed kind of device, never the machine at hand: the same network has the
/// same estimated joules everywhere. One file a device under `Devices`, one line in
/// `DeviceCatalog`.
public struct DeviceProfile: Hashable, Sendable, Codable {
  /// What is typed: `on=horowitz-45nm`.
  public let name: String

  /// One line for the list of devices.
  public let summary: String

  /// One line: what the profile does not capture.
  public let leavesOut: String

  /// Joules for one multiply-add, its operands in registers (their energy included); e.
  public let multiplyAdd: SourcedFigure

  /// Caches between the registers and the on-chip memory, innermost first; none in an accelerator
  /// whose units read the on-chip memory.
  public let caches: [MemoryLevel]

  /// Joules for one word read from or written to on-chip memory (scratchpad or last-level cache).
  public let onChipWord: SourcedFigure

  /// Joules for one word read from or written to DRAM.
  public let dramWord: SourcedFigure

  /// Bytes of a word: 4 for fp32, 2 for fp16 and 16-bit fixed point, 1 for int8.
  public let wordBytes: SourcedFigure

  /// Bytes of on-chip memory; a batch of activations that does not fit spills to DRAM.
  public let onChipBytes: SourcedFigure

  /// Multiply-adds served by one operand word from the innermost level, by reuse in registers and
  /// across the array; r.
  public let reuse: SourcedFigure

  /// Multiply-adds a second, as a good program sustains them.
  public let throughput: SourcedFigure

  /// Bytes a second between DRAM and the chip, sustained.
  public let bandwidth: SourcedFigure

  /// Watts that are drawn as long as the device is on, whatever it does (leakage, clock, refresh).
  public let staticPower: SourcedFigure

  /// Seconds to start one layer: a kernel launch, a reconfiguration, a parallel loop.
  public let launch: SourcedFigure

  /// A device; every figure is positive, in its unit, and has a source, or `validate` refuses it.
  public init(
    name: String, summary: String, leavesOut: String, multiplyAdd: SourcedFigure,
    caches: [MemoryLevel] = [], onChipWord: SourcedFigure, dramWord: SourcedFigure,
    wordBytes: SourcedFigure,
    onChipBytes: SourcedFigure, reuse: SourcedFigure, throughput: SourcedFigure,
    bandwidth: SourcedFigure, staticPower: SourcedFigure,
    launch: SourcedFigure
  ) {
    self.name = name
    self.summary = summary
    self.leavesOut = leavesOut
    self.multiplyAdd = multiplyAdd
    self.caches = caches
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
  public var constants: [(name: String, figure: SourcedFigure)] {
    [("multiply-add", multiplyAdd)] + caches.flatMap(\.constants) + [
      ("on-chip word", onChipWord), ("DRAM word", dramWord),
      ("word size", wordBytes), ("on-chip memory", onChipBytes), ("reuse", reuse),
      ("throughput", throughput), ("bandwidth", bandwidth), ("static power", staticPower),
      ("launch", launch),
    ]
  }

  /// Words of on-chip memory.
  public var onChipCapacity: Double { onChipBytes.value / wordBytes.value }

  /// A level between the registers and DRAM as the model asks about it.
  struct Level: Hashable, Sendable {
    var name: String
    /// Joules of a word.
    var word: Double
    /// Words of all its parts.
    var capacity: Double
    /// The side of the square block that fills a third of a part: three such blocks, two of
    /// operands and one of sums, are worked on at once, so a word brought in serves that many
    /// multiply-adds.
    var blockSide: Double
  }

  /// Caches and on-chip memory, innermost first.
  var levels: [Level] {
    let width = wordBytes.value
    return caches.map { cache in
      Level(
        name: cache.name, word: cache.word.value,
        capacity: cache.bytes.value / width * Double(cache.parts),
        blockSide: (cache.bytes.value / width / 3).squareRoot())
    } + [
      Level(
        name: "on-chip", word: onChipWord.value, capacity: onChipCapacity,
        blockSide: (onChipCapacity / 3).squareRoot())
    ]
  }

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
