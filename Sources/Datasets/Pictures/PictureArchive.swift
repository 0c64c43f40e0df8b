import Tensors

/// Decoded pictures as a file: records of bytes behind a mark, then what is to be known of them,
/// then lengths and checksums. Whole numbers have eight bytes, least significant first.
///
/// | bytes | |
/// | --- | --- |
/// | 64 | the mark `pollard pictures 1`, filled up with zeros |
/// | records × channels × height × width | the values, 0…255, by record, channel, row, column |
/// | … | the header: stamp, shape, class names, labels by part, notes |
/// | 32 | bytes of the values, bytes of the header, the checksum of each |
struct PictureArchive {
  /// What is to be known of the records.
  struct Header: Hashable {
    /// Of the files that they were decoded from.
    var stamp: UInt64
    var size: Int
    var classNames: [String]
    /// The labels of the training, validation and test part.
    var labels: [[Int32]] = [[], [], []]
    /// Whether there is a test part, though it may be empty.
    var hasTest: Bool
    /// Files that were left out as they are no whole pictures, and the first of them.
    var damaged = 0
    var damagedNames: [String] = []

    var shape: Shape { Shape(3, size, size) }
    var count: Int { labels.reduce(0) { $0 + $1.count } }
  }

  let header: Header
  private let file: MappedFile

  static let start = 64
  private static let end = 32
  private static var mark: [UInt8] {
    let text = Array("pollard pictures 1".utf8)
    return text + [UInt8](repeating: 0, count: start - text.count)
  }

  /// The records of a part: 0, 1 or 2.
  func part(_ index: Int) -> Examples {
    let before = header.labels[..<index].reduce(0) { $0 + $1.count }
    let size = header.shape.size
    let records = MappedRecords(
      file, at: Self.start + before * size, size: size, count: header.labels[index].count)
    return Examples(shape: header.shape, labels: header.labels[index], pixels: .mapped(records))
  }

  /// Reads and checks all of a file; nil where it is damaged.
  init?(_ file: MappedFile, stop: StopFlag? = nil) throws(DatasetError) {
    guard file.count >= Self.start + Self.end, file.bytes(0..<Self.start) == Self.mark else {
      return nil
    }
    let numbers = file.bytes(file.count - Self.end..<file.count)
    let (values, length) = (numbers.number(at: 0, bytes: 8), numbers.number(at: 8, bytes: 8))
    let room = file.count - Self.start - Self.end
    guard values <= room, length == room - values else { return nil }
    let headerStart = Self.start + values
    let bytes = file.bytes(headerStart..<headerStart + length)
    var sum = Checksum()
    sum.add(bytes)
    guard sum.value == numbers.word(at: 24, bytes: 8), let header = Header(bytes) else {
      return nil
    }
    let needed = header.count.multipliedReportingOverflow(by: header.shape.size)
    guard !needed.overflow, needed.partialValue == values else { return nil }
    sum = Checksum()
    for first in stride(from: Self.start, to: headerStart, by: Self.piece) {
      try stop.check()
      sum.addWords(file.bytes(first..<min(headerStart, first + Self.piece)))
    }
    guard sum.value == numbers.word(at: 16, bytes: 8) else { return nil }
    self.header = header
    self.file = file
  }

  /// Bytes of the values between two looks at the stop flag; a multiple of eight.
  private static let piece = 1 << 20

  /// Puts a file piece by piece.
  struct Writer {
    private var sum = Checksum()
    private var count = 0
    /// What does not fill a piece yet.
    private var rest: [UInt8] = []

    typealias Put = (_ bytes: [UInt8]) throws(DatasetError) -> Void

    init(_ put: Put) throws(DatasetError) { try put(PictureArchive.mark) }

    /// Adds a record.
    mutating func add(_ values: [UInt8], _ put: Put) throws(DatasetError) {
      rest += values
      guard rest.count >= PictureArchive.piece else { return }
      let whole = rest.count / 8 * 8
      try flush(Array(rest[..<whole]), put)
      rest.removeFirst(whole)
    }

    private mutating func flush(_ bytes: [UInt8], _ put: Put) throws(DatasetError) {
      sum.addWords(bytes)
      count += bytes.count
      try put(bytes)
    }

    /// Adds what is to be known.
    mutating func end(_ header: Header, _ put: Put) throws(DatasetError) {
      try flush(rest, put)
      let bytes = header.bytes
      var headerSum = Checksum()
      headerSum.add(bytes)
      try put(bytes)
      try put(
        [UInt64(count), UInt64(bytes.count), sum.value, headerSum.value].flatMap { Self.bytes($0) })
    }

    static func bytes(_ word: UInt64) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
  }
}

extension PictureArchive.Header {
  fileprivate var bytes: [UInt8] {
    var bytes: [UInt8] = []
    func put(_ number: Int) { bytes += PictureArchive.Writer.bytes(UInt64(number)) }
    func put(_ texts: [String]) {
      put(texts.count)
      for text in texts {
        put(text.utf8.count)
        bytes += text.utf8
      }
    }
    bytes += PictureArchive.Writer.bytes(stamp)
    put(size)
    put(hasTest ? 1 : 0)
    put(damaged)
    put(damagedNames)
    put(classNames)
    for part in labels {
      put(part.count)
      for label in part { bytes += PictureArchive.Writer.bytes(UInt64(UInt32(bitPattern: label))) }
    }
    return bytes
  }

  /// Nil for anything that is no header of a usable archive.
  fileprivate init?(_ bytes: [UInt8]) {
    var at = 0
    func number(below limit: Int) -> Int? {
      guard at + 8 <= bytes.count else { return nil }
      defer { at += 8 }
      let value = bytes.number(at: at, bytes: 8)
      return value < limit ? value : nil
    }
    func texts() -> [String]? {
      guard let count = number(below: bytes.count / 8 + 1) else { return nil }
      var texts: [String] = []
      for _ in 0..<count {
        guard let length = number(below: bytes.count + 1), at + length <= bytes.count else {
          return nil
        }
        texts.append(String(decoding: bytes[at..<at + length], as: UTF8.self))
        at += length
      }
      return texts
    }
    guard bytes.count >= 8 else { return nil }
    stamp = bytes.word(at: 0, bytes: 8)
    at = 8
    guard let size = number(below: 4097), size > 0, let hasTest = number(below: 2),
      let damaged = number(below: Int.max), let damagedNames = texts(), let names = texts(),
      !names.isEmpty
    else { return nil }
    self.size = size
    self.hasTest = hasTest == 1
    self.damaged = damaged
    self.damagedNames = damagedNames
    classNames = names
    for part in 0..<3 {
      guard let count = number(below: bytes.count / 8 + 1) else { return nil }
      labels[part].reserveCapacity(count)
      for _ in 0..<count {
        guard let label = number(below: names.count) else { return nil }
        labels[part].append(Int32(label))
      }
    }
    guard at == bytes.count else { return nil }
  }
}
