import Tensors

/// A model that was read back, beside the network it was written from: what both put out for the
/// same inputs.
public struct ONNXCheck: Sendable {
  /// Of the largest output: what folding and another order of sums may change.
  public static let tolerance = 1e-4

  /// Inputs that both computed, drawn from a normal distribution.
  public let inputs: Int
  /// The largest difference of two outputs.
  public let maxDifference: Double
  /// The largest output of the network, without its sign.
  public let maxOutput: Double

  /// Whether the two compute the same.
  public var agrees: Bool { maxDifference <= Self.tolerance * max(maxOutput, 1e-6) }

  /// Reads the bytes of a model and runs both.
  ///
  /// - Throws: `ONNXFormatError` or `ONNXUnsupported` where the model is none that is read,
  ///   `Interruption` where `stop` was raised.
  public init(_ bytes: [UInt8], of network: Network, stop: StopFlag? = nil) throws {
    let read = try ONNXNetwork(ONNXFile(bytes: bytes)).network()
    let input = network.graph.input
    guard read.graph.input == input, read.graph.output == network.graph.output else {
      throw ONNXFormatError("\(read.graph.input) to \(read.graph.output) came of it")
    }
    inputs = 16
    let generator = Generator(seed: 0, stream: .trial)
    let x = Activations(
      inputs, input, images: (0..<inputs * input.size).map { generator.normal($0) })
    let wanted = try network.forward(x, mode: .evaluation, stop: stop).output.value.images
    let found = try read.forward(x, mode: .evaluation, stop: stop).output.value.images
    maxOutput = wanted.reduce(0) { max($0, Double(abs($1))) }
    maxDifference = zip(wanted, found).reduce(0) { max($0, Double(abs($1.0 - $1.1))) }
  }
}
