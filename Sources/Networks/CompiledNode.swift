import Tensors

/// A node as its layer compiles for few images: its place in the network and its numbers there.
public struct CompiledNode {
  let network: Network
  let index: Int

  private var node: Node { network.graph.nodes[index] }
  /// The shape that the layer puts out.
  var shape: Shape { node.shape }
  /// The nodes that it reads.
  var inputs: [Int] { node.inputs }

  /// The numbers of its parameter `place`.
  func parameter(_ place: Int) -> [Float] {
    network.parameters[network.parameterRange(of: index).lowerBound + place].value.values
  }

  /// The numbers of its buffer `place`.
  func buffer(_ place: Int) -> [Float] {
    network.buffers[network.bufferRange(of: index).lowerBound + place].value.values
  }

  /// What the layer's own `forward` makes of a batch in evaluation.
  func forward(_ inputs: [Activations]) -> Activations {
    let pass = Pass(
      network, mode: .evaluation, recording: false, stop: nil,
      generator: Generator(seed: 0, stream: .dropout), firstImage: 0)
    let view = NodePass(
      pass: pass, node: index, firstParameter: network.parameterRange(of: index).lowerBound,
      firstBuffer: network.bufferRange(of: index).lowerBound, readsImages: false)
    return node.layer.forward(inputs.map { Variable($0, tracked: false) }, view).value
  }
}
