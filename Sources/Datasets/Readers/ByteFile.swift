import CZlib
import Glibc

/// A file read through zlib: gzip is unpacked on the way, anything else comes as it is.
///
/// The thin wrapper of zlib; the only place of this room that calls it. Memory grows with what
/// comes out, never with what a header says.
struct ByteFile: ~Copyable {
  /// The path as given.
  let path: String
  /// Bytes on disk.
  let size: Int
  private let handle: gzFile

  /// - Throws: `missing` or `unreadable`.
  init(_ path: String) throws(DatasetError) {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else {
      throw DatasetError(.missing("a file"), file: path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw DatasetError(.unreadable("something that is no plain file"), file: path)
    }
    guard let handle = gzopen(path, "rb") else {
      let reason = errno == EACCES ? "no permission to read it" : "a file that does not open"
      throw DatasetError(.unreadable(reason), file: path)
    }
    gzbuffer(handle, 1 << 17)
    self.path = path
    self.size = Int(status.st_size)
    self.handle = handle
  }

  deinit { gzclose(handle) }

  /// The next bytes: `limit` of them, or fewer where the file ends.
  ///
  /// - Throws: `corruptGzip` or `unreadable`.
  func read(atMost limit: Int) throws(DatasetError) -> [UInt8] {
    var bytes: [UInt8] = []
    if limit <= 0 { return bytes }
    bytes.reserveCapacity(min(limit, size))
    var chunk = [UInt8](repeating: 0, count: min(limit, 1 << 17))
    while bytes.count < limit {
      let wanted = min(chunk.count, limit - bytes.count)
      let got = Int(gzread(handle, &chunk, UInt32(wanted)))
      if got < 0 { throw failure() }
      if got == 0 { break }
      bytes.append(contentsOf: chunk[..<got])
    }
    if bytes.count < limit { try checkEnd() }
    return bytes
  }

  /// The whole file.
  ///
  /// - Throws: also `tooLarge` if more than `limit` bytes come out.
  func readAll(limit: Int) throws(DatasetError) -> [UInt8] {
    let bytes = try read(atMost: limit + 1)
    if bytes.count > limit {
      throw DatasetError(.tooLarge(limit: "\(limit) bytes", found: "more"), file: path)
    }
    return bytes
  }

  /// A gzip file that stops in the middle ends like a plain one; only the state tells.
  private func checkEnd() throws(DatasetError) {
    var code: Int32 = Z_OK
    _ = gzerror(handle, &code)
    if code != Z_OK && code != Z_STREAM_END { throw failure() }
  }

  private func failure() -> DatasetError {
    var code: Int32 = Z_OK
    let text = gzerror(handle, &code).map { String(cString: $0) } ?? ""
    switch code {
    case Z_BUF_ERROR:
      return DatasetError(.corruptGzip("a gzip file that ends in the middle"), file: path)
    case Z_DATA_ERROR, Z_STREAM_ERROR, Z_NEED_DICT:
      let reason = text.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? ""
      let detail = DatasetError.Problem.printable(reason, limit: 60)
      return DatasetError(.corruptGzip("damaged gzip data (\(detail))"), file: path)
    case Z_MEM_ERROR: return DatasetError(.unreadable("no memory to unpack it"), file: path)
    default: return DatasetError(.unreadable("a file that stops with a read error"), file: path)
    }
  }
}
