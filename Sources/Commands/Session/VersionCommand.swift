import Language
import Notebook
import Reports
import Tensors
import Workspaces

/// `version`.
enum VersionCommand: Command {
  static let signature = Signature(
    "version", group: CommandGroup.notebook, "tells what this program is",
    examples: [.init("version")],
    otherNames: ["about"])

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var report = Report()
    let optional = optionalLibraries()
    report.add(
      [
        .init("pollard", "\(Provenance.version)"),
        .init("arithmetic", "\(Provenance.arithmetic)"),
        .init("libraries", "\(context.configuration.libraries.joined(separator: ", "))"),
        .init("optional", "\(optional.text)"),
      ].filter { !$0.value.text.isEmpty }, volatile: true)
    report["version"] = .string(Provenance.version)
    report["arithmetic"] = .string(Provenance.arithmetic)
    report["libraries"] = .array(context.configuration.libraries.map(JSONValue.string))
    report["optional"] = optional.value
    return report
  }

  /// The optional libraries with their versions, or why they have none and what builds them.
  static func optionalLibraries(
    in folder: String? = OptionalLibrary.programFolder
  ) -> (text: String, value: JSONValue) {
    var texts: [String] = []
    var values: [JSONValue] = []
    for library in OptionalLibrary.all {
      var version: JSONValue = .null
      var problem: JSONValue = .null
      do {
        let loaded = try library.load(from: folder)
        version = .string(loaded.version)
        texts.append("\(library.name): \(loaded.version)")
      } catch {
        problem = .string(error.code)
        texts.append("\(library.name): \(error.summary) (\(library.setup))")
      }
      values.append(
        .object([
          "name": .string(library.name), "version": version, "problem": problem,
          "setup": .string(library.setup),
        ]))
    }
    return (texts.joined(separator: "; "), .array(values))
  }
}
