import Tensors

/// The IDX format of MNIST: a magic number 0x0000 08 dd (unsigned bytes, dd dimensions), each
/// dimension as four bytes, most significant first, then the bytes, last dimension fastest.
/// Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
struct IDXFile: Sendable {
  /// What a file must hold.
  enum Content: UInt32, Sendable {
    case labels = 0x0801
    case images = 0x0803

    var dimensions: Int { self == .labels ? 1 : 3 }
    var name: String { self == .labels ? "labels" : "images" }
  }

  /// Records, or records, rows, columns.
  let dimensions: [Int]
  let bytes: [UInt8]

  /// One side of an image, in pixels, and one file's content, in bytes, may not be above these.
  private static let limits = (side: 4096, bytes: 1 << 31)

  /// Reads a gzip or plain file in full, with every size checked before it is used.
  ///
  /// - Parameter records: how many there must be; any number where it is nil.
  init(
    _ path: String, _ content: Content, records: Int? = nil, stop: StopFlag? = nil
  ) throws(DatasetError) {
    let file = try ByteFile(path)
    let header = 4 + 4 * content.dimensions
    let head = try file.read(atMost: header)
    try Self.checkMagic(head, content, path)
    guard head.count == header else {
      let expected = "a header of \(header) bytes"
      throw DatasetError(.truncated(expected: expected, found: head.count), file: path)
    }
    dimensions = (1...content.dimensions).map { Int(Self.word(head, at: 4 * $0)) }
    let size = try Self.size(dimensions, path)
    if let records, records != dimensions[0] {
      throw DatasetError(
        .disagreement(
          expected: "\(records) \(content.name), one a label", found: "\(dimensions[0])"),
        file: path)
    }
    let sizes = dimensions.map { "\($0)" }.joined(separator: " × ")
    let expected = "\(header + size) bytes (\(content.name) \(sizes), header \(header))"
    // What is too short by its size alone is not unpacked.
    guard file.mayHold(header + size) else {
      throw DatasetError(.truncated(expected: expected, found: file.size), file: path)
    }
    bytes = try file.read(atMost: size + 1, stop)
    if bytes.count < size {
      throw DatasetError(.truncated(expected: expected, found: header + bytes.count), file: path)
    }
    if bytes.count > size {
      throw DatasetError(.tooLong(expected: expected, found: "more"), file: path)
    }
  }

  private static func checkMagic(
    _ head: [UInt8], _ content: Content, _ path: String
  ) throws(DatasetError) {
    guard head.count >= 4 else {
      let expected = "\(content.name) in IDX format"
      throw DatasetError(.truncated(expected: expected, found: head.count), file: path)
    }
    let magic = word(head, at: 0)
    if magic == content.rawValue { return }
    let expected = "\(content.name), magic \(hex(content.rawValue))"
    if let other = Content(rawValue: magic) {
      throw DatasetError(
        .swapped(expected: expected, found: "\(other.name), magic \(hex(magic))"), file: path)
    }
    throw DatasetError(.badMagic(expected: expected, found: "magic \(hex(magic))"), file: path)
  }

  /// The product of the dimensions, which cannot overflow once each is checked.
  private static func size(_ dimensions: [Int], _ path: String) throws(DatasetError) -> Int {
    if dimensions[0] == 0 { throw DatasetError(.empty("at least one record"), file: path) }
    for side in dimensions.dropFirst() where side < 1 || side > limits.side {
      throw DatasetError(
        .disagreement(
          expected: "image sides of 1 … \(limits.side) pixels", found: "\(side) pixels"),
        file: path)
    }
    let size = dimensions.reduce(1, *)
    if size > limits.bytes {
      throw DatasetError(
        .tooLarge(limit: "\(limits.bytes) bytes", found: "a header that says \(size)"), file: path)
    }
    return size
  }

  private static func word(_ bytes: [UInt8], at index: Int) -> UInt32 {
    UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16 | UInt32(bytes[index + 2]) << 8
      | UInt32(bytes[index + 3])
  }

  private static func hex(_ magic: UInt32) -> String {
    let digits = String(magic, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
