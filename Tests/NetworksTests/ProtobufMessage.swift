/// A message of Protocol Buffers, read field by field: the reader that the writer is checked with.
struct ProtobufMessage {
  enum Value: Equatable {
    case varint(UInt64)
    case fixed(ArraySlice<UInt8>)
    case delimited(ArraySlice<UInt8>)
  }

  private(set) var fields: [(number: Int, value: Value)] = []

  /// Nil for bytes that are no message.
  init?(_ bytes: ArraySlice<UInt8>) {
    var at = bytes.startIndex
    func varint() -> UInt64? {
      var result: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 70, by: 7) {
        guard at < bytes.endIndex else { return nil }
        let byte = bytes[at]
        at += 1
        result |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return result }
      }
      return nil
    }
    func take(_ count: Int) -> ArraySlice<UInt8>? {
      guard count >= 0, count <= bytes.endIndex - at else { return nil }
      defer { at += count }
      return bytes[at..<at + count]
    }
    while at < bytes.endIndex {
      guard let key = varint(), key >> 3 > 0 else { return nil }
      var value: Value?
      switch key & 7 {
      case 0: value = varint().map(Value.varint)
      case 1: value = take(8).map(Value.fixed)
      case 2: value = varint().flatMap { take(Int($0)) }.map(Value.delimited)
      case 5: value = take(4).map(Value.fixed)
      default: break
      }
      guard let value else { return nil }
      fields.append((Int(key >> 3), value))
    }
  }

  private func values(_ number: Int) -> [Value] {
    fields.filter { $0.number == number }.map(\.value)
  }

  func integers(_ number: Int) -> [Int] {
    values(number).compactMap { value in
      guard case .varint(let word) = value else { return nil }
      return Int(Int64(bitPattern: word))
    }
  }

  func data(_ number: Int) -> [[UInt8]] {
    values(number).compactMap { value in
      guard case .delimited(let bytes) = value else { return nil }
      return Array(bytes)
    }
  }

  func texts(_ number: Int) -> [String] { data(number).map { String(decoding: $0, as: UTF8.self) } }

  /// The messages within; nil in place of what is none.
  func messages(_ number: Int) -> [ProtobufMessage?] {
    data(number).map { ProtobufMessage($0[...]) }
  }

  func singles(_ number: Int) -> [Float] {
    values(number).compactMap { value in
      guard case .fixed(let bytes) = value, bytes.count == 4 else { return nil }
      return Float(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) })
    }
  }
}
