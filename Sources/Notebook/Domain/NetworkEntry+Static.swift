import Networks
import Pruning

extension NetworkEntry {
  /// The graph of the static sub-network: closed gates gone with what they stand for.
  func staticGraph() throws -> Graph {
    guard network.hasGates else { return network.graph }
    let map = GateMap(network.graph)
    let open = decision(map).open
    let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
    return try Surgery.removing(closed: closed, from: network, droppingGates: true).network.graph
  }
}
