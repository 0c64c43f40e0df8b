import Costs
import Networks
import Reports
import Workspaces

/// Reports that several commands share.
enum NetworkReports {
  /// One line about a network.
  static func summary(_ entry: NetworkEntry) -> Report {
    let graph = entry.network.graph
    let work = graph.ownWork.total
    let dense = entry.denseTotal
    let count = graph.nodes.count(where: \.isRead)
    let layers = Figure("\(count)", entry.rule(dense: Double(count)))
    var report = Report(
      """
      \(entry.name): \(graph.input.description) → \(graph.output.description), \
      \(layers) \(NumberFormat.noun("layer", count)), \
      \(self.count(work.parameters, entry.rule(dense: dense.parameters))) parameters, \
      \(self.count(work.multiplyAdds, entry.rule(dense: dense.multiplyAdds))) multiply-adds an image
      """)
    report["name"] = .string(entry.name)
    report["spec"] = .string(entry.spec)
    report["input"] = .string(graph.input.description)
    report["output"] = .string(graph.output.description)
    report["layers"] = .integer(count)
    report["parameters"] = value(work.parameters)
    report["macs"] = value(work.multiplyAdds)
    report.tellUnread(graph)
    return report
  }

  /// Which layers of a network nothing reads, so that its figures leave them out; nil where all are
  /// read.
  static func unread(_ entry: NetworkEntry) -> String? {
    let names = entry.denseGraph.unread.map(\.name)
    guard !names.isEmpty else { return nil }
    return "‘\(entry.name)’ without what nothing reads: \(names.joined(separator: ", "))"
  }

  /// A count of work: whole numbers exactly, expected ones to the nearest.
  static func count(_ number: Double, _ rule: ComparisonRule = .derived) -> Figure {
    .count(Int(min(number.rounded(), 0x1p62)), rule)
  }

  /// Whole counts as integers, expected ones as they are.
  static func value(_ number: Double) -> JSONValue {
    number == number.rounded() && abs(number) < 0x1p53 ? .integer(Int(number)) : .real(number)
  }
}
