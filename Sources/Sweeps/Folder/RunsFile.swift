import Datasets
import Sessions

/// `runs.csv`: assembled whole from the rows of the points.
public enum RunsFile {
  /// Writes the table of a folder, and again where a row has come meanwhile: of several processes
  /// that do so at once, the last one writes all rows.
  ///
  /// - Parameter names: of the points of a sweep, in order.
  /// - Returns: how many rows of points with other names are left out, for another text of the
  ///   script made them.
  @discardableResult
  public static func assemble(
    _ folder: SweepFolder, _ names: [String], script: String
  ) throws(FileError) -> Int {
    let known = Set(names)
    var rows = folder.rows
    while true {
      try write(ordered(rows, names, script: script), to: folder.table)
      let now = folder.rows
      if now == rows {
        return rows.count { !known.contains($0.key) && $0.value.script != script }
      }
      rows = now
    }
  }

  /// Writes the table.
  ///
  /// - Parameter rows: in their order.
  public static func write(_ rows: [PointRow], to path: String) throws(FileError) {
    let columns = columns(rows)
    let lines = [columns] + rows.map { $0.cells(columns) }
    try AtomicFile.write(lines.map(CSVLine.text).joined(), to: path)
  }

  /// Parameters, seed, scores, what was kept, facts.
  static func columns(_ rows: [PointRow]) -> [String] {
    var columns: [String] = []
    var seen: Set<String> = [RunsTable.seed]
    func add(_ names: [String]) {
      for name in names where seen.insert(name).inserted { columns.append(name) }
    }
    for row in rows { add(row.point.parameters.map(\.name)) }
    columns.append(RunsTable.seed)
    add(RunsTable.scores)
    for row in rows { add(row.kept.map(\.name)) }
    add(RunsTable.facts)
    return columns
  }

  /// The rows of a sweep's points in their order, then those of other points of the same script by
  /// name: what an earlier sweep with other values left in the folder.
  ///
  /// - Parameter names: of the points, in order.
  public static func ordered(
    _ rows: [String: PointRow], _ names: [String], script: String
  ) -> [PointRow] {
    let known = Set(names)
    let others = rows.filter { !known.contains($0.key) && $0.value.script == script }
    return names.compactMap { rows[$0] }.filter { $0.script == script }
      + others.sorted { $0.key < $1.key }.map(\.value)
  }
}
