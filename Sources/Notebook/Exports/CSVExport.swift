import Language
import Reports
import Tensors

/// The training of the network in use, a row an epoch.
enum CSVExport: ExportFormat {
  static let ending = "csv"
  static let summary = "the training of the network in use, a row an epoch"
  static let details = """
    .csv: all epochs so far, under the columns with which ‘log’ begins, and the test accuracy \
    where ‘train until accuracy=’ looked. Parts of an epoch have rows of their own.
    """

  /// What no file of `log` begins with, so that neither takes the other for its own.
  private static let columns = EpochLog.course + ["test_accuracy"]

  static func recognises(_ file: PlainFile) -> Bool {
    file.opening(1024).starts(with: EpochLog.line(columns).utf8)
  }

  static func make(
    _ arguments: BoundArguments, of engine: Engine, in context: CommandContext
  ) throws -> ExportedFile {
    let entry = try arguments.entry(engine.workspace)
    guard !entry.epochs.isEmpty else {
      throw arguments.error(
        "not-trained", "‘\(entry.name)’ was not trained yet, so there is no row to write",
        at: "FILE", hint: "try ‘train 3’")
    }
    let rows = entry.epochs.map {
      EpochLog.fields($0, of: entry.name) + [$0.testAccuracy.map { "\($0)" } ?? ""]
    }
    let text = ([columns] + rows).map(EpochLog.line).joined()
    var report = Report("\(entry.name): \(rows.count) \(NumberFormat.noun("row", rows.count))")
    report["name"] = .string(entry.name)
    report["rows"] = .integer(rows.count)
    return ExportedFile(bytes: Array(text.utf8), report: report)
  }
}
