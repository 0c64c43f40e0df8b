/// What a batch of outputs lost against its targets.
public struct Loss {
  /// The loss of each image.
  public var losses: [Float]
  /// The class of each image's largest output; none where targets are no classes.
  public var predictions: [Int]
  /// d(mean loss)/d(outputs), zero in padding lanes.
  public var gradient: Activations?

  /// The losses of a batch, with their slopes where they were asked for.
  public init(losses: [Float], predictions: [Int] = [], gradient: Activations?) {
    self.losses = losses
    self.predictions = predictions
    self.gradient = gradient
  }

  /// The mean loss.
  public var mean: Double {
    guard !losses.isEmpty else { return 0 }
    return LayerSum.images(losses.count).joined(0.0) { $0 += Double(losses[$1]) }
      / Double(losses.count)
  }
}
