import Networks
import Reports
import Tensors
import Workspaces

extension Workspace {
  /// The network that cuts of `entry` are told against, gates gone, with numbers that nobody
  /// trained; nil where it is not known, or would not fit into memory.
  ///
  /// - Parameter images: at once.
  func denseNetwork(
    of entry: NetworkEntry, images: Int, _ stop: StopFlag
  ) throws -> Network? {
    guard let graph = try denseNetwork(of: entry)?.graph(),
      AvailableMemory.holds(MemoryNeed.inference(graph, batch: images))
    else { return nil }
    return try Network(graph, seed: 1, interruptedBy: stop)
  }
}

extension Report {
  /// Names the network that the cuts above are told against, and what it costs.
  mutating func tellDense(_ entry: NetworkEntry) {
    let macs = entry.denseTotal.multiplyAdds
    say(
      """
      dense: ‘\(entry.denseName)’ before anything left it, \(NetworkReports.count(macs)) \
      multiply-adds an image
      """, volatile: true)
    self["cuts_against"] = [
      "name": .string(entry.denseName), "macs": NetworkReports.value(macs),
    ]
  }
}
