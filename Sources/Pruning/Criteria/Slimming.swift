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
    let origins = GateSites.makers(of: scene.network.graph)
    return scene.producers.map { scales(of: $0, scene.network, origins) ?? [] }
  }

  public func obstacle(_ network: Network, producers: [Int]) -> PruningError? {
    let origins = GateSites.makers(of: network.graph)
    guard let bare = producers.first(where: { scales(of: $0, network, origins) == nil }) else {
      return nil
    }
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

  /// `|γ|` of each channel of a layer in the first batch norm that reads them all, in whatever
  /// order and beside others; nil where there is none.
  private func scales(
    of producer: Int, _ network: Network, _ origins: [[GateSites.Maker?]]
  ) -> [Double]? {
    let count = network.graph.nodes[producer].shape.channels
    for (index, node) in network.graph.nodes.enumerated() where index > producer {
      guard
        let scale = network.parameterRange(of: index).first(where: {
          network.parameters[$0].role == .scale
        }), node.inputs[0] >= 0
      else { continue }
      let values = network.parameters[scale].value.values
      var found = Array(repeating: Double?.none, count: count)
      for (value, maker) in zip(values, origins[node.inputs[0]]) where maker?.node == producer {
        found[maker!.channel] = Double(abs(value))
      }
      if !found.contains(nil) { return found.compactMap { $0 } }
    }
    return nil
  }
}
