/// Numbers as C99 writes them, exactly.
enum CNumber {
  /// A `float` that every compiler reads back bit by bit: 24 bits as a whole number in hexadecimal,
  /// times a power of 2. Not finite ones by their names in math.h.
  static func append(_ value: Float, to text: inout [UInt8]) {
    guard value.bitPattern != 0 else {
      text.append(UInt8(ascii: "0"))
      return
    }
    if value.sign == .minus, !value.isNaN { text.append(UInt8(ascii: "-")) }
    guard value.isFinite else {
      text += Array((value.isNaN ? "NAN" : "INFINITY").utf8)
      return
    }
    guard value != 0 else {
      text += Array("0.0f".utf8)
      return
    }
    let bits = value.bitPattern & 0x7FFF_FFFF
    let isNormal = bits >> 23 != 0
    var significand = isNormal ? bits & 0x7F_FFFF | 0x80_0000 : bits
    var exponent = (isNormal ? Int(bits >> 23) : 1) - 150
    let zeros = significand.trailingZeroBitCount
    significand >>= UInt32(zeros)
    exponent += zeros
    text += [UInt8(ascii: "0"), UInt8(ascii: "x")]
    append(hexadecimal: significand, to: &text)
    text.append(UInt8(ascii: "p"))
    if exponent < 0 { text.append(UInt8(ascii: "-")) }
    append(decimal: exponent.magnitude, to: &text)
    text.append(UInt8(ascii: "f"))
  }

  /// The same as text; small whole numbers as people write them.
  static func text(_ value: Float) -> String {
    if value == value.rounded(), abs(value) < 1000 { return "\(value)f" }
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func append(hexadecimal value: UInt32, to text: inout [UInt8]) {
    let digits = (35 - value.leadingZeroBitCount) / 4
    for place in (0..<digits).reversed() {
      let digit = UInt8(value >> UInt32(4 * place) & 15)
      text.append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
    }
  }

  private static func append(decimal value: UInt, to text: inout [UInt8]) {
    if value >= 10 { append(decimal: value / 10, to: &text) }
    text.append(UInt8(ascii: "0") + UInt8(value % 10))
  }
}
