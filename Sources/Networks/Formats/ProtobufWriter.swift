import Tensors

/// Writes the wire format of Protocol Buffers: fields, each a number and a type, then its value.
///
/// Source: the encoding page of the Protocol Buffers documentation. Negative numbers take ten
/// bytes, as in `int64`; lists are written one field a member, which every reader takes.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  /// How a value is written, the lower three bits of a field's key.
  private enum Wire: UInt64 {
    case varint = 0
    case delimited = 2
    case fixed32 = 5
  }

  /// A whole number, seven bits a byte, the least significant first.
  mutating func integer(_ field: Int, _ value: Int) {
    key(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func single(_ field: Int, _ value: Float) {
    key(field, .fixed32)
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
    }
  }

  mutating func data(_ field: Int, _ value: [UInt8]) {
    key(field, .delimited)
    varint(UInt64(value.count))
    bytes += value
  }

  mutating func text(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

  /// A message within the message.
  mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    write(&inner)
    data(field, inner.bytes)
  }

  private mutating func key(_ field: Int, _ wire: Wire) {
    varint(UInt64(field) << 3 | wire.rawValue)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
