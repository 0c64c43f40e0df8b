import Foundation
import Tensors

/// The safetensors format: an 8-byte little-endian length, a JSON header that names type, shape and
/// place of each tensor, then the numbers.
public struct Safetensors {
  /// Text by key, under `__metadata__`.
  public var metadata: [String: String] = [:]
  /// Tensors by name, in the order of the file.
  public private(set) var names: [String] = []
  private var tensors: [String: Tensor] = [:]

  public init() {}

  public subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set {
      if tensors[name] == nil, newValue != nil { names.append(name) }
      if newValue == nil { names.removeAll { $0 == name } }
      tensors[name] = newValue
    }
  }

  /// Why bytes are no safetensors file.
  public struct FormatError: Error, Equatable, CustomStringConvertible {
    public let description: String
  }

  /// The header may take at most this much, as in the reference reader.
  private static let headerLimit = 100_000_000

  /// The file's bytes; the header is padded with blanks to a multiple of 8.
  public var bytes: [UInt8] {
    var header: [String: Any] = [:]
    if !metadata.isEmpty { header["__metadata__"] = metadata }
    var offset = 0
    for name in names {
      let tensor = tensors[name]!
      let size = tensor.count * 4
      header[name] = [
        "dtype": "F32", "shape": tensor.dimensions, "data_offsets": [offset, offset + size],
      ]
      offset += size
    }
    var text = [UInt8](
      (try? JSONSerialization.data(withJSONObject: header, options: [.sortedKeys])) ?? Data())
    while text.count % 8 != 0 { text.append(0x20) }
    var result: [UInt8] = []
    result.reserveCapacity(8 + text.count + offset)
    for shift in 0..<8 { result.append(UInt8(truncatingIfNeeded: text.count >> (8 * shift))) }
    result += text
    for name in names {
      for value in tensors[name]!.values {
        let bits = value.bitPattern
        result.append(UInt8(truncatingIfNeeded: bits))
        result.append(UInt8(truncatingIfNeeded: bits >> 8))
        result.append(UInt8(truncatingIfNeeded: bits >> 16))
        result.append(UInt8(truncatingIfNeeded: bits >> 24))
      }
    }
    return result
  }

  /// Reads a file of 32-bit floats; anything else is refused with what is wrong.
  public init(_ bytes: [UInt8]) throws(FormatError) {
    let (header, texts, start) = try Self.header(bytes)
    metadata = texts
    var entries: [(name: String, shape: [Int], begin: Int, end: Int)] = []
    for (name, value) in header {
      entries.append(try Self.entry(name, value, bytes.count - start))
    }
    var expected = 0
    for entry in entries.sorted(by: { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }) {
      guard entry.begin == expected else {
        throw FormatError(description: "tensors overlap or leave a hole at byte \(expected)")
      }
      expected = entry.end
      let from = start + entry.begin
      self[entry.name] = Tensor(entry.shape) { index in
        let at = from + index * 4
        return Float(
          bitPattern: UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
            | UInt32(bytes[at + 3]) << 24)
      }
    }
    guard expected == bytes.count - start else {
      throw FormatError(
        description: "\(bytes.count - start) bytes of numbers, the header speaks of \(expected)")
    }
  }

  /// The metadata alone, whatever state the numbers behind them are in.
  public static func metadata(of bytes: [UInt8]) throws(FormatError) -> [String: String] {
    try header(bytes).metadata
  }

  /// The tensors' fields, the metadata, and where the numbers begin.
  private static func header(
    _ bytes: [UInt8]
  ) throws(FormatError) -> (tensors: [String: Any], metadata: [String: String], start: Int) {
    guard bytes.count >= 8 else { throw FormatError(description: "shorter than its length field") }
    var length: UInt64 = 0
    for index in 0..<8 { length |= UInt64(bytes[index]) << (8 * UInt64(index)) }
    guard length <= UInt64(headerLimit), Int(length) <= bytes.count - 8 else {
      throw FormatError(description: "a header of \(length) bytes does not fit into the file")
    }
    let start = 8 + Int(length)
    guard
      let object = try? JSONSerialization.jsonObject(with: Data(bytes[8..<start])),
      var tensors = object as? [String: Any]
    else { throw FormatError(description: "the header is not JSON") }
    guard let value = tensors.removeValue(forKey: "__metadata__") else {
      return (tensors, [:], start)
    }
    guard let texts = value as? [String: String] else {
      throw FormatError(description: "the metadata are not texts")
    }
    return (tensors, texts, start)
  }

  private static func entry(
    _ name: String, _ value: Any, _ available: Int
  ) throws(FormatError) -> (name: String, shape: [Int], begin: Int, end: Int) {
    guard let fields = value as? [String: Any], let type = fields["dtype"] as? String,
      let shape = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int],
      offsets.count == 2
    else { throw FormatError(description: "‘\(name)’ lacks type, shape or place") }
    guard type == "F32" else {
      throw FormatError(description: "‘\(name)’ is \(type); only F32 is read")
    }
    guard offsets[0] >= 0, offsets[1] >= offsets[0], offsets[1] <= available else {
      throw FormatError(description: "‘\(name)’ lies outside the file")
    }
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow, product <= available else {
        throw FormatError(description: "‘\(name)’ has an impossible shape")
      }
      count = product
    }
    guard offsets[1] - offsets[0] == count * 4 else {
      throw FormatError(
        description: "‘\(name)’ has \(offsets[1] - offsets[0]) bytes for \(count) numbers")
    }
    return (name, shape, offsets[0], offsets[1])
  }
}
