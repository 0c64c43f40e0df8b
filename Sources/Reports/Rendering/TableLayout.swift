import Language

/// Lays a table out. Where it is wider than the screen, columns of words that may be cut are; if
/// that is not enough it is parted into tables one under the other, each with the first column
/// again, so that no number is cut.
struct TableLayout {
  private let table: Table
  private let widths: [Int]
  private let width: Int?
  private static let gap = 2

  init(_ table: Table, width: Int?) {
    self.table = table
    self.width = width
    let natural = table.columns.indices.map { column in
      let cells = (table.rows + table.totals).map { DisplayWidth.of($0[column].text) }
      return max(DisplayWidth.of(table.columns[column].title), cells.max() ?? 0)
    }
    widths = Self.cut(natural, of: table, to: width)
  }

  /// Words are cut to no less than this many columns.
  private static let leastWords = 12

  /// The widths with columns of words made narrower where that makes the whole fit, or where a
  /// number would not fit beside the first column.
  private static func cut(_ natural: [Int], of table: Table, to width: Int?) -> [Int] {
    guard let width, natural.count > 1 else { return natural }
    var excess = natural.reduce(0, +) + gap * (natural.count - 1) - width
    var widths = natural
    for column in table.columns.indices where table.columns[column].isCuttable && excess > 0 {
      let given = min(excess, max(0, widths[column] - leastWords))
      widths[column] -= given
      excess -= given
    }
    if excess > 0 { widths = natural }
    let numbers = table.columns.indices.dropFirst().filter {
      table.columns[$0].alignment == .right
    }
    let room = width - gap - (numbers.map { widths[$0] }.max() ?? 0)
    if widths[0] > room { widths[0] = min(widths[0], max(leastWords, room)) }
    return widths
  }

  var lines: [LaidLine] {
    guard !table.columns.isEmpty else { return [] }
    return parts.flatMap { columns in
      var lines: [LaidLine] = []
      if table.columns.contains(where: { !$0.title.isEmpty }) {
        lines.append(row(table.columns.map { Phrase($0.title) }, columns, style: .heading))
      }
      lines += table.rows.map { row($0, columns) }
      if !table.totals.isEmpty {
        let total = columns.map { widths[$0] }.reduce(0, +) + Self.gap * (columns.count - 1)
        lines.append(LaidLine(Phrase(String(repeating: "─", count: total))))
        lines += table.totals.map { row($0, columns) }
      }
      return lines.map { Layout.cut($0, width) }
    }
  }

  /// The columns of each part.
  private var parts: [[Int]] {
    let all = Array(table.columns.indices)
    guard let width else { return [all] }
    var parts: [[Int]] = []
    var current = [0]
    var used = widths[0]
    for column in all.dropFirst() {
      let next = used + Self.gap + widths[column]
      if next > width, current.count > 1 {
        parts.append(current)
        current = [0, column]
        used = widths[0] + Self.gap + widths[column]
      } else {
        current.append(column)
        used = next
      }
    }
    return Self.balanced(parts + [current], fitting: { self.total($0) <= width })
  }

  private func total(_ columns: [Int]) -> Int {
    columns.reduce(0) { $0 + widths[$1] } + Self.gap * (columns.count - 1)
  }

  /// A last part of one column takes the column before along, where it has room.
  private static func balanced(_ parts: [[Int]], fitting: ([Int]) -> Bool) -> [[Int]] {
    guard parts.count > 1, parts[parts.count - 1].count == 2, parts[parts.count - 2].count > 2
    else { return parts }
    var parts = parts
    let column = parts[parts.count - 2].last!
    let last = [0, column] + parts[parts.count - 1].dropFirst()
    guard fitting(last) else { return parts }
    parts[parts.count - 2].removeLast()
    parts[parts.count - 1] = last
    return parts
  }

  private func row(
    _ cells: [Phrase], _ columns: [Int], style: LaidLine.Style = .plain
  ) -> LaidLine {
    var line = LaidLine(style: style)
    for (position, column) in columns.enumerated() {
      if position > 0 { line.append(String(repeating: " ", count: Self.gap)) }
      var cell = cells[column]
      if DisplayWidth.of(cell.text) > widths[column] {
        cell = Phrase(DisplayWidth.cut(cell.text, to: widths[column]))
      }
      let blanks = String(
        repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cell.text)))
      if table.columns[column].alignment == .right { line.append(blanks) }
      line.append(cell)
      if table.columns[column].alignment == .left { line.append(blanks) }
    }
    return line
  }
}
