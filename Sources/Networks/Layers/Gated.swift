import Costs
import Tensors

/// Multiplies by gates: channel c by gate `first + c`, or every channel by the one gate `first`.
///
/// Inputs: the gated layer, then its gate module.
public struct Gated: Layer {
  public static let keyword = "gated"
  public static let synopsis = "[first=0] [shared=off] from=LAYER,GATES"
  public static let summary = "multiplies channels, or a block, by gates"
  public static let isTyped = false

  /// Where its gates begin among those of the module.
  public var first: Int
  /// Whether one gate stands for the whole branch.
  public var isShared: Bool

  /// A product with the gates from `first` on, or with that one alone.
  public init(first: Int, isShared: Bool) {
    self.first = first
    self.isShared = isShared
  }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    isShared = try arguments.flag("shared", or: false)
    first = try arguments.option("first", or: 0)
  }

  public var text: String {
    "gated" + (first == 0 ? "" : " first=\(first)") + (isShared ? " shared=on" : "")
  }

  public var label: String { "gated" }
  public var isFused: Bool { true }
  public var flow: ChannelFlow { .gates }
  public var operation: LayerOperation.Kind { .gate }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    guard inputs.count == 2 else { throw LayerError("‘gated’ takes a layer and its gates") }
    let needed = first + (isShared ? 1 : inputs[0].channels)
    guard inputs[1].isVector, inputs[1].channels >= needed else {
      throw LayerError("\(inputs[1]) gates are too few for \(inputs[0])")
    }
    return inputs[0]
  }

  public func work(of inputs: [Shape]) -> Work {
    .elementwise(inputs[0].size, input: inputs[0], output: inputs[0])
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let gates = inputs[1]
    if !pass.isRecording {
      // What waits is computed once, however many read it behind the gates.
      _ = x.value
    }
    if !gates.isTracked, isOpen(gates.value, channels: x.shape.channels) { return x }
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

  /// Whether every gate of this layer is open for every image.
  private func isOpen(_ gates: Activations, channels: Int) -> Bool {
    let used = first..<first + (isShared ? 1 : channels)
    return gates.images.enumerated().allSatisfy { index, gate in
      gate == 1 || !used.contains(index % gates.shape.channels)
    }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.scale(inputs[0], by: inputs[1], first: first, shared: isShared)
  }

  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing {
    let start = inputs[1].firstIndex { $0 >= first } ?? 0
    return Narrowing(Gated(first: start, isShared: isShared), outputs: inputs[0])
  }
}
