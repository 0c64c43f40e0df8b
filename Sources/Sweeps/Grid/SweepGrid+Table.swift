import Datasets
import Tensors

extension SweepGrid.Axis {
  /// `NAME[,NAME…]=@FILE.csv`: these columns of a table, a point a row.
  ///
  /// - Throws: a `SweepError` where a column is missing or a value is, a `DatasetError` where the
  ///   file cannot be read.
  public init(names: [String], table path: String, stop: StopFlag? = nil) throws {
    let table = try TextTable(path, limit: SweepValues.most, stop: stop)
    let columns = try names.map { name in
      guard let column = table.names.firstIndex(of: name) else {
        throw SweepError(
          "‘\(path)’ has no column named ‘\(name)’",
          hint: "it has " + table.names.prefix(20).joined(separator: ", "))
      }
      return column
    }
    var seen: Set<[String]> = []
    let rows = try table.rows.map { row in
      let values = columns.map { row.cells[$0] }
      if let empty = zip(names, values).first(where: { $0.1.isEmpty }) {
        throw SweepError("‘\(path)’, line \(row.line), has no value of ‘\(empty.0)’")
      }
      for (name, value) in zip(names, values) {
        try SweepValues.requireOneLine(value, of: name)
      }
      guard seen.insert(values).inserted else {
        throw SweepError(
          "‘\(path)’, line \(row.line), repeats an earlier row",
          hint: "add a column that tells them apart, such as seed")
      }
      return values
    }
    self.init(names: names, rows: rows)
  }

  /// What was typed behind `NAME=`, as it was typed: values, or `@FILE.csv`.
  public init(_ names: String, typed values: String, stop: StopFlag? = nil) throws {
    let names = names.split(separator: ",").map(String.init)
    if values.hasPrefix("@") {
      try self.init(names: names, table: String(values.dropFirst()), stop: stop)
    } else if let name = names.first, names.count == 1 {
      try self.init(name: name, values: values)
    } else {
      throw SweepError(
        "several names take their values from a table, found ‘\(values)’",
        hint: "\(names.joined(separator: ","))=@FILE.csv, a column each")
    }
  }
}
