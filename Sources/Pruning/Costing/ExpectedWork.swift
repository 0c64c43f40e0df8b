import Costs
import Networks

/// The work of a gated network layer by layer, as its gates open on average: what skipping closed
/// channels and blocks image by image would leave. Gates themselves are not counted.
///
/// Expected where gates of different modules are independent; with gates of 0 and 1 it is the work
/// of the network that compaction leaves.
public struct ExpectedWork {
  /// The layers of the network itself, in order.
  public let layers: [LayerWork]

  /// The work at an openness 0…1 of each gate, in the order of `map`.
  public init(_ graph: Graph, _ map: GateMap, _ openness: [Double]) {
    layers = GatedLayer.all(graph, map).map { layer in
      var found = layer.work(
        reads: layer.reads.total(openness), makes: layer.makes.total(openness),
        surplus: GatedLayer.surplus(layer.both, openness))
      found.work = found.work * layer.running(openness)
      return found
    }
  }
}
