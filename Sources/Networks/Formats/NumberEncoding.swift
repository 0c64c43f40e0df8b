import Tensors

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

  /// The numbers of `bytes`, least significant byte first; a double to the nearest single.
  func tensor(_ dimensions: [Int], _ bytes: ArraySlice<UInt8>) -> Tensor {
    func word(_ index: Int) -> UInt64 {
      let start = bytes.startIndex + index * width
      return (0..<width).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }
    switch self {
    case .single: return Tensor(dimensions, bytes: bytes)
    case .double: return Tensor(dimensions) { Float(Double(bitPattern: word($0))) }
    case .half: return Tensor(dimensions) { Float(Float16(bitPattern: UInt16(word($0)))) }
    case .brain: return Tensor(dimensions) { Float(bitPattern: UInt32(word($0)) << 16) }
    }
  }
}
