/// A decimal number in a cell of a text file.
enum DecimalNumber {
  /// The exact powers of ten in double precision.
  private static let powers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  /// The value of `text`, blanks around it allowed; nil for anything but a finite decimal number
  /// (no hexadecimal, no `nan`, no `inf`). Correctly rounded to double precision.
  static func value(_ text: ArraySlice<UInt8>) -> Double? {
    var text = text
    while let first = text.first, isBlank(first) { text.removeFirst() }
    while let last = text.last, isBlank(last) { text.removeLast() }
    guard !text.isEmpty, text.allSatisfy(isOfNumber) else { return nil }
    return short(text) ?? long(text)
  }

  /// Up to 15 digits with a point and no exponent: exact in one division.
  private static func short(_ text: ArraySlice<UInt8>) -> Double? {
    guard text.count <= 17 else { return nil }
    var mantissa = 0
    var digits = 0
    var decimals = -1
    for (index, byte) in text.enumerated() {
      switch byte {
      case 0x30...0x39:
        mantissa = mantissa * 10 + Int(byte - 0x30)
        digits += 1
        if decimals >= 0 { decimals += 1 }
      case 0x2E where decimals < 0: decimals = 0
      case 0x2B, 0x2D:
        if index != 0 { return nil }
      default: return nil
      }
    }
    guard (1...15).contains(digits) else { return nil }
    let value = Double(mantissa) / powers[max(0, decimals)]
    return text.first == 0x2D ? -value : value
  }

  private static func long(_ text: ArraySlice<UInt8>) -> Double? {
    var text = text
    if text.first == 0x2B { text.removeFirst() }
    guard text.count <= 4096, let value = Double(String(decoding: text, as: UTF8.self)),
      value.isFinite
    else { return nil }
    return value
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Digits, sign, point, exponent.
  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x65, 0x45: true
    default: false
    }
  }
}
