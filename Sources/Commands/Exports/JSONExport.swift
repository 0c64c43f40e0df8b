import Language
import Notebook
import Reports
import Tensors

/// The whole account of the network in use, for programs.
enum JSONExport: ExportFormat {
  static let ending = "json"
  static let summary = "the whole account of the network in use: counts, joules, training"
  static let details = """
    .json: what ‘flops bytes’, ‘energy’, ‘energy training’ and ‘gates’ say of the network in use, \
    unrounded and under the same names. Layer by layer it has multiply-adds, bytes and estimated \
    joules; then the epochs, what ‘evaluate’ says of the network as it is, and the proof of the \
    compaction the network came from. Each figure has its kind and its source. Network and gates \
    are asked about the test split, where data are loaded.
    """

  /// How every file begins.
  private static let opening = "{\n  \"format\": \"\(NetworkAccount.format)\""

  static func recognises(_ file: PlainFile) -> Bool {
    file.opening(1024).starts(with: opening.utf8)
  }

  static func make(
    _ arguments: BoundArguments, of engine: Engine, in context: CommandContext
  ) throws -> ExportedFile {
    let entry = try arguments.entry(engine.workspace)
    let account = try NetworkAccount(
      try arguments.asking(entry, engine.workspace, context), engine.workspace
    ) { try engine.answer($0, in: context) }
    let text = JSONValue.object(account.object).indented(by: 2)
    let count = entry.denseLayers.count
    var report = Report("\(entry.name): \(count) \(NumberFormat.noun("layer", count))")
    report["name"] = .string(entry.name)
    report["layers"] = .integer(count)
    return ExportedFile(bytes: Array(text.utf8), report: report)
  }
}
