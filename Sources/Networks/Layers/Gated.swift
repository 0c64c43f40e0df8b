import Costs
import Tensors

/// Multiplies by gates: channel c by gate `first + c`, or every channel by the one gate `first`; or
/// some channels by gates of several modules, where channels of several layers are joined.
///
/// Inputs: the gated layer, then its gate module, or several.
public struct Gated: Layer {
  /// Which channels have gates, and which: the gates of all modules counted one after another.
  public struct Places: Sendable, Equatable {
    /// The channels that are multiplied.
    public var channels: [Int]
    /// The gate of each.
    public var gates: [Int]

    /// Channels and as many gates.
    public init(channels: [Int], gates: [Int]) {
      self.channels = channels
      self.gates = gates
    }
  }

  public static let keyword = "gated"
  public static let synopsis = "[first=0] [shared=off] [at=CHANNELS] [by=GATES] from=LAYER,GATES,…"
  public static let summary = "multiplies channels, or a block, by gates"
  public static let isTyped = false

  /// Where its gates begin among those of the module.
  public var first: Int
  /// Whether one gate stands for the whole branch.
  public var isShared: Bool
  /// Where its gates stand, if they do not stand for all channels in their order.
  public private(set) var places: Places?

  /// A product with the gates from `first` on, or with that one alone.
  public init(first: Int, isShared: Bool) {
    self.first = first
    self.isShared = isShared
  }

