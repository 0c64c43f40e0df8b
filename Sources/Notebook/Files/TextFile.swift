#if canImport(Glibc)
  import Glibc
#endif

/// Reads whole text files.
public enum TextFile {
  /// The largest file read, in bytes: sessions and scripts are far below it.
  static let limit = 64 << 20

  /// The text of the file; an error names it if it is missing, a folder, too large or not UTF-8.
  public static func read(_ path: String) throws(FileError) -> String {
    let bytes = try bytes(path, limit: limit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FileError(.read, path, "it is not text in UTF-8")
    }
    return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
  }

  /// The bytes of the file; an error names it if it is missing, a folder, or larger than `limit`.
  static func bytes(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    guard !path.utf8.contains(0) else {
      throw FileError(.read, path, "its name holds a zero byte")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(.read, path) }
    defer { close(descriptor) }
    return try read(descriptor, path, limit)
  }

  /// Refuses a path at which there is nothing to read, without reading: a pipe gives its text only
  /// once.
  static func requireReadable(_ path: String) throws(FileError) {
    guard !path.utf8.contains(0) else {
      throw FileError(.read, path, "its name holds a zero byte")
    }
    guard access(path, R_OK) == 0 else { throw FileError(.read, path) }
  }

  private static func read(
    _ descriptor: Int32, _ path: String, _ limit: Int
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(.read, path)
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      if bytes.count > limit {
        throw FileError(.read, path, "it is larger than \(limit >> 20) MB")
      }
    }
  }
}
