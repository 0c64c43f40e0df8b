import Training

/// Where a consensus run stands, as of its last batch.
public struct ConsensusState: Sendable, Equatable {
  /// u, on the scale on which the freeze is at `Consensus.freeze`.
  public var progress: Double
  /// τ(u), the share of the dense cost asked for.
  public var asked: Double
  /// The share of the dense cost that the batch would have needed.
  public var share: Double
  /// I of the controller.
  public var integral: Double
  /// μ of the controller.
  public var price: Double
  /// λ(u), the boost in it.
  public var strength: Double
  /// κ.
  public var boost: Double

  /// e = share − τ.
  public var excess: Double { share - asked }
}

extension Consensus {
  /// - Parameter position: of the run after its last batch.
  public func state(at position: Position, stepsPerEpoch: Int) -> ConsensusState {
    let progress = progress(at: max(0, position.step - 1))
    return ConsensusState(
      progress: progress, asked: schedule(stepsPerEpoch).value(at: progress), share: share,
      integral: controller.sum, price: controller.price,
      strength: options.polarization == .off ? 0 : strength(at: progress), boost: boost)
  }
}
