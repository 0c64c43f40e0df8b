import Language
import Pruning

/// `methods`.
enum MethodsCommand: Command {
  static let signature = Signature(
    "methods", group: CommandGroup.gates, "the pruning methods and where they come from",
    examples: [.init("methods")])
  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var table = Table([
      .init("method", .left), .init("what it does", .left), .init("source", .left),
    ])
    for method in MethodCatalog.all {
      table.add(["\(method.name)", "\(method.summary)", "\(method.source)"])
    }
    var report = Report()
    report.add(table)
    report["methods"] = .array(
      MethodCatalog.all.map {
        [
          "name": .string($0.name), "summary": .string($0.summary), "source": .string($0.source),
        ]
      })
    return report
  }
}
