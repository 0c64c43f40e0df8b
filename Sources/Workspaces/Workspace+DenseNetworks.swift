import Costs
import Networks

extension Workspace {
  /// The network that cuts of `entry` are told against; nil where it is not known.
  ///
  /// A file of an earlier version names it alone: it is the one of that name, as long as that has
  /// the layers which the file holds of it.
  public func denseNetwork(of entry: NetworkEntry) throws(LayerError) -> DenseNetwork? {
    if let dense = try entry.denseNetwork() { return dense }
    guard let origin = entry.origin, let other = networks[origin.name] else { return nil }
    let dense = try DenseNetwork(origin.name, other.denseGraph)
    let layers = try dense.graph().work
    return layers.map(\.shapeless) == origin.denseLayers.map(\.shapeless) ? dense : nil
  }

  /// Gives networks of such files their dense network, where it is there.
  mutating func findDenseNetworks() {
    for (name, entry) in networks where entry.origin != nil && entry.origin?.dense == nil {
      let dense = try? denseNetwork(of: entry)
      networks[name]?.origin?.dense = dense
      if let layers = try? dense?.graph().work { networks[name]?.origin?.denseLayers = layers }
    }
  }
}
