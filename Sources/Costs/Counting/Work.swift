/// What one pass of one image through a layer (or a network) has to do, counted, without a device.
///
/// Works add up: the work of a network is the sum over its layers. All counts are `Double`, because
/// the expected counts of a gated network are fractions; whole counts are exact below 2^53.
public struct Work: AdditiveArithmetic, Hashable, Sendable, Codable {
  /// One multiplication and one addition of a convolution or a linear layer, biases not counted.
  /// For a convolution: C_out · H_out · W_out · (C_in / groups) · K_h · K_w.
  public var multiplyAdds: Double

  /// Weights of convolutions and linear layers, biases and batch norm not counted.
  public var connections: Double

  /// Everything that is learned: weights, biases, the scale and shift of batch norm.
  public var parameters: Double

  /// Activation elements read, all inputs of the layer together.
  public var inputElements: Double

  /// Activation elements written.
  public var outputElements: Double

  /// Stored values read to compute the layer: its parameters, and the running statistics of a
  /// batch norm that is not folded. Read once a batch, not once an image.
  public var weightElements: Double

  /// Element-wise additions, multiplications and comparisons (batch norm, ReLU, pooling, sums).
  /// They are no multiply-adds and enter no count of FLOPs; the energy model charges each as half a
  /// multiply-add.
  public var vectorOperations: Double

  /// The work of one image; what is not given is 0.
  public init(
    multiplyAdds: Double = 0, connections: Double = 0, parameters: Double = 0,
    inputElements: Double = 0, outputElements: Double = 0, weightElements: Double = 0,
    vectorOperations: Double = 0
  ) {
    self.multiplyAdds = multiplyAdds
    self.connections = connections
    self.parameters = parameters
    self.inputElements = inputElements
    self.outputElements = outputElements
    self.weightElements = weightElements
    self.vectorOperations = vectorOperations
  }

  public static let zero = Work()

  /// FLOPs = 2 · multiply-adds: one multiplication and one addition each.
  public var flops: Double { 2 * multiplyAdds }

  /// Activation elements read and written: input + output.
  public var activationElements: Double { inputElements + outputElements }

  /// The same work without its activation traffic: an element-wise layer computed in the registers
  /// of the layer before it (batch norm and ReLU after a convolution).
  public var fused: Work {
    var work = self
    work.inputElements = 0
    work.outputElements = 0
    return work
  }

  public static func + (left: Work, right: Work) -> Work { combine(left, right, +) }
  public static func - (left: Work, right: Work) -> Work { combine(left, right, -) }

  /// The work done with probability `share` (a block gate that is open that often).
  public static func * (work: Work, share: Double) -> Work {
    combine(work, work) { count, _ in count * share }
  }

  private static func combine(
    _ left: Work, _ right: Work, _ join: (Double, Double) -> Double
  ) -> Work {
    Work(
      multiplyAdds: join(left.multiplyAdds, right.multiplyAdds),
      connections: join(left.connections, right.connections),
      parameters: join(left.parameters, right.parameters),
      inputElements: join(left.inputElements, right.inputElements),
      outputElements: join(left.outputElements, right.outputElements),
      weightElements: join(left.weightElements, right.weightElements),
      vectorOperations: join(left.vectorOperations, right.vectorOperations))
  }
}
