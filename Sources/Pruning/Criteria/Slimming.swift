import Networks
import Tensors

/// `|γ|`, the scale of a channel's batch norm. Until the last cut the loss has `strength · Σ |γ|`
/// on top, which draws scales that are not needed to zero.
public struct Slimming: Criterion {
  public let name = "slimming"
  public let summary = "the scale of a channel's batch norm, with an L1 term on all scales"
  public let source = "Liu et al., Learning Efficient Convolutional Networks, 2017"

  /// The criterion with `strength` 1e-4.
  public init() {}

  public var scope: SelectionScope { .global }
  public var strength: Double? { 1e-4 }

  public func scores(_ scene: CriterionScene) throws(Interruption) -> [[Double]] {
    scene.producers.map { producer in
      scale(of: producer, scene.network)
        .map { scene.network.parameters[$0].value.values.map { Double(abs($0)) } } ?? []
    }
  }

  public func obstacle(_ network: Network, producers: [Int]) -> PruningError? {
    guard let bare = producers.first(where: { scale(of: $0, network) == nil }) else { return nil }
    return PruningError(
      "no-scales", "‘\(network.graph.nodes[bare].name)’ of the network has no batch norm behind it",
      hint: "‘prune magnitude …’ looks at the weights themselves")
  }

  public func addTerm(_ strength: Double, _ pass: Pass, _ network: Network) -> Double {
    var sum = 0.0
    for (index, parameter) in network.parameters.enumerated() where parameter.role == .scale {
      let values = parameter.value.values
      sum += values.reduce(0) { $0 + Double(abs($1)) }
      pass.accumulate(
        Tensor(parameter.value.dimensions) { place in
          values[place] == 0 ? 0 : Float(strength) * (values[place] > 0 ? 1 : -1)
        }, at: index)
    }
    return strength * sum
  }

  /// The parameter that scales the channels of a layer.
  private func scale(of producer: Int, _ network: Network) -> Int? {
    for (index, node) in network.graph.nodes.enumerated() where index > producer {
      guard
        let scale = network.parameterRange(of: index).first(where: {
          network.parameters[$0].role == .scale
        }), GateSites.producer(of: network.graph, behind: node.inputs[0]) == producer
      else { continue }
      return scale
    }
    return nil
  }
}
