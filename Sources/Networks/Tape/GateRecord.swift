import Tensors

/// What the gates of one module decided for a batch.
public struct GateRecord {
  /// The module's node.
  public let node: Int
  /// 0 or 1 by image and gate, tracked: loss terms add their gradient here.
  public let gates: Variable
  /// sigmoid(z) by image and gate.
  public let openness: Activations
  /// z by image and gate, tracked where the gates follow it.
  let variable: Variable

  init(node: Int, gates: Variable, openness: Activations, logits: Variable) {
    self.node = node
    self.gates = gates
    self.openness = openness
    variable = logits
  }

  /// z by image and gate.
  public var logits: Activations { variable.value }

  /// The gradient that loss terms added to z so far.
  var logitGradient: Activations? { variable.gradient }

  /// Mean openness of each gate, ḡ = (1/B) Σ g.
  public var means: [Double] { gates.value.channelMeans() }

  /// Adds `slopes[i]` = dL/dḡ of each gate: every image gets its 1/B share.
  public func accumulate(slopes: [Double]) {
    let share = 1 / Double(BatchShare.current?.count ?? gates.value.count)
    gates.accumulate(
      .constant(by: slopes.map { Float($0 * share) }, count: gates.value.count))
  }

  /// Adds the gradient of `Σ strengths[i]/2 · (1/B) Σ (z_i − z̄_i)²` to the logits, which draws
  /// those of a gate together however flat the sigmoid is there; gives the term itself.
  ///
  /// - Parameter means: z̄ of each gate.
  public func agree(_ strengths: [Double], around means: [Double]) -> Double {
    guard strengths.contains(where: { $0 != 0 }) else { return 0 }
    let spread = logits.spread(strengths, around: means)
    variable.accumulate(spread.gradient)
    return spread.value
  }
}
