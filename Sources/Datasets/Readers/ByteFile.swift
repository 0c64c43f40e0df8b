import CZlib
import Glibc
import Tensors

/// A file read through zlib: gzip is unpacked on the way, anything else comes as it is.
///
/// The thin wrapper of zlib for gzip; `Inflater` is the one for zip. Memory grows with what comes
/// out, never with what a header says.
final class ByteFile {
  /// The path as given.
  let path: String
  /// Bytes on disk.
  let size: Int
  private let handle: gzFile

  /// Bytes between two looks at the stop flag.
  static let piece = 1 << 17
  /// What a byte on disk can unpack to at most (deflate, RFC 1951: 258 bytes in two bits).
  private static let expansion = 1032

  /// - Throws: `missing` or `unreadable`.
  init(_ path: String) throws(DatasetError) {
    let file = try PlainFile.ofData(path)
    let descriptor = dup(file.descriptor)
    guard descriptor >= 0, let handle = gzdopen(descriptor, "rb") else {
      if descriptor >= 0 { close(descriptor) }
      throw DatasetError(.unreadable("a file that does not open"), file: path)
    }
    gzbuffer(handle, UInt32(Self.piece))
    self.path = path
    self.size = file.count
    self.handle = handle
  }

  deinit { gzclose(handle) }

  /// Whether it is packed; known once some of it was read.
  var isPacked: Bool { gzdirect(handle) == 0 }

  /// Whether so many bytes can come out of it.
  func mayHold(_ count: Int) -> Bool { count <= (isPacked ? size * Self.expansion : size) }

  /// The next bytes: `limit` of them, or fewer where the file ends.
  ///
  /// - Throws: `corruptGzip`, `unreadable` or `interrupted`.
  func read(atMost limit: Int, _ stop: StopFlag? = nil) throws(DatasetError) -> [UInt8] {
    var bytes: [UInt8] = []
    if limit <= 0 { return bytes }
    try stop.check(needing: min(limit, size))
    bytes.reserveCapacity(min(limit, size))
    var chunk = [UInt8](repeating: 0, count: min(limit, Self.piece))
    while bytes.count < limit {
      try stop.check()
      let wanted = min(chunk.count, limit - bytes.count)
      let got = Int(gzread(handle, &chunk, UInt32(wanted)))
      if got < 0 { throw failure() }
      if got == 0 { break }
      if got > bytes.capacity - bytes.count { try stop.check(needing: 2 * bytes.capacity) }
      bytes.append(contentsOf: chunk[..<got])
    }
    if bytes.count < limit { try checkEnd() }
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
