/// What a network costs on a device: arithmetic, memory traffic and time.
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
public struct EnergyModel: Hashable, Sendable {
  /// Where its constants come from.
  public let device: DeviceProfile
  /// Between the registers and DRAM, innermost first.
  private let levels: [DeviceProfile.Level]

  /// The model with the constants of a device.
  public init(_ device: DeviceProfile = DeviceCatalog.standard) {
    self.device = device
    levels = device.levels
  }

  /// The formula in one line, for `explain`.
  public static let formula =
    "joules = Σ over layers (multiply-adds + vector operations / 2) × e + on-chip words × e_chip"
    + " + DRAM words × e_dram + static power × seconds"

  /// Joules of one image in inference.
  /// - Parameters:
  ///   - layers: in the order they run, with the work of one image.
  ///   - batch: images that run together; below 1 counts as 1.
  public func inference(_ layers: [LayerWork], batch: Int = 1) -> EnergyEstimate {
    estimate(layers.map { ($0.name, [Sweep($0)]) }, batch: batch)
  }

  /// Words of one image to and from each level, innermost first, DRAM last, with what a word costs.
  public func traffic(
    _ layers: [LayerWork], batch: Int = 1
  ) -> [(level: String, words: Double, word: SourcedFigure)] {
    let images = Double(max(1, batch))
    var sums = Array(repeating: 0.0, count: levels.count + 1)
    for layer in layers {
      for (index, words) in self.words(layer.charged, images: images, held: 0).enumerated() {
        sums[index] += words / images
      }
    }
    let figures = device.caches.map(\.word) + [device.onChipWord, device.dramWord]
    return zip(zip(levels.map(\.name) + ["DRAM"], sums), figures).map { ($0.0, $0.1, $1) }
  }

  /// Where an estimate on this device comes from; a device that is mostly assumed says so first.
  public var source: String {
    let cited = device.citations.joined(separator: "; ")
    let all = device.constants.count
    let assumed = device.assumedConstants.count
    let constants =
      cited.isEmpty
      ? "all constants assumed"
      : assumed * 2 > all ? "\(assumed) of \(all) constants assumed; \(cited)" : cited
    return "energy model on \(device.name): \(constants)"
  }
}

extension EnergyModel {
  /// One sweep over a layer: the work it is charged for and whether it is started by itself.
  struct Sweep {
    var work: Work
    var isLaunched: Bool

    init(_ layer: LayerWork) {
      work = layer.charged
      isLaunched = layer.isLaunched
    }

    init(work: Work, isLaunched: Bool) {
      self.work = work
      self.isLaunched = isLaunched
    }
  }

  /// - Parameter held: words that stay alive meanwhile (a training step keeps its activations for
  ///   the backward passes) and so take room on the chip.
  func estimate(
    _ layers: [(name: String, passes: [Sweep])], batch: Int, held: Double = 0
  ) -> EnergyEstimate {
    let images = max(1, batch)
    let entries = layers.map { layer in
      var energy = EnergyBreakdown.zero
      var times = Times()
      for pass in layer.passes {
        energy += charge(pass, images: Double(images), held: held, times: &times)
      }
      return EnergyEstimate.Layer(
        name: layer.name, energy: energy * (1 / Double(images)), bound: times.longest)
    }
    return EnergyEstimate(device: device.name, batch: images, layers: entries, source: source)
  }

  /// The formula of the type, for the whole batch.
  private func charge(
    _ pass: Sweep, images: Double, held: Double, times: inout Times
  ) -> EnergyBreakdown {
    let work = pass.work
    let operations = images * (work.multiplyAdds + work.vectorOperations / 2)
    let words = self.words(work, images: images, held: held)
    let onChip = words.dropLast().reduce(0, +)
    let onChipJoules = zip(words, levels).reduce(0) { $0 + $1.0 * $1.1.word }
    let dram = words[levels.count]

    let arithmetic = operations / device.throughput.value
    let traffic = dram * device.wordBytes.value / device.bandwidth.value
    let launch = pass.isLaunched ? device.launch.value : 0
    times.add(compute: arithmetic, memory: traffic, launch: launch)
    let seconds = max(arithmetic, traffic) + launch
    return EnergyBreakdown(
      computeJoules: Joules(operations * device.multiplyAdd.value),
      onChipJoules: Joules(onChipJoules),
      dramJoules: Joules(dram * device.dramWord.value),
      timeJoules: Joules(device.staticPower.value * seconds),
      seconds: Seconds(seconds), onChipWords: onChip, dramWords: dram)
  }

  /// Words to and from each level, innermost first, DRAM last, for the whole batch.
  private func words(_ work: Work, images: Double, held: Double) -> [Double] {
    let activations = images * work.activationElements
    let weights = work.weightElements
    let operands = 2 * images * work.multiplyAdds
    let need = activations + weights + held
    var words = [activations + weights + operands / device.reuse.value]
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

  /// The three clocks of a layer; the longest names what it is bound by.
  private struct Times {
    var compute = 0.0
    var memory = 0.0
    var launch = 0.0

    mutating func add(compute: Double, memory: Double, launch: Double) {
      self.compute += compute
      self.memory += memory
      self.launch += launch
    }

    var longest: EnergyEstimate.Bound {
      if launch > compute && launch > memory { return .launch }
      return memory > compute ? .memory : .compute
    }
  }
}
