import Language
import Notebook
import Reports
import Workspaces

/// `version`.
enum VersionCommand: Command {
  static let signature = Signature(
    "version", group: CommandGroup.notebook, "tells what this program is",
    examples: [.init("version")])

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var report = Report()
    report.add(
      [
        .init("pollard", "\(Provenance.version)"),
        .init("arithmetic", "\(Provenance.arithmetic)"),
        .init("libraries", "\(context.configuration.libraries.joined(separator: ", "))"),
      ].filter { !$0.value.text.isEmpty }, volatile: true)
    report["version"] = .string(Provenance.version)
    report["arithmetic"] = .string(Provenance.arithmetic)
    report["libraries"] = .array(context.configuration.libraries.map(JSONValue.string))
    return report
  }
}
