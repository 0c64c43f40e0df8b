import Costs
import Networks
import Reports

extension Report {
  /// Names the layers of `graph` that nothing reads, with what they would cost, which is in no
  /// other figure; says nothing where all are read.
  mutating func tellUnread(_ graph: Graph) {
    let unread = graph.unread
    let macs = graph.unreadMacs
    if !unread.isEmpty {
      let names = unread.map(\.name).joined(separator: ", ")
      let noun = unread.count == 1 ? "a layer that nothing reads" : "layers that nothing reads"
      say(
        "left out, \(noun): \(names) (\(NetworkReports.count(macs)) multiply-adds)")
    }
    self["unread_macs"] = NetworkReports.value(macs)
    self["unread_layers"] = .array(unread.map { .string($0.name) })
  }
}
