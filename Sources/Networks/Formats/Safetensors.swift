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
  /// What stands in the file and is not read because its numbers are no weights: names, encodings.
  public private(set) var skipped: [String: String] = [:]

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
    for name in names { result += tensors[name]!.bytes }
    return result
  }

  /// Reads a file of floating-point numbers of 16, 32 or 64 bits. Whole numbers are passed over;
  /// anything else is refused with what is wrong.
  public init(_ bytes: [UInt8]) throws(FormatError) {
    let (header, texts, start) = try Self.header(bytes)
    metadata = texts
    var entries: [Entry] = []
    for (name, value) in header {
      entries.append(try Self.entry(name, value, bytes.count - start))
    }
    var expected = 0
    for entry in entries.sorted(by: { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }) {
      guard entry.begin == expected else {
        throw FormatError(description: "tensors overlap or leave a hole at byte \(expected)")
      }
      expected = entry.end
      if let encoding = NumberEncoding(rawValue: entry.type) {
        self[entry.name] = encoding.tensor(
          entry.shape, bytes[start + entry.begin..<start + entry.end])
      } else {
        skipped[entry.name] = entry.type
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

  /// A tensor's place among the numbers, in bytes.
  private struct Entry {
    var name: String
    var type: String
    var shape: [Int]
    var begin: Int
    var end: Int
  }

  private static func entry(
    _ name: String, _ value: Any, _ available: Int
  ) throws(FormatError) -> Entry {
    guard let fields = value as? [String: Any], let type = fields["dtype"] as? String,
      let shape = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int],
      offsets.count == 2
    else { throw FormatError(description: "‘\(name)’ lacks type, shape or place") }
    guard let width = NumberEncoding(rawValue: type)?.width ?? NumberEncoding.others[type] else {
      throw FormatError(description: "‘\(name)’ is \(type), which is not read")
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
    guard offsets[1] - offsets[0] == count * width else {
      throw FormatError(
        description: "‘\(name)’ has \(offsets[1] - offsets[0]) bytes for \(count) numbers")
    }
    return Entry(name: name, type: type, shape: shape, begin: offsets[0], end: offsets[1])
  }
}
