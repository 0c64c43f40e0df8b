import Tensors

/// A CSV file as numeric features and a label.
///
/// The label is a column number, counted from 1, or a name in the first row. The first row is a
/// header if it holds that name, if a cell outside the label column is no number, or if its label
/// is no whole number and those of all other rows are. Every other column is a feature. Labels are
/// any text but an empty one; classes come in the order of their numbers if all are integers, in
/// byte order otherwise.
struct CSVTable: Sendable {
  let columns: [String]
  let classNames: [String]
  let features: [Float]
  let labels: [Int32]

  /// Classes that a file may have.
  private static let classLimit = 10_000

  init(_ path: String, label: String, stop: StopFlag? = nil) throws(DatasetError) {
    let reader = try CSVReader(path, stop: stop)
    guard let first = try reader.next() else {
      throw DatasetError(.empty("a row of cells"), file: path)
    }
    var plan = try Plan(first, label: label, path: path)
    var rows = Rows(plan: plan, path: path, stop: stop)
    if !plan.hasHeader { try rows.add(first) }
    while let row = try reader.next() { try rows.add(row) }
    if !plan.hasHeader, rows.beginsWithNames {
      rows = rows.withoutFirst
      plan.takeNames(of: first)
    }
    guard rows.labels.count >= 2 else {
      throw DatasetError(.empty("at least 2 rows of numbers"), file: path)
    }
    columns = plan.names.indices.filter { $0 != plan.label }.map { plan.names[$0] }
    (classNames, labels) = try rows.classes()
    features = rows.features
  }

  /// What the first row says about the columns.
  struct Plan {
    private(set) var names: [String]
    let label: Int
    let hasHeader: Bool

    /// The first row is a header after all.
    mutating func takeNames(of row: CSVReader.Row) { names = row.texts }

    init(_ row: CSVReader.Row, label: String, path: String) throws(DatasetError) {
      let cells = row.texts
      let numbers = (0..<row.count).filter { DecimalNumber.value(row[$0]) != nil }
      let counted = Int(label).flatMap { $0 >= 1 && $0 <= row.count ? $0 - 1 : nil }
      let named =
        numbers.count < row.count && !label.isEmpty ? cells.firstIndex(of: label) : nil
      guard let index = counted ?? named else {
        let isHeaderless = numbers.count == row.count
        let hint =
          isHeaderless
          ? "the file has no header: type label=N, a column number from 1 to \(row.count)"
          : "label= takes the name of a column as the first row has it, or its number"
        throw DatasetError(
          .noSuchColumn(label, columns: isHeaderless ? Self.counted(row.count) : cells), file: path,
          hint: hint)
      }
      guard row.count > 1 else {
        throw DatasetError(
          .disagreement(expected: "a label and at least one feature", found: "1 column"),
          file: path)
      }
      self.label = index
      hasHeader = counted == nil || numbers.filter { $0 != index }.count < row.count - 1
      names = hasHeader ? cells : Self.counted(row.count)
    }

    /// What columns without names are called.
    private static func counted(_ count: Int) -> [String] { (1...count).map { "\($0)" } }
  }

  /// The rows so far.
  private struct Rows {
    let plan: Plan
    let path: String
    let stop: StopFlag?
    var features: [Float] = []
    var labels: [Int32] = []
    /// Label texts in the order they came, and their numbers.
    var texts: [String] = []
    var numbers: [String: Int32] = [:]

    init(plan: Plan, path: String, stop: StopFlag?) {
      self.plan = plan
      self.path = path
      self.stop = stop
    }

    /// What helps where a number was expected.
    private static func hint(_ text: String) -> String {
      let point = text.replacing(",", with: ".")
      return point != text && Double(point) != nil
        ? "numbers have a decimal point: \(point)"
        : "every column but the label must hold numbers; take others out"
    }

    mutating func add(_ row: CSVReader.Row) throws(DatasetError) {
      guard row.count == plan.names.count else {
        throw DatasetError(
          .disagreement(
            expected: "\(plan.names.count) cells in line \(row.line)", found: "\(row.count)"),
          file: path)
      }
      if features.capacity - features.count < row.count, features.capacity > 1 << 16 {
        try stop.check(needing: 2 * features.capacity * MemoryLayout<Float>.stride)
      }
      for index in 0..<row.count where index != plan.label {
        guard let value = DecimalNumber.value(row[index]), Float(value).isFinite else {
          throw DatasetError(
            .notANumber(
              line: row.line, column: index + 1, name: plan.names[index], text: row.text(index)),
            file: path, hint: Self.hint(row.text(index)))
        }
        features.append(Float(value))
      }
      let text = row.text(plan.label)
      guard !text.isEmpty else {
        throw DatasetError(
          .noLabel(line: row.line, column: plan.label + 1), file: path,
          hint: "every row has a class; take out the rows that have none")
      }
      if let known = numbers[text] {
        labels.append(known)
      } else {
        labels.append(Int32(truncatingIfNeeded: texts.count))
        numbers[text] = labels[labels.count - 1]
        texts.append(text)
        guard texts.count <= CSVTable.classLimit else { throw wrongLabels("more") }
      }
    }

    /// Whether the first label is no whole number, and those of all other rows are.
    var beginsWithNames: Bool {
      texts.count > 1 && Int(texts[0]) == nil && labels.dropFirst().allSatisfy { $0 != 0 }
        && texts.dropFirst().allSatisfy { Int($0) != nil }
    }

    /// The rows but the first, whose label no other has.
    var withoutFirst: Rows {
      var rest = self
      rest.features.removeFirst(plan.names.count - 1)
      rest.labels = labels.dropFirst().map { $0 - 1 }
      rest.texts.removeFirst()
      return rest
    }

    private func wrongLabels(_ found: String) -> DatasetError {
      DatasetError(
        .disagreement(
          expected: "2 … \(CSVTable.classLimit) different labels in column \(plan.label + 1)",
          found: found),
        file: path, hint: "name the column that holds the class: label=COLUMN")
    }

    /// Class names in their order, and the labels renumbered to it.
    func classes() throws(DatasetError) -> (names: [String], labels: [Int32]) {
      guard texts.count >= 2 else { throw wrongLabels("\(texts.count)") }
      let values = texts.compactMap { Int($0) }
      let order: [Int] =
        values.count == texts.count
        ? texts.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        : texts.indices.sorted { texts[$0].utf8.lexicographicallyPrecedes(texts[$1].utf8) }
      var rank = [Int32](repeating: 0, count: texts.count)
      for (place, index) in order.enumerated() { rank[index] = Int32(place) }
      let names = order.map { DatasetError.Problem.printable(texts[$0], limit: 80) }
      return (names, labels.map { rank[Int($0)] })
    }
  }
}
