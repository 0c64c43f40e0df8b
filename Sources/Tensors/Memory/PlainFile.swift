import Glibc

/// A plain file that is open to be read.
///
/// Folders, pipes and devices are refused, none of which has an end that can be known beforehand.
/// A signal disturbs no read, and a raised stop flag ends it within a piece.
public final class PlainFile {
  /// Why a file is not read.
  public enum Problem: Error, Hashable, Sendable {
    /// With the C library's code.
    case system(Int32)
    /// With what it is: `a folder`, `a pipe`.
    case notPlain(String)
    /// It ends before what was asked for.
    case shortened
    case interrupted

    /// Whether there is nothing under that path.
    public var isMissing: Bool { [.system(ENOENT), .system(ENOTDIR)].contains(self) }

    /// `it is a pipe, not a plain file`.
    public var reason: String {
      switch self {
      case .system(let code):
        let text = String(cString: strerror(code))
        return text.prefix(1).lowercased() + text.dropFirst()
      case .notPlain(let what): return "it is \(what), not a plain file"
      case .shortened: return "it became shorter while it was read"
      case .interrupted: return "interrupted"
      }
    }
  }

  /// No file is larger, in bytes, so that sums and products of sizes are numbers.
  private static let largest = 1 << 50

  /// Bytes that are read between two looks at the stop flag.
  public static let piece = 1 << 20

  /// Of the open file; closed with this object.
  public let descriptor: Int32
  /// Bytes, as it was opened.
  public let count: Int

  /// Opens a file to be read.
  ///
  /// - Throws: why it is not read.
  public init(_ path: String) throws(Problem) {
    guard !path.utf8.contains(0) else { throw .system(ENOENT) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw .system(errno) }
    if let kind = Self.kind(status.st_mode) { throw .notPlain(kind) }
    // What became a pipe meanwhile must not keep the program waiting.
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard opened >= 0 else { throw .system(errno) }
    guard fstat(opened, &status) == 0 else {
      let code = errno
      close(opened)
      throw .system(code)
    }
    if let kind = Self.kind(status.st_mode) {
      close(opened)
      throw .notPlain(kind)
    }
    guard status.st_size <= Self.largest else {
      close(opened)
      throw .system(EFBIG)
    }
    descriptor = opened
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// What it is instead of a plain file; nil for one.
  public static func kind(_ mode: mode_t) -> String? {
    switch mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }

  /// `count` bytes from `offset` on.
  public func bytes(
    at offset: Int, count: Int, stop: StopFlag? = nil
  ) throws(Problem) -> [UInt8] {
    guard offset >= 0, count >= 0, offset + count <= self.count else { throw .shortened }
    if count > Self.piece { stop?.require(Double(count)) }
    if stop?.isRaised == true { throw .interrupted }
    var done = 0
    var problem: Problem?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while done < count {
        if stop?.isRaised == true {
          problem = .interrupted
          return
        }
        let got = pread(
          descriptor, buffer.baseAddress! + done, min(Self.piece, count - done), offset + done)
        if got < 0, errno == EINTR { continue }
        guard got > 0 else {
          problem = got < 0 ? .system(errno) : .shortened
          return
        }
        done += got
      }
      filled = done
    }
    if let problem { throw problem }
    return bytes
  }
}
