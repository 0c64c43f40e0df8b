import Tensors

/// Bytes that are read where they are asked for, of a file or in memory.
final class ByteSource {
  private enum Origin {
    case file(PlainFile)
    case memory([UInt8])
  }

  /// Bytes that small readings fetch at once.
  private static let windowSize = 1 << 16

  /// How many there are.
  let count: Int
  private let origin: Origin
  private let stop: StopFlag?
  private var window: [UInt8] = []
  private var windowStart = 0

  init(_ file: PlainFile, stop: StopFlag?) {
    origin = .file(file)
    count = file.count
    self.stop = stop
  }

  init(_ bytes: [UInt8]) {
    origin = .memory(bytes)
    count = bytes.count
    stop = nil
  }

  /// The bytes of a range.
  ///
  /// - Throws: also where the range leaves the source.
  func bytes(_ range: Range<Int>) throws(PlainFile.Problem) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= count else { throw .shortened }
    return switch origin {
    case .file(let file): try file.bytes(at: range.lowerBound, count: range.count, stop: stop)
    case .memory(let bytes): Array(bytes[range])
    }
  }

  /// One byte, from a window that moves on where it is left.
  func byte(at place: Int) throws(PlainFile.Problem) -> UInt8 {
    if place < windowStart || place >= windowStart + window.count {
      window = try bytes(place..<max(place, min(count, place + Self.windowSize)))
      windowStart = place
      guard !window.isEmpty else { throw .shortened }
    }
    return window[place - windowStart]
  }
}
