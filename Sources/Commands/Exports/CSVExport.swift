import Datasets
import Language
import Notebook
import Reports
import Tensors
import Training

/// The training of the network in use, a row an epoch.
enum CSVExport: ExportFormat {
  static let ending = "csv"
  static let summary = "the training of the network in use, a row an epoch"
  static let details = """
    .csv: all epochs so far, under the columns with which ‘log’ begins, and the scores of the test \
    and the validation part after each epoch where somebody looked. Parts of an epoch have rows of \
    their own.
    """

  /// What no file of `log` begins with, so that neither takes the other for its own.
  private static func columns(_ task: any Task) -> [String] {
    EpochLog.course(task) + EpochLog.looks(task)
  }

  /// Those of files of before, which knew no validation.
  private static func oldColumns(_ task: any Task) -> [String] {
    Array(columns(task).dropLast(task.scores.count))
  }

  static func recognises(_ file: PlainFile) -> Bool {
    let opening = file.opening(1024)
    return TaskCatalog.all.contains { task in
      [columns(task), oldColumns(task)].contains { opening.starts(with: CSVLine.text($0).utf8) }
    }
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
    let task = engine.workspace.task
    let rows = entry.epochs.map { epoch in
      EpochLog.fields(epoch, task, of: entry.name) + EpochLog.looks(epoch, task)
    }
    let text = ([columns(task)] + rows).map(CSVLine.text).joined()
    var report = Report("\(entry.name): \(rows.count) \(NumberFormat.noun("row", rows.count))")
    report["name"] = .string(entry.name)
    report["rows"] = .integer(rows.count)
    return ExportedFile(bytes: Array(text.utf8), report: report)
  }
}
