import Language

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
  /// The beginning of a line that is too long to be read, until its end has come.
  private var overlong: [UInt8]?

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
        return takeOverlong() ?? text
      }
      searched = buffer.count
      if buffer.count > Lexer.longestLine {
        overlong = overlong ?? buffer
        (buffer, searched) = ([], 0)
      }
      if atEnd {
        if let text = takeOverlong() { return text }
        guard !buffer.isEmpty else { return nil }
        defer { (buffer, searched) = ([], 0) }
        return String(decoding: buffer, as: UTF8.self)
      }
      if !fill() { return nil }
    }
  }

  /// What there is of a line that is too long, which every command refuses.
  private func takeOverlong() -> String? {
    defer { overlong = nil }
    return overlong.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Reads some more; false if the wait was interrupted.
  private func fill() -> Bool {
    // Signals end this wait; the time is for one that comes just before it.
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let found = poll(&waiting, 1, 200)
    if shouldStop() { return false }
    guard found > 0 else { return true }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &chunk, chunk.count)
    if count > 0 {
      buffer += chunk[..<count]
    } else if count == 0 {
      atEnd = true
    } else if ![EINTR, EAGAIN].contains(errno) {
      atEnd = true
    }
    return true
  }
}
