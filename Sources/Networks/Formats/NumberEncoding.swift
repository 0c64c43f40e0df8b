/// How a file of weights holds its numbers, by the names of safetensors.
enum NumberEncoding: String {
  case double = "F64"
  case single = "F32"
  case half = "F16"
  /// The upper half of a single.
  case brain = "BF16"

  /// Bytes of a number in encodings whose numbers are no weights: whole numbers, masks, counters.
  static let others = [
    "BOOL": 1, "U8": 1, "I8": 1, "U16": 2, "I16": 2, "U32": 4, "I32": 4, "U64": 8, "I64": 8,
  ]

  /// Bytes of a number.
  var width: Int {
    switch self {
    case .double: 8
    case .single: 4
    case .half, .brain: 2
    }
  }

  /// The same numbers as singles, least significant byte first; a double to the nearest.
  func singles(_ bytes: [UInt8]) -> [UInt8] {
    if self == .single { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / width * 4)
    for start in stride(from: 0, to: bytes.count, by: width) {
      var word: UInt64 = 0
      for index in 0..<width { word |= UInt64(bytes[start + index]) << UInt64(8 * index) }
      let number = single(word)
      for shift in 0..<4 {
        result.append(UInt8(truncatingIfNeeded: number.bitPattern >> (8 * shift)))
      }
    }
    return result
  }

  private func single(_ word: UInt64) -> Float {
    switch self {
    case .single: Float(bitPattern: UInt32(word))
    case .double: Float(Double(bitPattern: word))
    case .half: Float(Float16(bitPattern: UInt16(word)))
    case .brain: Float(bitPattern: UInt32(word) << 16)
    }
  }
}
