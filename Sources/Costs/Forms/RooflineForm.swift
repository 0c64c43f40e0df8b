/// Ten constants and the caches a device may have: arithmetic, words by memory level, and the time
/// of a roofline.
///
/// For a layer and a batch of B images, with M multiply-adds, V vector operations and a activation
/// elements an image, and w weight elements:
///
///     compute = B·(M + V/2) · e                         e: joules of a multiply-add
///     on-chip = Σ over levels k words_k · e_k           innermost first; most profiles have one
///     words_1 = B·a + w + 2·B·M / r                     r: reuse; two operands a multiply-add
///     words_k = w + spill + outside · 2·B·M / b         beyond the level inside k, of S words:
///                                                       spill = min(B·a, max(0, B·a + w - S))
///                                                       outside = max(0, 1 - S / (B·a + w))
///                                                       b = √(words of one of its parts / 3)
///     DRAM    = (w + spill) · e_dram                    past the outermost level
///     seconds = max(B·(M + V/2) / throughput, DRAM bytes / bandwidth) + launch
///     time    = static power · seconds
///     joules  = compute + on-chip + DRAM + time
///
/// Weights are read from DRAM once a batch. A layer works on the whole batch before the next one
/// starts, so activations that a level does not hold go through the one outside it. Operands come
/// in square blocks that fill the level inside (Hong and Kung, STOC 1981, show that the order M /
/// √S cannot be beaten); DRAM is spared such re-reading, the best that a schedule can do. The form
/// follows Yang, Chen and Sze, CVPR 2017 (compute plus accesses times cost over the memory levels);
/// time is the roofline of Williams, Waterman and Patterson, CACM 2009.
public struct RooflineForm: DeviceForm {
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

  /// The formula in one line, for `explain`.
  static let formula =
    "joules = Σ over layers (multiply-adds + vector operations / 2) × e + on-chip words × e_chip"
    + " + DRAM words × e_dram + static power × seconds"

  static let source =
    "the form of Yang, Chen and Sze, CVPR 2017; time is the roofline of Williams, Waterman and "
    + "Patterson, CACM 2009"

  var constants: [DeviceConstant] {
    [DeviceConstant("multiply-add", multiplyAdd, .joules)] + caches.flatMap(\.constants) + [
      DeviceConstant("on-chip word", onChipWord, .joules),
      DeviceConstant("DRAM word", dramWord, .joules),
      DeviceConstant("word size", wordBytes, .bytes),
      DeviceConstant("on-chip memory", onChipBytes, .bytes),
      DeviceConstant("reuse", reuse, .multiplyAdds),
      DeviceConstant("throughput", throughput, .multiplyAddsPerSecond),
      DeviceConstant("bandwidth", bandwidth, .bytesPerSecond),
      DeviceConstant("static power", staticPower, .watts),
      DeviceConstant("launch", launch, .seconds),
    ]
  }

  var numberBytes: Double { wordBytes.value }

  /// Words of on-chip memory.
  public var onChipCapacity: Double { onChipBytes.value / wordBytes.value }

  /// A level between the registers and DRAM as the form asks about it.
  private struct Level: Hashable {
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

  /// Caches and on-chip memory, innermost first: the model asks for them layer by layer.
  private let levels: [Level]

  init(
    multiplyAdd: SourcedFigure, caches: [MemoryLevel], onChipWord: SourcedFigure,
    dramWord: SourcedFigure, wordBytes: SourcedFigure, onChipBytes: SourcedFigure,
    reuse: SourcedFigure, throughput: SourcedFigure, bandwidth: SourcedFigure,
    staticPower: SourcedFigure, launch: SourcedFigure
  ) {
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
    let width = wordBytes.value
    let capacity = onChipBytes.value / width
    levels =
      caches.map { cache in
        Level(
          name: cache.name, word: cache.word.value,
          capacity: cache.bytes.value / width * Double(cache.parts),
          blockSide: (cache.bytes.value / width / 3).squareRoot())
      } + [
        Level(
          name: "on-chip", word: onChipWord.value, capacity: capacity,
          blockSide: (capacity / 3).squareRoot())
      ]
  }

  /// Memory gets larger and dearer the further away it is.
  func validate(_ device: String) throws(DeviceError) {
    for level in caches where level.parts < 1 {
      throw .notPositive(
        device: device, constant: "number of \(level.name) caches", value: "\(level.parts)")
    }
    for (inner, outer) in zip(levels, levels.dropFirst())
    where outer.word < inner.word || outer.capacity < inner.capacity {
      throw .disorder(device: device, inner: inner.name, outer: outer.name)
    }
    if let last = levels.last, dramWord.value < last.word {
      throw .disorder(device: device, inner: last.name, outer: "DRAM")
    }
  }

  /// Words of one image to and from each level, innermost first, DRAM last, with what a word costs.
  public func traffic(
    _ layers: [LayerWork], batch: Int = 1
  ) -> [(level: String, words: Double, word: SourcedFigure)] {
    let images = Double(max(1, batch))
    var sums = Array(repeating: 0.0, count: levels.count + 1)
    for layer in layers {
      let words = words(layer.charged, images: images, held: 0)
      for (index, words) in words.enumerated() { sums[index] += words / images }
    }
    let figures = caches.map(\.word) + [onChipWord, dramWord]
    return zip(zip(levels.map(\.name) + ["DRAM"], sums), figures).map { ($0.0, $0.1, $1) }
  }

  func charge(_ pass: LayerPass, images: Double, held: Double) -> LayerCharge {
    let work = pass.work
    let operations = images * (work.multiplyAdds + work.vectorOperations / 2)
    let words = self.words(work, images: images, held: held)
    let onChip = words.dropLast().reduce(0, +)
    let onChipJoules = zip(words, levels).reduce(0) { $0 + $1.0 * $1.1.word }
    let dram = words[levels.count]

    let arithmetic = operations / throughput.value
    let traffic = dram * wordBytes.value / bandwidth.value
    let launch = pass.isLaunched ? self.launch.value : 0
    let seconds = max(arithmetic, traffic) + launch
    let energy = EnergyBreakdown(
      computeJoules: Joules(operations * multiplyAdd.value),
      onChipJoules: Joules(onChipJoules),
      dramJoules: Joules(dram * dramWord.value),
      timeJoules: Joules(staticPower.value * seconds),
      seconds: Seconds(seconds), onChipWords: onChip, dramWords: dram)
    return LayerCharge(energy: energy, compute: arithmetic, memory: traffic, launch: launch)
  }

  /// Words to and from each level, innermost first, DRAM last, for the whole batch.
  private func words(_ work: Work, images: Double, held: Double) -> [Double] {
    let activations = images * work.activationElements
    let weights = work.weightElements
    let operands = 2 * images * work.multiplyAdds
    let need = activations + weights + held
    var words = [activations + weights + operands / reuse.value]
    for (index, inside) in levels.enumerated() {
      let excess = max(0, need - inside.capacity)
      var moved = weights + min(activations, excess)
      if excess > 0, index + 1 < levels.count {
        moved += excess / need * operands / inside.blockSide
      }
      words.append(moved)
    }
    return words
  }
}
