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
    let layers = Figure("\(graph.nodes.count)", entry.rule(dense: Double(graph.nodes.count)))
    var report = Report(
      """
      \(entry.name): \(graph.input.description) → \(graph.output.description), \
      \(layers) layers, \(count(work.parameters, entry.rule(dense: dense.parameters))) parameters, \
      \(count(work.multiplyAdds, entry.rule(dense: dense.multiplyAdds))) multiply-adds an image
      """)
    report["name"] = .string(entry.name)
    report["spec"] = .string(entry.spec)
    report["input"] = .string(graph.input.description)
    report["output"] = .string(graph.output.description)
    report["layers"] = .integer(graph.nodes.count)
    report["parameters"] = value(work.parameters)
    report["macs"] = value(work.multiplyAdds)
    return report
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
