import Language
import Networks
import Notebook
import Reports
import Sessions
import Tensors
import Workspaces

/// The network in use with its weights and the lines that build it: what `import` reads.
enum SafetensorsExport: ExportFormat {
  static let ending = "safetensors"
  static let summary = "the network in use, its weights and its layers; ‘import’ reads it"
  static let details = """
    .safetensors: weights by PyTorch's names and layouts (conv1.weight of outputs x inputs x \
    height x width, bn1.running_mean). The metadata have the lines that build the network, how its \
    input is normalised, and its classes. names=pytorch \
    writes a state dict by the names that models of PyTorch have for the preset, and beside it a \
    .py file with the class, pruned widths inside, whose load() reads it.
    """

  static let options: [Language.Parameter] = [
    .option(
      "names", .choice(["pytorch"]),
      ".safetensors: a state dict of PyTorch, and a .py file beside it with the class",
      otherwise: "those of the layers")
  ]

  static func recognises(_ file: PlainFile) -> Bool {
    guard let metadata = (try? SafetensorsFile(file))?.metadata else { return false }
    return metadata[NetworkFile.key] != nil || metadata[NetworkFile.specKey] != nil
  }

  static func make(
    _ arguments: BoundArguments, of engine: Engine, in context: CommandContext
  ) throws -> ExportedFile {
    let whole = try arguments.portableEntry(engine.workspace)
    let entry = try whole.withoutUnread()
    let source =
      arguments.isTyped("names")
      ? try torch(entry, FilePath.split(arguments.text("FILE") ?? "").name, engine.workspace) : nil
    let file = try NetworkFile.file(
      entry, engine.workspace.data?.dataset, for: engine.workspace.task, naming: source?.names)
    var report = Report(portable: whole)
    report.say("\(file.names.count) \(NumberFormat.noun("tensor", file.names.count))")
    report["tensors"] = .integer(file.names.count)
    report["bytes"] = .integer(file.count)
    var made = ExportedFile(report: report) { put in try file.write(put) }
    made.companion = source.map {
      .init(ending: "py", bytes: Array($0.text.utf8), opening: TorchSource.opening)
    }
    return made
  }

  /// The class for PyTorch, and the names that go with it: those of the file that the network came
  /// from, else those that PyTorch's models have for its preset.
  private static func torch(
    _ entry: NetworkEntry, _ file: String, _ workspace: Workspace
  ) throws -> TorchSource {
    let notes = InputNotes(
      entry.network.graph, workspace.data?.dataset, for: workspace.task)
    let map = entry.preset.map { NameMap(of: $0) } ?? NameMap()
    return try TorchSource(
      entry.network.graph, name: entry.name, version: Provenance.version, weights: file,
      notes: ["Numbers that it wants to see: \(notes.text)."]
    ) { layer in entry.fileNames[layer] ?? map.theirs(layer) }
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
