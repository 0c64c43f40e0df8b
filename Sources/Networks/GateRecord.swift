import Tensors

/// What the gates of one module decided for a batch.
public struct GateRecord {
  /// The module's node.
  public let node: Int
  /// 0 or 1 by image and gate, tracked: loss terms add their gradient here.
  public let gates: Variable
  /// sigmoid(z) by image and gate.
  public let openness: Activations
  /// z by image and gate.
  public let logits: Activations

  /// Mean openness of each gate, ḡ = (1/B) Σ g.
  public var means: [Double] { gates.value.channelMeans() }

  /// Adds `slopes[i]` = dL/dḡ of each gate: every image gets its 1/B share.
  public func accumulate(slopes: [Double]) {
    let share = 1 / Double(gates.value.count)
    gates.accumulate(
      .constant(by: slopes.map { Float($0 * share) }, count: gates.value.count))
  }
}
