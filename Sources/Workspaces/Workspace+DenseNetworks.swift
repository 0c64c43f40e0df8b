import Costs
import Networks

extension Workspace {
  /// Gives networks of files of an earlier version, which name their dense network alone, its
  /// lines, where it is there and has the layers that they hold of it.
  mutating func findDenseNetworks() {
    for (name, entry) in networks {
      guard let origin = entry.origin, origin.dense == nil, let other = networks[origin.name],
        let dense = try? DenseNetwork(origin.name, other.denseGraph),
        let graph = try? dense.graph(), graph.work == origin.denseLayers
      else { continue }
      networks[name]?.origin?.dense = dense
    }
  }
}
