import Tensors

/// A small table of text from a CSV file: a first row of names, then rows as long as it.
public struct TextTable: Sendable {
  /// The cells of the first row, without blanks around them.
  public let names: [String]
  /// The other rows, each with the line it begins on.
  public let rows: [(line: Int, cells: [String])]

  /// Reads at most `limit` rows; more is an error, as is a row of another length.
  public init(_ path: String, limit: Int, stop: StopFlag? = nil) throws(DatasetError) {
    let reader = try CSVReader(path, stop: stop)
    guard let first = try reader.next() else {
      throw DatasetError(.empty("a row of names"), file: path)
    }
    names = first.texts.map(Self.trimmed)
    var rows: [(line: Int, cells: [String])] = []
    while let row = try reader.next() {
      guard rows.count < limit else {
        throw DatasetError(.tooLarge(limit: "\(limit) rows", found: "more"), file: path)
      }
      guard row.count == names.count else {
        throw DatasetError(
          .syntax(
            line: row.line, column: 1,
            detail: "\(row.count) cells, where the first row has \(names.count)"), file: path)
      }
      rows.append((row.line, row.texts.map(Self.trimmed)))
    }
    self.rows = rows
  }

  private static func trimmed(_ text: String) -> String {
    let blanks: Set<Character> = [" ", "\t"]
    return String(
      text.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
  }
}
