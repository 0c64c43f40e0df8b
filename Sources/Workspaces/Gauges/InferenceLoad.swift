import Networks
import Tensors

/// A batch of random images through a network in evaluation, as often as it is run.
public struct InferenceLoad {
  /// Images that go through the network at once.
  public let batch: Int
  private let network: Network
  private let images: [Float]
  private let inference: Inference?
  private let lanes: Activations?

  /// - Throws: `Interruption` where `stop` was raised, also where memory has no room for it.
  public init(_ network: Network, batch: Int, stop: StopFlag) throws {
    self.network = network
    self.batch = batch
    let generator = Generator(seed: 1, stream: .trial)
    let shape = network.graph.input
    stop.require(
      MemoryNeed.inference(network.graph, batch: batch) + 8 * Double(batch * shape.size))
    if stop.isRaised { throw Interruption() }
    let images = (0..<batch * shape.size).map { generator.normal($0) }
    self.images = images
    inference = batch < Inference.limit ? try Inference(network, stop: stop) : nil
    lanes = inference == nil ? Activations(batch, shape, images: images) : nil
  }

  /// How the batch is run.
  public var path: InferenceTiming.Path { inference == nil ? .images : .pixels }

  /// Layers that have no form for few images and run with most lanes empty.
  public var inLanes: [String] { inference?.inLanes ?? [] }

  /// Runs the batch once; throws `Interruption` where `stop` was raised.
  public func run(_ stop: StopFlag) throws {
    if let inference {
      if stop.isRaised { throw Interruption() }
      _ = inference.run(images, count: batch)
    } else if let lanes {
      _ = try network.outputs(of: lanes, stop: stop)
    }
  }
}
