import Datasets
import Sessions
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A log of epochs that is open to get a row more. Others read it as a table, so a row is whole or
/// not there, and two programs may add to it in turn.
final class LogFile {
  private let path: String
  /// Of its header; in a log of before those that it has.
  private(set) var columns: [String]
  private let file: OpenFile
  /// Bytes of whole rows, behind which the next one goes.
  private var end = 0
  /// What the next row has to begin with.
  private var lead = ""
  /// What was wrong with the end of the file; nil if nothing was.
  private(set) var mended: String?

  /// Opens a log, or makes an empty file.
  ///
  /// - Parameters:
  ///   - path: no link.
  ///   - columns: of the header of a new one.
  ///   - old: how many of them a log of before has.
  /// - Throws: where it cannot be written, or holds something else.
  init(_ path: String, _ columns: [String], old: Int? = nil) throws(FileError) {
    self.path = path
    self.columns = columns
    let descriptor = open(
      path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(.write, path) }
    file = OpenFile(descriptor)
    guard Self.lock(file) else {
      throw FileError(.write, path, "another program is writing to it")
    }
    guard let status = file.status else { throw FileError(.write, path) }
    if let kind = PlainFile.kind(status.st_mode) {
      throw FileError(.write, path, PlainFile.Problem.notPlain(kind).reason)
    }
    let size = Int(status.st_size)
    if let old {
      let line = Array(CSVLine.text(Array(columns.prefix(old))).utf8)
      if bytes(at: 0, line.count) == line { self.columns = Array(columns.prefix(old)) }
    }
    try look(size)
  }

  /// Waits for another program that adds a row, a moment.
  private static func lock(_ file: OpenFile) -> Bool {
    for _ in 0..<30 {
      if file.lock() { return true }
      usleep(10_000)
    }
    return false
  }

  /// Finds the end of the last whole row.
  private func look(_ size: Int) throws(FileError) {
    let line = CSVLine.text(columns)
    let header = Array(line.utf8)
    guard size > 0 else {
      lead = line
      return
    }
    let opening = bytes(at: 0, header.count)
    if opening.count == size, size < header.count, header.starts(with: opening) {
      lead = line
      mended = "‘\(path)’ held a part of the header, which is written again"
      return
    }
    guard opening == header else {
      throw FileError(
        .write, path, "it is there already and does not begin as a log of epochs",
        hint: "choose another name, or remove it first")
    }
    end = size
    // No row is longer than this, whatever its network is called.
    let tail = bytes(at: max(0, size - (1 << 16)), 1 << 16)
    guard let last = tail.last, last != UInt8(ascii: "\n") else { return }
    let torn = tail.suffix(from: tail.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
    if Self.cells(torn) == columns.count {
      lead = "\n"
      mended = "‘\(path)’ did not end its last row: a line break was added"
    } else {
      // What a program left that was killed while it wrote.
      end -= torn.count
      mended = "‘\(path)’ ended in a part of a row, which is taken away"
    }
  }

  /// The cells of a row that is whole but for its line break; nil where it breaks off in one.
  private static func cells(_ row: ArraySlice<UInt8>) -> Int? {
    guard row.last == UInt8(ascii: "\"") else { return nil }
    var isQuoted = false
    var count = 1
    for byte in row {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: ","), !isQuoted { count += 1 }
    }
    return isQuoted ? nil : count
  }

  private func bytes(at offset: Int, _ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = pread(file.descriptor, &bytes, count, offset)
    return Array(bytes.prefix(max(0, got)))
  }

  /// Adds a row, which is on the disk then; where that fails, the file is as long as before.
  func append(_ row: String) throws(FileError) {
    guard ftruncate(file.descriptor, end) == 0 else { throw FileError(.write, path) }
    var rest = Array((lead + row).utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file.descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw undone() }
      rest = rest.dropFirst(count)
    }
    guard fdatasync(file.descriptor) == 0 else { throw undone() }
  }

  private func undone() -> FileError {
    let error = FileError(.write, path)
    ftruncate(file.descriptor, end)
    return error
  }
}
