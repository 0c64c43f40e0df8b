import Tensors

/// A network compiled for the latency of a few images: images in, outputs out.
///
/// Batch norm is folded into the convolution or linear layer before it, and sums and rectifiers
/// that follow are computed along with it, so results agree with `Network.forward` in evaluation up
/// to rounding. With 16 images or more the lanes of `Network.forward` are full and it is the faster
/// way. Training and evaluation never come here: their digits belong to one path alone.
///
/// Not for several threads at a time: the buffers belong to the compiled network.
public struct Inference {
  /// The shape of one image.
  public let input: Shape
  /// The shape of one output.
  public let output: Shape
  /// The layers that have no form for few images: their `forward` runs, most lanes empty.
  public let inLanes: [String]
  private let program: FewImagesProgram

  /// Below this many images this path is the faster one.
  public static let limit = 16

  /// Folds and lays out the weights as they are now; later changes of `network` do not reach it.
  ///
  /// - Throws: `Interruption` where `stop` was raised, also because memory has no room for them.
  public init(_ network: Network, stop: StopFlag? = nil) throws(Interruption) {
    stop?.require(
      MemoryNeed.inference(network.graph, batch: 1))
    if stop?.isRaised == true { throw Interruption() }
    var compiler = InferenceCompiler(network.viewed)
    let program = try compiler.program(stop: stop)
    self.init(network.graph, program, inLanes: compiler.inLanes)
  }

  /// Bytes of the buffers between layers, weights not counted.
  public var bufferBytes: Int { program.bufferBytes }

  init(_ graph: Graph, _ program: FewImagesProgram, inLanes: [String] = []) {
    self.program = program
    self.inLanes = inLanes
    input = graph.input
    output = graph.output
  }

  /// The outputs of `count` images, `[image][channel][row][column]` both ways.
  ///
  /// A run of at most as many images as one before asks for no memory but the result's. Its digits
  /// do not depend on the thread count.
  ///
  /// - Precondition: `images` holds `count` images, at least one.
  public func run(_ images: [Float], count: Int) -> [Float] {
    program.run(images, count: count)
  }
}
