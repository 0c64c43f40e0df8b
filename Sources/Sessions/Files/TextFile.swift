import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// Reads whole text files.
public enum TextFile {
  /// The largest file read, in bytes: sessions and scripts are far below it.
  public static let limit = 64 << 20

  /// The text of the file; an error names it if it is missing, no plain file, too large or not
  /// UTF-8.
  ///
  /// - Parameter acceptsPipes: for a file that the shell line names, such as `<(echo flops)`.
  public static func read(
    _ path: String, acceptsPipes: Bool = false, stop: StopFlag? = nil
  ) throws(FileError) -> String {
    let bytes: [UInt8]
    do {
      let file = try PlainFile(path)
      guard file.count <= limit else { throw FileError(.read, path, tooLarge) }
      bytes = try file.bytes(at: 0, count: file.count, stop: stop)
    } catch let problem as PlainFile.Problem {
      guard acceptsPipes, case .notPlain("a pipe") = problem else {
        throw FileError(path, problem)
      }
      bytes = try pipe(path, stop)
    } catch {
      throw error as? FileError ?? FileError(.read, path, "\(error)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let isWeights = FilePath.ending(path) == "safetensors"
      throw FileError(
        .read, path, "it is not text in UTF-8",
        hint: isWeights
          ? "it holds weights: the session beside it ends in .pollard, and ‘import’ reads weights"
          : nil)
    }
    return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
  }

  /// Refuses a path at which there is nothing to read, without reading: a pipe gives its text only
  /// once.
  public static func requireReadable(_ path: String) throws(FileError) {
    guard !path.utf8.contains(0) else {
      throw FileError(.read, path, "its name holds a zero byte")
    }
    guard access(path, R_OK) == 0 else { throw FileError(.read, path) }
  }

  /// Why a file is not read that is larger than `limit`.
  public static var tooLarge: String { "it is larger than \(limit >> 20) MB" }

  /// What comes through a pipe until its other end is closed.
  private static func pipe(_ path: String, _ stop: StopFlag?) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(.read, path) }
    let file = OpenFile(descriptor)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // Signals end the wait, whatever they are; the time is for those that come just before it.
      var waiting = pollfd(fd: file.descriptor, events: Int16(POLLIN), revents: 0)
      let found = poll(&waiting, 1, 200)
      if stop?.isRaised == true { throw .interrupted(.read, path) }
      guard found > 0 else { continue }
      let count = Glibc.read(file.descriptor, &chunk, chunk.count)
      if count < 0 {
        if [EINTR, EAGAIN].contains(errno) { continue }
        throw FileError(.read, path)
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      if bytes.count > limit { throw FileError(.read, path, tooLarge) }
    }
  }
}
