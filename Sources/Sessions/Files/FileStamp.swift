#if canImport(Glibc)
  import Glibc
#endif

/// What tells a file from what another program makes of it: its place on the disk, when it was
/// written, its length.
public struct FileStamp: Hashable, Sendable {
  private let inode: UInt64
  private let seconds: Int
  private let nanoseconds: Int
  private let size: Int

  private init(_ status: stat) {
    inode = UInt64(status.st_ino)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
    size = Int(status.st_size)
  }

  /// Nil if there is no such file.
  public init?(_ path: String) {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }
}
