import Tensors

/// Reads the wire format of Protocol Buffers field by field; what a field holds stays where it is
/// until it is asked for, so that a large one costs no memory.
///
/// Source: the encoding page of the Protocol Buffers documentation. Groups, which nothing writes
/// any more, are refused.
struct ProtobufReader {
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    /// Where its bytes stand.
    case delimited(Range<Int>)
  }

  let source: ByteSource
  private var place: Int
  private let end: Int

  /// A text is a name; none is longer, in bytes.
  private static let textLimit = 1 << 16

  /// The message in a range of the source; all of it unless said.
  init(_ source: ByteSource, _ range: Range<Int>? = nil) {
    self.source = source
    place = range?.lowerBound ?? 0
    end = range?.upperBound ?? source.count
  }

  /// The next field; nil at the end.
  mutating func next() throws -> (field: Int, value: Value)? {
    guard place < end else { return nil }
    let key = try varint()
    let field = key >> 3
    guard field > 0, field < 1 << 29 else { throw ONNXFormatError("a field without a number") }
    return (Int(field), try value(key & 7))
  }

  private mutating func value(_ wire: UInt64) throws -> Value {
    switch wire {
    case 0: return .varint(try varint())
    case 1: return .fixed64(try fixed(8))
    case 5: return .fixed32(UInt32(try fixed(4)))
    case 2:
      let length = try varint()
      guard length <= UInt64(end - place) else {
        throw ONNXFormatError("a field is longer than what holds it")
      }
      defer { place += Int(length) }
      return .delimited(place..<place + Int(length))
    default: throw ONNXFormatError("a field of an unknown kind")
    }
  }

  private mutating func byte() throws -> UInt8 {
    guard place < end else { throw ONNXFormatError("it ends within a field") }
    defer { place += 1 }
    return try source.byte(at: place)
  }

  private mutating func varint() throws -> UInt64 {
    var result: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      let byte = try byte()
      result |= shift < 64 ? UInt64(byte & 0x7F) << shift : 0
      if byte < 0x80 { return result }
    }
    throw ONNXFormatError("a number of more than ten bytes")
  }

  private mutating func fixed(_ count: UInt64) throws -> UInt64 {
    var result: UInt64 = 0
    for index in 0..<count { result |= UInt64(try byte()) << (8 * index) }
    return result
  }

  // What a field holds

  /// A whole number.
  static func integer(_ value: Value) throws -> Int {
    guard case .varint(let bits) = value else { throw wrongKind }
    return Int(Int64(bitPattern: bits))
  }

  static func single(_ value: Value) throws -> Float {
    guard case .fixed32(let bits) = value else { throw wrongKind }
    return Float(bitPattern: bits)
  }

  static func range(_ value: Value) throws -> Range<Int> {
    guard case .delimited(let range) = value else { throw wrongKind }
    return range
  }

  func message(_ value: Value) throws -> ProtobufReader {
    ProtobufReader(source, try Self.range(value))
  }

  func text(_ value: Value) throws -> String {
    let range = try Self.range(value)
    guard range.count <= Self.textLimit else { throw ONNXFormatError("a name is too long") }
    return String(decoding: try source.bytes(range), as: UTF8.self)
  }

  /// Whole numbers, packed or one alone.
  func integers(_ value: Value) throws -> [Int] {
    guard case .delimited(let range) = value else { return [try Self.integer(value)] }
    var reader = ProtobufReader(source, range)
    var result: [Int] = []
    while reader.place < reader.end { result.append(Int(Int64(bitPattern: try reader.varint()))) }
    return result
  }

  /// Singles, packed or one alone.
  func singles(_ value: Value) throws -> [Float] {
    guard case .delimited(let range) = value else { return [try Self.single(value)] }
    guard range.count % 4 == 0 else { throw Self.wrongKind }
    var reader = ProtobufReader(source, range)
    var result: [Float] = []
    result.reserveCapacity(range.count / 4)
    while reader.place < reader.end {
      result.append(Float(bitPattern: UInt32(try reader.fixed(4))))
    }
    return result
  }

  private static var wrongKind: ONNXFormatError {
    ONNXFormatError("a field is of another kind than its number says")
  }
}

/// Why bytes are no ONNX model.
public struct ONNXFormatError: Error, CustomStringConvertible {
  /// One sentence without a full stop.
  public let description: String
  init(_ description: String) { self.description = description }
}
