import Costs
import Language
import Networks
import Pruning
import Training

/// A checksum keeps accidents out, not forgers: numbers that no typed line leads to are refused
/// here, before arithmetic on them can trap.
extension WorkspaceArchive {
  /// Batches and epochs: more than anybody trains, few enough to add up.
  private static let counts = Horizon.counts
  /// Work of an image.
  private static let amounts = 0...1e18
  private static let epochs = 0.001...100_000.0

  /// Checks what the decoded state holds, but for its pruning methods.
  func checkRanges() throws(Mismatch) {
    try Self.checkRanges(seed, batch, optimizer, over)
    for part in checkpoints + starts.map(\.begun) {
      try Self.checkRanges(part.seed, part.batch, part.optimizer, part.over)
      try Self.checkRanges(part.network)
    }
    for part in kept ?? [] {
      try Self.require(
        Self.isPossible(part.position) && part.reports.allSatisfy(Self.isPossible)
          && Self.counts.contains(part.epoch ?? 0), "an epoch")
      try Self.require(
        part.start?.horizon?.isPossible ?? true && (0...1000).contains(part.start?.lineRate ?? 0),
        "the start of a training")
    }
    for key in settings.keys {
      try Self.require(Setting.all.contains { $0.key == key }, "a setting")
    }
    for setting in Setting.all {
      let isPossible = settings[setting.key].map {
        setting.allows($0) && setting.obstacle($0) == nil
      }
      try Self.require(isPossible ?? true, "‘\(setting.key)’")
    }
    for part in networks { try Self.checkRanges(part) }
  }

  private static func checkRanges(
    _ seed: UInt64, _ batch: Int?, _ optimizer: OptimizerSettings, _ over: Double?
  ) throws(Mismatch) {
    try require(seed <= UInt64(Int.max), "the seed")
    try require((1...65_536).contains(batch ?? 128), "the batch size")
    try require(over.map(epochs.contains) ?? true, "the optimizer's horizon")
    try require(
      (0...1000).contains(optimizer.rate) && (0...1).contains(optimizer.decay)
        && (0...1).contains(optimizer.smoothing) && (0...1).contains(optimizer.schedule.warmup)
        && (0...1).contains(optimizer.averaging ?? 0),
      "the optimizer")
  }

  private static func checkRanges(_ part: NetworkPart) throws(Mismatch) {
    func require(_ holds: Bool, _ what: String) throws(Mismatch) {
      try Self.require(holds, "\(what) of ‘\(part.name)’")
    }
    let sides = [part.input.channels, part.input.height, part.input.width]
    try require(
      sides.allSatisfy { $0 >= 1 } && sides.reduce(1.0) { $0 * Double($1) } <= 0x1p25, "the input")
    try require(isPossible(part.position), "the position")
    try require(part.steps.allSatisfy(counts.contains), "the optimizer's part")
    try require(part.horizon?.isPossible ?? true, "the horizon")
    try require(part.epochs.allSatisfy(isPossible), "an epoch")
    try require(
      part.tally.map { counts.contains($0.batches) && counts.contains($0.count) } ?? true,
      "the epoch under way")
    try require(
      part.plan.map { counts.contains($0.done) && $0.line.utf8.count <= 1000 } ?? true,
      "the training that was cut short")
    try require(part.stretches.allSatisfy(isPossible), "the work so far")
    try require(part.origin.map(isPossible) ?? true, "the origin")
    for companion in (part.companions ?? [:]).values {
      guard case .average(let momentum) = companion.rule else { continue }
      try require((0...1).contains(momentum), "a companion")
    }
    try require(
      part.openBlocks.allSatisfy { (-1..<part.lines.count).contains($0) }, "a block")
  }

  /// Checks a method that was restored; what is its own, it checked itself.
  static func checkRanges(_ method: any PruningMethod, of name: String) throws(Mismatch) {
    try require(method.request.over.map(epochs.contains) ?? true, "the horizon of ‘\(name)’")
  }

  private static func require(_ holds: Bool, _ what: String) throws(Mismatch) {
    guard holds else { throw Mismatch(description: "\(what) is out of range") }
  }

  private static func isPossible(_ position: Position) -> Bool {
    [position.epoch, position.batch, position.step].allSatisfy(counts.contains)
  }

  private static func isPossible(_ epoch: EpochReport) -> Bool {
    counts.contains(epoch.epoch) && counts.contains(epoch.batches)
      && (epoch.account.map(isPossible) ?? true)
      && [epoch.testMark, epoch.validationMark].compactMap { $0 }
        .allSatisfy { $0.score.isPossible($0.value) }
  }

  /// Figures that methods keep; shares, but for rounding.
  private static func isPossible(_ account: MethodAccount) -> Bool {
    account.told.count == account.figures.count
      && account.told.allSatisfy { figure, value in
        switch figure.unit {
        case .share: (-0.001...1.001).contains(value)
        case .count: amounts.contains(value)
        }
      }
  }

