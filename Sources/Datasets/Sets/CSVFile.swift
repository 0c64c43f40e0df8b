import Tensors

/// `data csv FILE label=COLUMN`: rows of numbers and a label.
///
/// The file has no parts of its own: the generator of (seed, stream `split`) puts the rows in an
/// order, the last fifth of them (rounded down, at least one) becomes the test part.
public enum CSVFile: DatasetSource {
  public static let name = "csv"
  public static let summary = "rows of numbers and a label from a file (csv FILE label=COLUMN)"
  public static let citation = "a file of the user"
  public static let options: Set<DatasetOption> = [.file, .label]

  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    let hint = "type ‘data csv FILE label=COLUMN’"
    guard let file = request.file, !file.isEmpty else {
      throw DatasetError(.missing("the name of a CSV file"), hint: hint)
    }
    let path = DataFolder.expanded(file)
    let table: CSVTable
    do {
      table = try CSVTable(path, label: request.label ?? "", stop: stop)
    } catch {
      switch error.problem {
      case .missing:
        throw error.hinting("a name without a folder is looked for where pollard was started")
      case .noSuchColumn("", let columns):
        throw DatasetError(.unnamedLabel(columns: columns), file: path, hint: hint)
      default: throw error
      }
    }
    let all = Examples(
      shape: Shape(table.columns.count), labels: table.labels, pixels: .reals(table.features))
    let parted = try TestShare(of: all, "rows", seed: request.seed, stop)
    return DatasetParts(
      classNames: table.classNames, training: parted.training, test: parted.test, location: path,
      notes: [parted.note])
  }
}
