import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// Writes files whole or not at all: into a temporary file beside the target, which then takes its
/// name.
public enum AtomicFile {
  /// Replaces the file at `path`, or leaves it as it was.
  @discardableResult
  public static func write(_ text: String, to path: String) throws(FileError) -> FileStamp {
    try write(Array(text.utf8), to: path)
  }

  /// Replaces the file at `path`, or leaves it as it was; `mode` is that of a new file.
  @discardableResult
  public static func write(
    _ bytes: [UInt8], to path: String, mode: mode_t = 0o666, stop: StopFlag? = nil
  ) throws(FileError) -> FileStamp {
    do {
      return try write(to: path, mode: mode) { try $0.put(bytes, stop: stop) }
    } catch {
      throw error as? FileError ?? FileError(.write, path, "\(error)")
    }
  }

  /// - Parameters:
  ///   - mode: the permissions of a new file; an existing one keeps its own.
  ///   - body: puts the file's bytes.
  /// - Returns: what tells the file from what others make of it.
  @discardableResult
  public static func write(
    to path: String, mode: mode_t = 0o666, _ body: (TemporaryFile) throws -> Void
  ) throws -> FileStamp {
    try prepare(path, mode: mode, body).takeName()
  }

  /// The file whole and on the disk, but for its name: several can be prepared and then take their
  /// names at once.
  public static func prepare(
    _ path: String, mode: mode_t = 0o666, _ body: (TemporaryFile) throws -> Void
  ) throws -> TemporaryFile {
    let target = try target(of: path)
    var status = stat()
    let isThere = stat(target, &status) == 0
    let file = try TemporaryFile(for: target, mode: isThere ? status.st_mode & 0o777 : mode)
    if isThere { fchmod(file.file.descriptor, status.st_mode & 0o777) }
    try body(file)
    try file.synchronize()
    return file
  }

  /// Whether writing to `path` would take the place of something: a file that is there and not
  /// empty.
  public static func replaces(_ path: String) -> Bool {
    var status = stat()
    return !path.utf8.contains(0) && stat(path, &status) == 0
      && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
  }

  /// The file that `path` means. A link stays a link where it leads to a file beside it or below;
  /// one that leads elsewhere may be a trap that somebody laid.
  ///
  /// - Throws: where it is such a link, or something that cannot be replaced.
  public static func target(of path: String) throws(FileError) -> String {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw FileError(.write, path, "this is no file name")
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { return path }
    if status.st_mode & S_IFMT == S_IFLNK {
      guard stat(path, &status) == 0 else {
        throw FileError(
          .write, path, "it is a link that leads to nothing", hint: "remove the link")
      }
      try requirePlain(status, path)
      // A descriptor of a file that was removed has a link to it, and no other name.
      guard let real = FilePath.real(path), let folder = FilePath.real(FilePath.folder(of: path)),
        FilePath.parts(from: folder, to: real) != nil, !FilePath.isLink(real)
      else {
        throw FileError(
          .write, path, "it is a link to a file in another folder",
          hint: "name that file itself, or remove the link")
      }
      return real
    }
    try requirePlain(status, path)
    return path
  }

  private static func requirePlain(_ status: stat, _ path: String) throws(FileError) {
    if let kind = PlainFile.kind(status.st_mode) {
      throw FileError(.write, path, PlainFile.Problem.notPlain(kind).reason)
    }
  }
}