  private static func isPossible(_ stretch: TrainingStretch) -> Bool {
    counts.contains(stretch.steps) && (1...65_536).contains(stretch.batch)
      && (stretch.layers + stretch.denseLayers).allSatisfy(isPossible)
  }

  /// Whether typed lines can lead to such work of an image and such counts of epochs and batches.
  public static func isPossible(_ origin: NetworkEntry.Origin) -> Bool {
    let position = origin.position ?? Position()
    return isPossible(origin.denseWork)
      && origin.denseLayers.allSatisfy(isPossible)
      && isPossible(position)
      && origin.dense.map { isPossible($0, origin.denseLayers) } ?? true
  }

  /// Whether the lines build the layers that stand beside them.
  private static func isPossible(_ dense: DenseNetwork, _ layers: [LayerWork]) -> Bool {
    let sides = [dense.input.channels, dense.input.height, dense.input.width]
    guard isName(dense.name), sides.allSatisfy({ $0 >= 1 }),
      sides.reduce(1.0, { $0 * Double($1) }) <= 0x1p25, let graph = try? dense.graph()
    else { return false }
    return graph.work.map(\.shapeless) == layers.map(\.shapeless)
  }

  private static func isPossible(_ layer: LayerWork) -> Bool {
    guard isPossible(layer.work), let shape = layer.product else { return isPossible(layer.work) }
    let sizes = [
      shape.windowHeight, shape.windowWidth, shape.stride, shape.inputHeight, shape.inputWidth,
      shape.outputHeight, shape.outputWidth,
    ]
    return sizes.allSatisfy((1...1 << 25).contains)
      && [shape.inputs, shape.outputs].allSatisfy(amounts.contains) && shape.groups > 0
      && amounts.contains(shape.groups)
  }

  private static func isPossible(_ work: Work) -> Bool {
    [
      work.multiplyAdds, work.connections, work.parameters, work.inputElements,
      work.outputElements, work.weightElements, work.vectorOperations,
    ].allSatisfy(amounts.contains)
  }
}

extension WorkspaceArchive {
  /// Why a file of weights cannot be used; the session is then replayed.
  struct Mismatch: Error, CustomStringConvertible {
    var description: String

    init(description: String) { self.description = description }

    init(optimizerOf name: String) {
      description = "the optimizer's part of ‘\(name)’ does not fit"
    }
  }

  /// What the language calls a name, or called one once: of the same characters, and no longer than
  /// anybody types.
  public static func isName(_ text: String) -> Bool {
    text.utf8.count <= 1000 && ValueType.pattern.accepts(text) && Pattern(text).isName
  }

  /// Checks that names are names: they go into logs, messages and files of other programs.
  func checkNames() throws(Mismatch) {
    var taken: Set<String> = []
    for part in networks {
      try Self.require(Self.isName(part.name) && taken.insert(part.name).inserted, "a name")
      try Self.checkNames(part)
    }
    for part in starts.map(\.begun) {
      try Self.require(Self.isName(part.network.name), "a name")
      try Self.checkNames(part.network)
    }
    taken = []
    for part in checkpoints {
      try Self.require(Self.isName(part.name) && taken.insert(part.name).inserted, "a name")
      try Self.require(Self.isName(part.network.name), "a name")
      try Self.checkNames(part.network)
    }
    try Self.require(
      current.map { name in networks.contains { $0.name == name } } ?? true, "a name")
    for name in parameters.keys {
      try Self.require(
        !name.isEmpty && name.utf8.allSatisfy { Self.isOfParameter($0) }, "a parameter")
    }
  }

  private static func isOfParameter(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 95, 97...122: true
    default: false
    }
  }

  private static func checkNames(_ part: NetworkPart) throws(Mismatch) {
    try require(part.spec.utf8.count <= 1000 && isSpec(part.spec), "the preset of ‘\(part.name)’")
    try require(part.origin.map { isName($0.name) } ?? true, "the origin of ‘\(part.name)’")
  }

  /// Whether it reads as `convnet 300 width=0.5` does.
  public static func isSpec(_ text: String) -> Bool {
    text.split(separator: " ", omittingEmptySubsequences: false)
      .allSatisfy { ValueType.name.accepts(String($0.filter { $0 != "=" })) }
  }

  /// Checks that settings and parameters were typed. Those of the machine are measured too.
  func checkSettings(_ lines: TypedLines) throws(Mismatch) {
    let measured = [Setting.watts, .idle, .source].map(\.key)
    for (key, value) in settings {
      let isKnown = measured.contains(key) || lines.names(setting: key, value)
      // The shell line, or the prompt's user, chose these.
      let isChosen = [Setting.threads, .autosave].contains { $0.key == key }
      try Self.require(isKnown || isChosen, "a setting")
      guard key == Setting.source.key else { continue }
      try Self.require(value.utf8.count <= 1000 && Printable.of(value) == value, "‘source’")
    }
    for (name, value) in parameters {
      try Self.require(lines.names(parameter: name, value), "‘$\(name)’")
    }
  }
}
