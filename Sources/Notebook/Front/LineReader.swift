#if canImport(Glibc)
  import Glibc
#endif

/// Reads standard input line by line, so that a program at the other end gets each answer at once.
public final class LineReader {
  private let descriptor: Int32
  private let shouldStop: () -> Bool
  private var buffer: [UInt8] = []
  private var searched = 0
  private var atEnd = false
  /// The longest line, in bytes.
  private static let limit = 16 << 20

  /// - Parameter shouldStop: asked when a signal ends a wait.
  public init(_ descriptor: Int32, shouldStop: @escaping () -> Bool = { false }) {
    self.descriptor = descriptor
    self.shouldStop = shouldStop
  }

  /// The next line without its line break; nil at the end.
  public func next() -> String? {
    while true {
      if let index = buffer[searched...].firstIndex(of: 10) {
        let line = buffer[..<index]
        let text = String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
        buffer.removeSubrange(...index)
        searched = 0
        return text
      }
      searched = buffer.count
      if atEnd || buffer.count > Self.limit {
        guard !buffer.isEmpty else { return nil }
        defer { (buffer, searched) = ([], 0) }
        return String(decoding: buffer, as: UTF8.self)
      }
      if !fill() { return nil }
    }
  }

  /// Reads some more; false if the wait was interrupted.
  private func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &chunk, chunk.count)
    if count > 0 {
      buffer += chunk[..<count]
    } else if count == 0 {
      atEnd = true
    } else if errno != EINTR {
      atEnd = true
    } else if shouldStop() {
      return false
    }
    return true
  }
}
