import CCSV
import Tensors

/// Rows of a CSV file, one at a time, by libcsv in strict mode (RFC 4180; blank lines are skipped).
///
/// The thin wrapper of libcsv's reading; `CSVLine` has its writing. The text is handed over
/// line by line, so that every row and every mistake has its line number. Memory holds a piece of
/// it and a row.
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

    /// The texts of all cells.
    var texts: [String] { (0..<count).map { text($0) } }
  }

  /// What the callbacks fill.
  private final class Collector {
    var row = Row()
    var isComplete = false
  }

  /// What a file may hold: bytes of text in all and in a row, cells of a row, and how many times
  /// its size a packed one may unpack to, which no table of numbers comes near.
  private static let limits = (bytes: 1 << 30, row: 1 << 26, cells: 1 << 20, expansion: 100)
  /// Below this a packed file is no danger, whatever its expansion.
  private static let harmless = 1 << 26

  private let file: CSVText
  private let path: String
  private let stop: StopFlag?
  private var parser = csv_parser()
  private var collector = Collector()
  /// The piece of text at hand, and how much of it was parsed.
  private var piece: [UInt8]
  private var position = 0
  /// Bytes that came so far, and bytes of the row under way.
  private var read = 0
  private var rowBytes = 0
  private var line = 0
  /// Bytes of the line that were parsed.
  private var column = 0
  private var firstLine = 1
  private var isFinished = false

  /// Opens a file, plain or packed by gzip. A UTF-8 byte order mark is skipped. The delimiter is
  /// the comma, or the semicolon or tab if the first line holds, outside quotes, no comma but one
  /// of these.
  init(_ path: String, stop: StopFlag? = nil) throws(DatasetError) {
    file = CSVText(try ByteFile(path))
    self.path = path
    self.stop = stop
    piece = try file.next(stop)
    read = piece.count
    if piece.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    csv_init(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI))
    csv_set_delim(&parser, Self.delimiter(piece))
  }

  deinit { csv_free(&parser) }

  /// The next row, or nil at the end.
  ///
  /// - Throws: `syntax` with line and column (in bytes), `tooLarge`, `interrupted`.
  func next() throws(DatasetError) -> Row? {
    collector.row.bytes.removeAll(keepingCapacity: true)
    collector.row.ends.removeAll(keepingCapacity: true)
    collector.isComplete = false
    rowBytes = 0
    firstLine = line + 1
    while try fill() {
      if column == 0 { line += 1 }
      let (end, isWhole) = endOfLine(from: position)
      try parse(position..<end)
      column = isWhole ? 0 : column + end - position
      position = end
      if collector.isComplete { return finishedRow() }
      try checkRow()
      if isWhole, collector.row.ends.isEmpty, !isInsideQuotes {
        firstLine = line + 1
        rowBytes = 0
      }
    }
    if !isFinished {
      isFinished = true
      try finish()
      if collector.isComplete { return finishedRow() }
    }
    return nil
  }

  /// Whether there is text to parse; reads some where there is none at hand.
  private func fill() throws(DatasetError) -> Bool {
    if position < piece.count { return true }
    guard !piece.isEmpty else { return false }
    piece = try file.next(stop)
    position = 0
    read += piece.count
    let most =
      file.isPacked
      ? min(Self.limits.bytes, max(Self.harmless, file.size * Self.limits.expansion))
      : Self.limits.bytes
    guard read <= most else { throw tooLarge("\(most) bytes of text") }
    return !piece.isEmpty
  }

  private func tooLarge(_ limit: String) -> DatasetError {
    DatasetError(.tooLarge(limit: limit, found: "more"), file: path)
  }

  private func checkRow() throws(DatasetError) {
    guard rowBytes <= Self.limits.row else {
      throw tooLarge("\(Self.limits.row) bytes in the row of line \(firstLine)")
    }
    guard collector.row.count <= Self.limits.cells else {
      throw tooLarge("\(Self.limits.cells) cells in the row of line \(firstLine)")
    }
  }

  private var isInsideQuotes: Bool { parser.quoted != 0 }

  private func finishedRow() -> Row {
    collector.row.line = firstLine
    return collector.row
  }

  private func parse(_ range: Range<Int>) throws(DatasetError) {
    if let zero = piece[range].firstIndex(of: 0) {
      throw DatasetError(
        .syntax(
          line: line, column: column + zero - range.lowerBound + 1,
          detail: "a zero byte, which no text has,"), file: path)
    }
    rowBytes += range.count
    let data = Unmanaged.passUnretained(collector).toOpaque()
    let done = piece.withUnsafeBytes { bytes in
      csv_parse(
        &parser, bytes.baseAddress! + range.lowerBound, range.count, Self.takeCell, Self.takeRow,
        data)
    }
    if done != range.count { throw failure(column: column + done + 1) }
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

  /// Where the line that goes on at `start` ends in the piece, and whether it ends there at all.
  private func endOfLine(from start: Int) -> (end: Int, isWhole: Bool) {
    var index = start
    while index < piece.count {
      if piece[index] == 0x0A { return (index + 1, true) }
      if piece[index] == 0x0D {
        let next = index + 1
        return (next < piece.count && piece[next] == 0x0A ? next + 1 : next, true)
      }
      index += 1
    }
    return (index, false)
  }

  private static func delimiter(_ content: [UInt8]) -> UInt8 {
    var isQuoted = false
    var bare: Set<UInt8> = []
    for byte in content {
      if byte == 0x22 { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D, !bare.isEmpty { break }
      bare.insert(byte)
    }
    return [0x2C, 0x3B, 0x09].first(where: bare.contains) ?? 0x2C
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
