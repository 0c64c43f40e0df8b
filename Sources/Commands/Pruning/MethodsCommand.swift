import Language
import Notebook
import Pruning
import Reports
import Workspaces

/// `methods`.
enum MethodsCommand: Command {
  static let signature = Signature(
    "methods", group: CommandGroup.gates, "the pruning methods and where they come from",
    examples: [.init("methods")],
    details: "‘help prune METHOD’ tells the options of one.",
    otherNames: ["algorithms"])
  static let kind = CommandKind.question

  static func effects(of arguments: BoundArguments) -> [Effect] { [] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var table = Table([
      .init("method", .left), .init("what it does", .left), .init("removes", .left),
      .init("source", .left),
    ])
    for method in MethodCatalog.all {
      table.add([
        "\(method.name)", "\(method.summary)", "\(method.removes.rawValue)", "\(method.source)",
      ])
    }
    var report = Report()
    report.add(table)
    report["methods"] = .array(MethodCatalog.all.map(value))
    return report
  }

  private static func value(_ method: MethodDescription) -> JSONValue {
    [
      "name": .string(method.name), "summary": .string(method.summary),
      "source": .string(method.source), "removes": .string(method.removes.rawValue),
      "decides": .string(method.decides),
      "options": .array(
        method.options.map { option in
          [
            "name": .string(option.name), "summary": .string(option.summary),
            "values": .string(Parameter(option).expectation),
            "default": JSONValue(option.defaultText),
          ]
        }),
    ]
  }
}
