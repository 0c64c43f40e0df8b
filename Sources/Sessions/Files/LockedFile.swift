import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A file that one process holds. The lock ends with the process, however that ends, and so tells
/// what belongs to a living program from what a dead one left.
public final class LockedFile {
  /// Of the file that is locked.
  public let path: String
  private let file: OpenFile

  private init(_ path: String, _ file: OpenFile) {
    self.path = path
    self.file = file
  }

  /// Takes a plain file that is there; nil if another process holds it, or it went away meanwhile.
  public static func take(_ path: String) -> LockedFile? {
    let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    let file = OpenFile(descriptor)
    guard file.lock(), let status = file.status, status.st_nlink > 0,
      PlainFile.kind(status.st_mode) == nil
    else { return nil }
    return LockedFile(path, file)
  }

  /// Writes a file whole, readable by its owner alone and held from before it has its name. Its
  /// bytes outlive the process, not a loss of power.
  public static func write(
    to path: String, _ body: (TemporaryFile) throws(FileError) -> Void
  ) throws(FileError) -> LockedFile {
    let temporary = try TemporaryFile(for: path, mode: 0o600)
    try body(temporary)
    try temporary.takeName(durably: false)
    return LockedFile(path, temporary.file)
  }

  /// When it was last written, in seconds since 1970.
  public var written: Double {
    guard let status = file.status else { return 0 }
    return Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
  }

  /// Takes the file away; the lock ends with this object.
  public func remove() { unlink(path) }
}
