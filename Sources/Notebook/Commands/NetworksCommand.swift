import Language
import Networks

/// `networks`.
enum NetworksCommand: Command {
  static let signature = Signature(
    "networks", group: CommandGroup.networks, "the networks there are",
    examples: [.init("networks")])
  static let kind = CommandKind.question

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
      ])
    }
    var report = Report()
    report.add(table)
    report["networks"] = .array(rows)
    return report
  }
}
