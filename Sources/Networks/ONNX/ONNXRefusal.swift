/// An operator of a model that has no form here, and why.
public struct ONNXRefusal: Sendable, Equatable {
  /// The node's name, or that of what it makes.
  public let name: String
  /// The type of operator, with its domain where that is not ONNX's own.
  public let type: String
  /// One sentence without a full stop.
  public let reason: String
}

/// Why a model is not taken: every operator that has no form here.
public struct ONNXUnsupported: Error {
  /// In the order of the model.
  public let refusals: [ONNXRefusal]
}
