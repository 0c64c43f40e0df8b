#if canImport(Glibc)
  import Glibc
#endif

/// Writes text to a file descriptor, whole; remembers if that failed.
public final class OutputStream {
  private let descriptor: Int32
  /// True once something could not be written: the reader is gone, or the disk is full.
  public private(set) var isBroken = false

  /// Writes to a descriptor that stays open.
  public init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Whether somebody may be looking.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes all of it; after a failure nothing more.
  public func write(_ text: String) {
    guard !isBroken, !text.isEmpty else { return }
    var text = text
    text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count >= 0 {
          done += count
        } else if errno == EAGAIN {
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&waiting, 1, -1)
        } else if errno != EINTR {
          isBroken = true
          return
        }
      }
    }
  }
}
