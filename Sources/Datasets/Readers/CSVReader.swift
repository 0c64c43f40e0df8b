import CCSV

/// Rows of a CSV text, one at a time, by libcsv in strict mode (RFC 4180; blank lines are skipped).
///
/// The thin wrapper of libcsv; the only place of this room that calls it. The text is handed over
/// line by line, so that every row and every mistake has its line number.
final class CSVReader {
  /// One row: its cells, one after the other, and where each ends.
  struct Row {
    fileprivate(set) var line = 0
    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var ends: [Int] = []

    var count: Int { ends.count }

    /// The bytes of cell `index`.
    subscript(index: Int) -> ArraySlice<UInt8> {
      bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// The text of cell `index`; bytes that are no UTF-8 become U+FFFD.
    func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }
  }

  /// What the callbacks fill.
  private final class Collector {
    var row = Row()
    var isComplete = false
  }

  private let content: [UInt8]
  private let path: String
  private var parser = csv_parser()
  private var collector = Collector()
  private var position = 0
  private var line = 0
  private var firstLine = 1
  private var isFinished = false

  /// - Parameters:
  ///   - content: the whole text; a UTF-8 byte order mark is skipped. The delimiter is the comma,
  ///     or the semicolon or tab if the first line holds no comma but one of these.
  ///   - path: for errors.
  init(_ content: [UInt8], path: String) {
    self.content = content
    self.path = path
    if content.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    csv_init(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI))
    csv_set_delim(&parser, Self.delimiter(content))
  }

  deinit { csv_free(&parser) }

  /// The next row, or nil at the end.
  ///
  /// - Throws: `syntax` with line and column (in bytes).
  func next() throws(DatasetError) -> Row? {
    collector.row.bytes.removeAll(keepingCapacity: true)
    collector.row.ends.removeAll(keepingCapacity: true)
    collector.isComplete = false
    firstLine = line + 1
    while position < content.count {
      let end = endOfLine(from: position)
      line += 1
      try parse(position..<end)
      position = end
      if collector.isComplete { return finishedRow() }
      if collector.row.ends.isEmpty && !isInsideQuotes { firstLine = line + 1 }
    }
    if !isFinished {
      isFinished = true
      try finish()
      if collector.isComplete { return finishedRow() }
    }
    return nil
  }

  private var isInsideQuotes: Bool { parser.quoted != 0 }

  private func finishedRow() -> Row {
    collector.row.line = firstLine
    return collector.row
  }

  private func parse(_ range: Range<Int>) throws(DatasetError) {
    let data = Unmanaged.passUnretained(collector).toOpaque()
    let done = content.withUnsafeBytes { bytes in
      csv_parse(
        &parser, bytes.baseAddress! + range.lowerBound, range.count, Self.takeCell, Self.takeRow,
        data)
    }
    if done != range.count { throw failure(column: done + 1) }
  }

  private func finish() throws(DatasetError) {
    let data = Unmanaged.passUnretained(collector).toOpaque()
    if csv_fini(&parser, Self.takeCell, Self.takeRow, data) != 0 {
      throw DatasetError(
        .syntax(line: firstLine, column: 1, detail: "a row with a quote that is never closed"),
        file: path)
    }
  }

  private func failure(column: Int) -> DatasetError {
    if csv_error(&parser) == CSV_EPARSE {
      return DatasetError(
        .syntax(line: line, column: column, detail: "a stray quote"), file: path,
        hint: "a cell with quotes stands in quotes whole, its own quotes doubled")
    }
    return DatasetError(.unreadable("no memory to parse it"), file: path)
  }

  private func endOfLine(from start: Int) -> Int {
    var index = start
    while index < content.count {
      if content[index] == 0x0A { return index + 1 }
      if content[index] == 0x0D {
        let next = index + 1
        return next < content.count && content[next] == 0x0A ? next + 1 : next
      }
      index += 1
    }
    return index
  }

  private static func delimiter(_ content: [UInt8]) -> UInt8 {
    let line = content.prefix { $0 != 0x0A && $0 != 0x0D }
    if line.contains(0x2C) { return 0x2C }
    return [0x3B, 0x09].first { line.contains($0) } ?? 0x2C
  }

  private static let takeCell:
    @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      cell, size, data in
      guard let data else { return }
      let collector = Unmanaged<Collector>.fromOpaque(data).takeUnretainedValue()
      if let cell, size > 0 {
        collector.row.bytes.append(
          contentsOf: UnsafeRawBufferPointer(start: cell, count: size))
      }
      collector.row.ends.append(collector.row.bytes.count)
    }

  private static let takeRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = {
    _, data in
    guard let data else { return }
    Unmanaged<Collector>.fromOpaque(data).takeUnretainedValue().isComplete = true
  }
}
