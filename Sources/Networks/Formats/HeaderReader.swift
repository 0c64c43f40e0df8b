import Tensors

/// Reads the JSON of a safetensors header: an object of tensors, each with `dtype`, `shape` and
/// `data_offsets`, and of texts under `__metadata__`.
///
/// Written for headers that somebody sent: time and memory grow with the bytes that are there, and
/// Ctrl-C is looked at on the way. A general reader of JSON builds a tree of objects first.
struct HeaderReader {
  private let text: [UInt8]
  private var position = 0
  private let stop: StopFlag?
  /// Of all objects and lists so far.
  private var members = 0

  private(set) var metadata: [String: String] = [:]
  private(set) var entries: [SafetensorsHeader.Entry] = []

  /// More tensors than any network has that memory could hold.
  static let tensorLimit = 1 << 18
  /// More texts than any program writes.
  private static let textLimit = 4096
  /// How deep what nobody asked for may be nested.
  private static let depthLimit = 64

  /// - Throws: `Safetensors.FormatError`, or `PlainFile.Problem.interrupted`.
  init(_ text: [UInt8], stop: StopFlag?) throws {
    self.text = text
    self.stop = stop
    var names: Set<String> = []
    try object { reader, name in
      guard names.insert(name).inserted else {
        throw Safetensors.FormatError("a name stands twice in the header", "‘\(name)’")
      }
      if name == "__metadata__" { return try reader.texts() }
      guard names.count <= Self.tensorLimit else {
        throw Safetensors.FormatError("more than \(Self.tensorLimit) tensors")
      }
      try reader.tensor(name)
    }
    skipBlanks()
    guard position == text.count else { throw noJSON }
  }

  private var noJSON: Safetensors.FormatError {
    Safetensors.FormatError("the header is not JSON, from its byte \(position) on")
  }

  // The two kinds of members

  private mutating func texts() throws {
    if take("null") { return }
    guard next == UInt8(ascii: "{") else {
      throw Safetensors.FormatError("the metadata are not texts")
    }
    try object { reader, key in
      guard reader.next == UInt8(ascii: "\"") else {
        throw Safetensors.FormatError("the metadata are not texts")
      }
      guard reader.metadata.count < Self.textLimit else {
        throw Safetensors.FormatError("more than \(Self.textLimit) texts")
      }
      reader.metadata[key] = try reader.string()
    }
  }

  private mutating func tensor(_ name: String) throws {
    var type: String?
    var shape: [Int]?
    var place: [Int]?
    guard next == UInt8(ascii: "{") else { throw lacks(name) }
    try object { reader, key in
      switch key {
      case "dtype" where reader.next == UInt8(ascii: "\""): type = try reader.string()
      case "shape": shape = try reader.integers(name)
      case "data_offsets": place = try reader.integers(name)
      default: try reader.skip(0)
      }
    }
    guard let type, let shape, let place, place.count == 2 else { throw lacks(name) }
    entries.append(.init(name: name, type: type, shape: shape, begin: place[0], end: place[1]))
  }

  private func lacks(_ name: String) -> Safetensors.FormatError {
    Safetensors.FormatError("a tensor lacks type, shape or place", "‘\(name)’")
  }

  /// A list of whole numbers from 0.
  private mutating func integers(_ name: String) throws -> [Int] {
    var numbers: [Int] = []
    guard next == UInt8(ascii: "[") else { throw lacks(name) }
    try list { reader in
      let start = reader.position
      var value = 0
      while let digit = reader.peek, (0x30...0x39).contains(digit) {
        let (tenfold, isLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, isLarger) = tenfold.addingReportingOverflow(Int(digit - 0x30))
        guard !isLarge, !isLarger, numbers.count < 64 else { throw reader.lacks(name) }
        value = sum
        reader.position += 1
      }
      guard reader.position > start else { throw reader.lacks(name) }
      numbers.append(value)
    }
    return numbers
  }

  // JSON

  private var peek: UInt8? { position < text.count ? text[position] : nil }

  /// The next byte that is no blank.
  private var next: UInt8? {
    mutating get {
      skipBlanks()
      return peek
    }
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ word: StaticString) -> Bool {
    skipBlanks()
    let bytes = word.withUTF8Buffer { Array($0) }
    guard text[position...].starts(with: bytes) else { return false }
    position += bytes.count
    return true
  }

  private mutating func expect(_ byte: Unicode.Scalar) throws {
    guard next == UInt8(ascii: byte) else { throw noJSON }
    position += 1
  }

  private mutating func object(
    _ member: (inout HeaderReader, _ name: String) throws -> Void
  ) throws {
    try expect("{")
    try parted(until: "}") { reader in
      guard reader.next == UInt8(ascii: "\"") else { throw reader.noJSON }
      let name = try reader.string()
      try reader.expect(":")
      _ = reader.next
      try member(&reader, name)
    }
  }

  private mutating func list(_ element: (inout HeaderReader) throws -> Void) throws {
    try expect("[")
    try parted(until: "]") { reader in
      _ = reader.next
      try element(&reader)
    }
  }

  /// Members with commas between them, and the bracket behind the last.
  private mutating func parted(
    until end: Unicode.Scalar, _ member: (inout HeaderReader) throws -> Void
  ) throws {
    if next == UInt8(ascii: end) {
      position += 1
      return
    }
    while true {
      members += 1
      if members % 1024 == 0, stop?.isRaised == true { throw PlainFile.Problem.interrupted }
      try member(&self)
      guard let byte = next else { throw noJSON }
      position += 1
      if byte == UInt8(ascii: end) { return }
      guard byte == UInt8(ascii: ",") else { throw noJSON }
    }
  }

  private mutating func string() throws -> String {
    position += 1
    var bytes: [UInt8] = []
    var start = position
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        bytes += text[start..<position]
        position += 1
        guard let string = String(validating: bytes, as: UTF8.self) else { throw noJSON }
        return string
      case UInt8(ascii: "\\"):
        bytes += text[start..<position]
        try escape(into: &bytes)
        start = position
      case 0..<0x20: throw noJSON
      default: position += 1
      }
    }
    throw noJSON
  }

  private mutating func escape(into bytes: inout [UInt8]) throws {
    position += 1
    guard let kind = peek else { throw noJSON }
    position += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(kind)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      var value = UInt32(try unit())
      if (0xD800..<0xDC00).contains(value), text[position...].starts(with: Array("\\u".utf8)) {
        position += 2
        let low = UInt32(try unit())
        guard (0xDC00..<0xE000).contains(low) else { throw noJSON }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(value) else { throw noJSON }
      bytes += UTF8.encode(scalar)!
    default: throw noJSON
    }
  }

  /// Four hexadecimal digits.
  private mutating func unit() throws -> UInt16 {
    guard position + 4 <= text.count,
      let value = UInt16(String(decoding: text[position..<position + 4], as: UTF8.self), radix: 16),
      text[position] != UInt8(ascii: "+"), text[position] != UInt8(ascii: "-")
    else { throw noJSON }
    position += 4
    return value
  }

  /// Passes over a value of any kind.
  private mutating func skip(_ depth: Int) throws {
    guard depth < Self.depthLimit else { throw noJSON }
    switch next {
    case UInt8(ascii: "{"): try object { reader, _ in try reader.skip(depth + 1) }
    case UInt8(ascii: "["): try list { reader in try reader.skip(depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    default:
      if take("true") || take("false") || take("null") { return }
      let start = position
      while let byte = peek,
        (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
      {
        position += 1
      }
      guard position > start else { throw noJSON }
    }
  }
}
