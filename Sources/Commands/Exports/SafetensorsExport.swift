import Language
import Networks
import Notebook
import Reports
import Tensors
import Workspaces

/// The network in use with its weights and the lines that build it: what `import` reads.
enum SafetensorsExport: ExportFormat {
  static let ending = "safetensors"
  static let summary = "the network in use, its weights and its layers; ‘import’ reads it"
  static let details = """
    .safetensors: weights by PyTorch's names and layouts (conv1.weight of outputs x inputs x \
    height x width, bn1.running_mean). The metadata have the lines that build the network, how its \
    input is normalised, and its classes.
    """

  static func recognises(_ file: PlainFile) -> Bool {
    (try? SafetensorsFile(file))?.metadata[NetworkFile.key] != nil
  }

  static func make(
    _ arguments: BoundArguments, of engine: Engine, in context: CommandContext
  ) throws -> ExportedFile {
    let whole = try arguments.portableEntry(engine.workspace)
    let entry = try whole.withoutUnread()
    let file = try NetworkFile.file(
      entry, engine.workspace.data?.dataset, for: engine.workspace.task)
    var report = Report(portable: whole)
    report.say("\(file.names.count) \(NumberFormat.noun("tensor", file.names.count))")
    report["tensors"] = .integer(file.names.count)
    report["bytes"] = .integer(file.count)
    return ExportedFile(report: report) { put in try file.write(put) }
  }
}

extension Report {
  /// What an export of a network says first.
  init(portable entry: NetworkEntry) {
    let work = entry.network.graph.ownWork.total
    let rule = entry.rule(dense: entry.denseTotal.parameters)
    self.init(
      """
      \(entry.name): \(entry.network.graph.input.description) → \
      \(entry.network.graph.output.description), \(NetworkReports.count(work.parameters, rule)) \
      parameters
      """)
    self["name"] = .string(entry.name)
    self["parameters"] = NetworkReports.value(work.parameters)
    tellUnread(entry.network.graph)
  }
}
