/// After how many inferences a pruned network has paid back what its training cost more.
///
///     inferences = (training - dense training) / (dense inference - inference)
public struct BreakEven: Hashable, Sendable, Codable {
  /// What the pruning run cost.
  public var training: Joules

  /// What the dense run of the same length would have cost.
  public var denseTraining: Joules

  /// One image through the pruned network.
  public var inference: Joules

  /// One image through the dense network.
  public var denseInference: Joules

  /// Joules of the two trainings, and of one image through each network.
  public init(
    training: Joules, denseTraining: Joules, inference: Joules, denseInference: Joules
  ) {
    self.training = training
    self.denseTraining = denseTraining
    self.inference = inference
    self.denseInference = denseInference
  }

  /// What the pruning run cost more than the dense run; negative if it already saved.
  public var extraTraining: Joules { training - denseTraining }

  /// What one inference saves; negative if the pruned network costs more.
  public var savedPerInference: Joules { denseInference - inference }

  /// The same, a share of the dense inference.
  public var savedShare: Double {
    denseInference.value > 0 ? savedPerInference.value / denseInference.value : 0
  }

  /// Whole inferences until the balance is even: 0 if training already saved, nil if it never is.
  public var inferences: Double? {
    guard extraTraining.value > 0 else { return savedPerInference.value >= 0 ? 0 : nil }
    guard savedPerInference.value > 0 else { return nil }
    return (extraTraining.value / savedPerInference.value).rounded(.up)
  }

  /// What a thousand inferences save.
  public var savedPerThousand: Joules { savedPerInference * 1000 }

  /// Whole inferences until they have saved all that the pruning run cost: 0 if it cost nothing,
  /// nil if it never is.
  public var inferencesForTraining: Double? {
    guard training.value > 0 else { return 0 }
    guard savedPerInference.value > 0 else { return nil }
    return (training.value / savedPerInference.value).rounded(.up)
  }
}
