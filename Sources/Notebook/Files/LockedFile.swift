#if canImport(Glibc)
  import Glibc
#endif

/// A file that one process holds. The lock ends with the process, however that ends, and so tells
/// what belongs to a living program from what a dead one left.
final class LockedFile {
  private(set) var path: String
  private let descriptor: Int32

  private init(_ path: String, _ descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Takes a file that is there; nil if another process holds it, or it went away meanwhile.
  static func take(_ path: String) -> LockedFile? {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    let file = LockedFile(path, descriptor)
    var status = stat()
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0,
      status.st_nlink > 0
    else { return nil }
    return file
  }

  /// Writes a file whole, readable by its owner alone and held from before it has its name. Its
  /// bytes outlive the process, not a loss of power.
  static func write(_ bytes: [UInt8], to path: String) throws(FileError) -> LockedFile {
    let temporary = path + ".part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError(.write, path) }
    let file = LockedFile(path, descriptor)
    do throws(FileError) {
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw FileError(.write, path) }
      try AtomicFile.put(bytes, descriptor, path)
      guard rename(temporary, path) == 0 else { throw FileError(.write, path) }
    } catch {
      unlink(temporary)
      throw error
    }
    return file
  }

  /// When it was last written, in seconds since 1970.
  var written: Double {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return 0 }
    return Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
  }

  func remove() { unlink(path) }
}
