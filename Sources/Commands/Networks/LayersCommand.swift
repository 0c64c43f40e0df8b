import Costs
import Language
import Networks
import Notebook
import Reports
import Workspaces

/// `layers`.
enum LayersCommand: Command {
  static let signature = Signature(
    "layers", group: CommandGroup.networks,
    "the table of layers: output, parameters, multiply-adds",
    examples: [.init("layers")],
    otherNames: ["summary", "model", "print", "inspect", "torchinfo"])
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? { .layers }

  static func effects(of arguments: BoundArguments) -> [Effect] { [.readInUse, .use(.inUse)] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let entry = try arguments.entry(draft)
    let graph = entry.network.graph
    // Rows of a network that training shaped are results, and no two machines need share them.
    func figure(_ text: String) -> Figure {
      Figure(text, entry.isShapedByTraining ? .gates : .derived)
    }
    func count(_ number: Double) -> Figure { figure(NetworkReports.count(number).text) }
    // No count of the network holds gates, which compaction takes, or what nothing reads.
    let work = graph.nodes.map {
      $0.isGate || !$0.isRead ? LayerWork($0.name, .zero) : $0.work
    }
    let total = work.total
    let hasFileNames = graph.nodes.contains { entry.nameInFile($0.name) != nil }
    var table = Table(
      [
        .init("layer", .left), .init("type", .left, isCuttable: true), .init("output"),
        .init("parameters"), .init("multiply-adds"), .init("share"),
      ] + (hasFileNames ? [.init("in its file", .left, isCuttable: true)] : []))
    var rows: [JSONValue] = []
    for (node, part) in zip(graph.nodes, work) {
      let share = total.multiplyAdds == 0 ? 0 : part.work.multiplyAdds / total.multiplyAdds
      let own: [Phrase] =
        node.isRead
        ? [
          "\(count(part.work.parameters))", "\(count(part.work.multiplyAdds))",
          "\(figure(NumberFormat.percent(share)))",
        ] : ["-", "-", "not read"]
      let fileName = entry.nameInFile(node.name)
      table.add(
        ["\(node.name)", "\(node.layer.label)", "\(node.shape.description)"] + own
          + (hasFileNames ? ["\(Printable.of(fileName ?? ""))"] : []))
      var row: JSONObject = [
        "name": .string(node.name), "type": .string(node.layer.text),
        "output": .string(node.shape.description),
        "parameters": NetworkReports.value(part.work.parameters),
        "macs": NetworkReports.value(part.work.multiplyAdds), "share": .real(share),
        "unread_macs": node.isRead ? 0 : NetworkReports.value(node.work.work.multiplyAdds),
      ]
      if let fileName { row["original"] = .string(fileName) }
      rows.append(.object(row))
    }
    let dense = entry.denseTotal
    table.addTotal(
      [
        "total", "", "\(graph.output.description)",
        "\(NetworkReports.count(total.parameters, entry.rule(dense: dense.parameters)))",
        "\(NetworkReports.count(total.multiplyAdds, entry.rule(dense: dense.multiplyAdds)))",
        "\(Figure.percent(total.multiplyAdds == 0 ? 0 : 1))",
      ] + (hasFileNames ? [""] : []))
    var report = Report()
    report.add(table)
    report["layers"] = .array(rows)
    report["parameters"] = NetworkReports.value(total.parameters)
    report["macs"] = NetworkReports.value(total.multiplyAdds)
    report.tellUnread(graph)
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let entry = answer.workspace.entry else { return nil }
    var explanation = Explanation(entry.isShapedByTraining ? .trained : .derived)
    let graph = entry.network.graph
    explanation.multiplyAdds(graph, all: true, list: "layers")
    explanation.parameters(graph)
    explanation.formula("share", "a layer's multiply-adds / all of them")
    let total = graph.ownWork.total.multiplyAdds
    for layer in graph.ownWork where layer.work.multiplyAdds > 0 {
      let share = layer.work.multiplyAdds / total
      explanation.put(
        "\(layer.name): \(NumberText.count(layer.work.multiplyAdds)) / "
          + "\(NumberText.count(total)) = \(NumberFormat.percent(share))", share,
        at: ["layers", layer.name, "share"])
    }
    explanation.windows(graph.nodes)
    explanation.source(Explanation.countSource)
    return explanation
  }
}