  /// A product of some channels with gates of one module or several.
  public init(_ places: Places) {
    self.init(first: 0, isShared: false)
    self.places = places
  }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    isShared = try arguments.flag("shared", or: false)
    first = try arguments.option("first", or: 0)
    guard let channels = try Self.list(&arguments, "at") else { return }
    let gates = try Self.list(&arguments, "by") ?? Array(channels.indices)
    guard channels.count == gates.count, Set(channels).count == channels.count, first == 0,
      !isShared
    else { throw LayerError("‘gated’ takes as many gates by= as different channels at=") }
    places = Places(channels: channels, gates: gates)
  }

  private static func list(
    _ arguments: inout LayerArguments, _ key: String
  ) throws(LayerError) -> [Int]? {
    guard let text = arguments.text(key) else { return nil }
    guard let list = IndexList(text) else {
      throw LayerError("\(key) lists numbers, not ‘\(text)’", word: text)
    }
    return list.indices
  }

  public var text: String {
    if let places {
      return "gated at=\(IndexList(places.channels))"
        + (places.gates == Array(places.gates.indices) ? "" : " by=\(IndexList(places.gates))")
    }
    return "gated" + (first == 0 ? "" : " first=\(first)") + (isShared ? " shared=on" : "")
  }

  public var label: String { "gated" }
  public var isFused: Bool { true }
  public var flow: ChannelFlow { .gates }
  public var operation: LayerOperation.Kind { .gate }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    guard inputs.count >= 2, inputs.count == 2 || places != nil else {
      throw LayerError("‘gated’ takes a layer and its gates")
    }
    let needed =
      if let places {
        (places.gates.max() ?? -1) + 1
      } else {
        first + (isShared ? 1 : inputs[0].channels)
      }
    let gates = inputs.dropFirst()
    guard gates.allSatisfy(\.isVector), gates.reduce(0, { $0 + $1.channels }) >= needed,
      places?.channels.allSatisfy({ $0 < inputs[0].channels }) ?? true
    else {
      throw LayerError(
        "\(gates.map(\.description).joined(separator: ", ")) gates are too few for \(inputs[0])")
    }
    return inputs[0]
  }

  public func work(of inputs: [Shape]) -> Work {
    .elementwise(inputs[0].size, input: inputs[0], output: inputs[0])
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    if !pass.isRecording {
      // What waits is computed once, however many read it behind the gates.
      _ = x.value
    }
    if !inputs.dropFirst().contains(where: \.isTracked), isOpen(inputs) { return x }
    let gates = places == nil ? inputs[1] : spread(inputs, pass)
    let factors = Epilogue.Factors(gates.value, first: first, shared: isShared)
    return pass.output(deferring: x.deferred.then(Epilogue(factors: factors))) { dy in
      let dy = dy.value
      if gates.isTracked {
        var sum = Activations(gates.count, gates.shape)
        x.deferred.factorGradient(dy, of: factors, addingTo: &sum)
        gates.accumulate(sum)
      }
      x.accumulate(DeferredActivations(dy, Epilogue(factors: factors)))
    }
  }

  /// A factor for each channel of the first input: its gate, or one.
  private func spread(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let one = Variable(.constant(by: [1], count: inputs[0].count), tracked: false)
    let all = pass.join(inputs.dropFirst() + [one])
    return pass.rearrange(all, by: order(of: inputs.map(\.shape)))
  }

  /// From the gates of all modules and a one behind them to a factor for each channel.
  private func order(of inputs: [Shape]) -> Rearrangement {
    let count = inputs.dropFirst().reduce(0) { $0 + $1.channels }
    var list = Array(repeating: count, count: inputs[0].channels)
    for (channel, gate) in zip(places?.channels ?? [], places?.gates ?? []) { list[channel] = gate }
    return .channels(list, of: Shape(count + 1))
  }

  /// Whether every gate of this layer is open for every image.
  private func isOpen(_ inputs: [Variable]) -> Bool {
    var used = Set(places?.gates ?? [])
    if places == nil { used.formUnion(first..<first + (isShared ? 1 : inputs[0].shape.channels)) }
    var start = 0
    for module in inputs.dropFirst() {
      let count = module.shape.channels
      let isOpen = module.value.images.enumerated().allSatisfy { index, gate in
        gate == 1 || !used.contains(start + index % count)
      }
      if !isOpen { return false }
      start += count
    }
    return true
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    guard places != nil else {
      return builder.scale(inputs[0], by: inputs[1], first: first, shared: isShared)
    }
    let one = builder.constant([1], like: inputs[0])
    let all = builder.join(Array(inputs.dropFirst()) + [one])
    let factors = builder.rearrange(all, by: order(of: inputs.map(\.shape)))
    return builder.scale(inputs[0], by: factors, first: 0, shared: false)
  }

  /// - Parameter inputs: the channels that stay and the gates that stay of each module.
  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing {
    if let places {
      let narrow = Gated(places.narrowed(inputs, gates: shapes.dropFirst().map(\.channels)))
      return Narrowing(narrow, outputs: inputs[0])
    }
    let start = inputs[1].firstIndex { $0 >= first } ?? 0
    return Narrowing(Gated(first: start, isShared: isShared), outputs: inputs[0])
  }
}

extension Gated.Places {
  /// What is left of it.
  ///
  /// - Parameters:
  ///   - inputs: the channels that stay, and the gates that stay of each module.
  ///   - gates: how many each module had.
  func narrowed(_ inputs: [[Int]], gates counts: [Int]) -> Self {
    var starts = [0]
    for count in counts { starts.append(starts.last! + count) }
    let stay = zip(inputs.dropFirst(), starts).flatMap { kept, start in kept.map { start + $0 } }
    func numbers(_ kept: [Int]) -> [Int: Int] {
      Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($0.element, $0.offset) })
    }
    let (newChannels, newGates) = (numbers(inputs[0]), numbers(stay))
    var result = Self(channels: [], gates: [])
    for (channel, gate) in zip(channels, gates) {
      guard let channel = newChannels[channel], let gate = newGates[gate] else { continue }
      result.channels.append(channel)
      result.gates.append(gate)
    }
    return result
  }

  /// These channels and those of `other`, whose modules come behind `count` gates.
  public func joined(with other: Self, behind count: Int) -> Self {
    Self(channels: channels + other.channels, gates: gates + other.gates.map { count + $0 })
  }
}
