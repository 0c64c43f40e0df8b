import Networks
import Notebook
import Pruning
import Reports

/// What masks leave, in words and tables.
enum MaskReport {
  /// The whole network in a line.
  static func summary(_ layers: [MaskedWork]) -> Report {
    let (kept, all) = (layers.total(\.kept), layers.total(\.connections))
    let (keptMacs, macs) = (layers.total(\.keptMultiplyAdds), layers.total(\.multiplyAdds))
    return Report(
      """
      masks: \(NetworkReports.count(kept, .total(dense: all))) of \
      \(NetworkReports.count(all, .total(dense: all))) connections stay and \
      \(NetworkReports.count(keptMacs, .total(dense: macs))) multiply-adds by them (counted); this \
      engine multiplies zeros too
      """)
  }

  /// The network and its layers.
  static func report(_ network: Network) -> Report {
    let layers = MaskedWork.layers(of: network)
    var report = summary(layers)
    var table = Table([
      .init("layer", .left), .init("connections"), .init("stay"), .init("share"),
      .init("multiply-adds"), .init("empty channels"),
    ])
    for layer in layers {
      table.add([
        "\(layer.layer)",
        "\(NetworkReports.count(layer.connections, .gates))",
        "\(NetworkReports.count(layer.kept, .gates))",
        "\(Figure.percent(layer.kept / max(1, layer.connections), .gates))",
        "\(NetworkReports.count(layer.keptMultiplyAdds, .gates))",
        "\(NetworkReports.count(Double(layer.emptyChannels), .gates))",
      ])
    }
    report.add(table)
    let (kept, all) = (layers.total(\.kept), layers.total(\.connections))
    report["connections"] = NetworkReports.value(kept)
    report["dense_connections"] = NetworkReports.value(all)
    report["kept"] = .real(kept / max(1, all))
    report.tellUnread(network.graph)
    report["kind"] = "counted"
    report["layers"] = .array(
      layers.map { layer in
        [
          "name": .string(layer.layer), "connections": NetworkReports.value(layer.kept),
          "dense_connections": NetworkReports.value(layer.connections),
          "kept": .real(layer.kept / max(1, layer.connections)), "kind": "counted",
          "macs": NetworkReports.value(layer.keptMultiplyAdds),
          "dense_macs": NetworkReports.value(layer.multiplyAdds),
          "empty_channels": .integer(layer.emptyChannels),
        ]
      })
    return report
  }

  static func explanation(of answer: Answer) -> Explanation? {
    guard let kept = answer.number("connections"), let all = answer.number("dense_connections"),
      let share = answer.number("kept")
    else { return nil }
    var explanation = Explanation(.trained)
    explanation.formula("connections", "Σ over layers of weights that no mask takes away")
    let rows = answer.rows("layers").compactMap { row in row.number("connections") }
    let terms = rows.prefix(4).map(NumberText.count).joined(separator: " + ")
    let rest = rows.count > 4 ? " + \(rows.count - 4) more" : ""
    explanation.put("\(terms)\(rest) = \(NumberText.count(kept))", kept, at: ["connections"])
    explanation.put(
      "kept: \(NumberText.count(kept)) / \(NumberText.count(all)) = "
        + NumberFormat.percent(share, 2), share, at: ["kept"])
    explanation.note(
      "counted: dense loops multiply zeros too, so time and joules stay until channels leave")
    return explanation
  }
}
