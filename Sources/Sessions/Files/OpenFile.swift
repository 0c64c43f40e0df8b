#if canImport(Glibc)
  import Glibc
#endif

/// An open file descriptor that is closed with whoever holds it.
public final class OpenFile {
  /// Of the file; closed with this object.
  public let descriptor: Int32

  /// Takes over a descriptor that is open.
  public init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Takes the lock that other programs see; false if one of them holds it.
  public func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  /// Nil where the system does not tell.
  public var status: stat? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status : nil
  }
}
