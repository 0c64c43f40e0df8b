import Costs
import Language
import Networks
import Notebook
import Reports
import Workspaces

/// `networks`.
enum NetworksCommand: Command {
  static let signature = Signature(
    "networks", group: CommandGroup.networks, "the networks there are",
    examples: [.init("networks")],
    otherNames: ["ls", "list", "dir", "models", "nets"])
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? {
    AnswerBasis(.all, needsNumbers: true, needsData: false)
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    guard !draft.networks.isEmpty else {
      return Report("no networks yet; ‘network mlp’ builds one")
    }
    var table = Table([
      .init("", .left), .init("name", .left), .init("spec", .left), .init("epochs"),
      .init("parameters"), .init("multiply-adds"),
    ])
    var rows: [JSONValue] = []
    for name in draft.networkNames {
      let entry = draft.networks[name]!
      let work = entry.network.graph.ownWork.total
      table.add([
        name == draft.current ? "*" : "", "\(name)", "\(entry.spec)",
        "\(entry.run.position.epoch)",
        "\(NetworkReports.count(work.parameters, .total(dense: work.parameters)))",
        "\(NetworkReports.count(work.multiplyAdds, .total(dense: entry.denseWork.multiplyAdds)))",
      ])
      rows.append([
        "name": .string(name), "in_use": .bool(name == draft.current), "spec": .string(entry.spec),
        "epochs": .integer(entry.run.position.epoch),
        "parameters": NetworkReports.value(work.parameters),
        "macs": NetworkReports.value(work.multiplyAdds),
        "unread_macs": NetworkReports.value(entry.network.graph.unreadMacs),
      ])
    }
    var report = Report()
    report.add(table)
    for remark in draft.networkNames.compactMap({ NetworkReports.unread(draft.networks[$0]!) }) {
      report.say("\(remark)")
    }
    report["networks"] = .array(rows)
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation()
    explanation.formula("multiply-adds", "Σ over layers of what ‘explain’ after ‘layers’ shows")
    for name in answer.workspace.networkNames {
      guard let entry = answer.workspace.networks[name] else { continue }
      let layers = entry.network.graph.ownWork.filter { $0.work.multiplyAdds > 0 }
      let terms = layers.prefix(4).map { NumberText.count($0.work.multiplyAdds) }
      let total = layers.total.multiplyAdds
      let rest = layers.count > 4 ? " + \(layers.count - 4) more" : ""
      explanation.put(
        "\(name): \(terms.joined(separator: " + "))\(rest) = \(NumberText.count(total))", total,
        at: ["networks", name, "macs"], kind: entry.isShapedByTraining ? .trained : .derived)
    }
    explanation.source(Explanation.countSource)
    return explanation
  }
}
