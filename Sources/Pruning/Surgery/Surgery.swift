import Networks

/// Takes closed channels and blocks out of a network for good.
public enum Surgery {
  /// A smaller network and how it came about.
  public struct Result {
    /// The network without what left; weights that stay are equal to the bit.
    public var network: Network
    /// Which slices of the old weights it holds, for the optimizer's state and for proofs.
    public var recipe: Recipe
  }

  /// The network without the channels and branches of `closed` gates.
  ///
  /// - Parameter droppingGates: remove all gate modules too; what is not closed stays open for good.
  ///   Otherwise the remaining gates go on deciding.
  /// - Throws: `LayerError` where a layer cannot lose what would leave, or would lose all it has.
  public static func removing(
    closed: Set<GateMap.Gate>, from network: Network, droppingGates: Bool
  ) throws(LayerError) -> Result {
    let rest = Remainder(network.graph, closed: closed, droppingGates: droppingGates)
    var recipe = Recipe()
    let graph = try rebuild(rest) { index, narrowing in
      recipe.parameters += slices(network.parameterRange(of: index), narrowing.parameters)
      recipe.buffers += slices(network.bufferRange(of: index), narrowing.buffers)
    }
    return Result(network: recipe.network(graph, from: network), recipe: recipe)
  }

  /// The graph of that network alone, all gates gone: shapes without a look at a weight.
  ///
  /// - Throws: as `removing`.
  public static func removing(
    closed: Set<GateMap.Gate>, from graph: Graph
  ) throws(LayerError) -> Graph {
    try rebuild(Remainder(graph, closed: closed, droppingGates: true)) { _, _ in }
  }

  /// - Parameter note: called with each node that stays, in order.
  private static func rebuild(
    _ rest: Remainder, note: (Int, Narrowing) -> Void
  ) throws(LayerError) -> Graph {
    var result = Graph(input: rest.graph.input)
    var places: [Int: Int] = [Graph.source: Graph.source]
    for (index, node) in rest.graph.nodes.enumerated() where rest.live.contains(index) {
      if let obstacle = rest.obstacle(index) { throw obstacle }
      let inputs = rest.inputs(of: index)
      guard let narrowing = rest.narrowings[index], inputs.allSatisfy({ places[$0] != nil }) else {
        guard rest.passesOn(index), let place = places[inputs[0]] else {
          throw LayerError("a layer has one output at least")
        }
        places[index] = place
        continue
      }
      places[index] = try result.append(
        narrowing.layer, name: node.name, from: inputs.map { places[$0]! })
      note(index, narrowing)
    }
    return result
  }

  private static func slices(_ sources: Range<Int>, _ chosen: [Selection]) -> [Recipe.Slice] {
    sources.enumerated().map { place, source in
      Recipe.Slice(
        source: source, selection: place < chosen.count ? chosen[place] : Selection())
    }
  }
}
