import Foundation
import Tensors

/// The safetensors format: an 8-byte little-endian length, a JSON header that names type, shape and
/// place of each tensor, then the numbers. This is what is written; `SafetensorsFile` reads.
public struct Safetensors {
  /// Text by key, under `__metadata__`.
  public var metadata: [String: String] = [:]
  /// Tensors by name, in the order of the file.
  public private(set) var names: [String] = []
  private var tensors: [String: Tensor] = [:]

  /// A file without tensors.
  public init() {}

  /// The tensor of that name; a new name goes to the end of the file, nil takes it out.
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
    /// Without a word of the file, so that it can be recorded.
    public let description: String
    /// What it is about in the file.
    public let quote: String?

    init(_ description: String, _ quote: String? = nil) {
      self.description = description
      self.quote = quote
    }
  }

  /// Bytes of the file.
  public var count: Int { opening.count + names.reduce(0) { $0 + 4 * tensors[$1]!.count } }

  /// Length and header, padded with blanks to a multiple of 8.
  private var opening: [UInt8] {
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
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }

  /// Gives the file's bytes piece by piece, so that memory holds no second copy of the numbers.
  public func write<Failure: Error>(
    _ put: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    try put(opening)
    for name in names { try tensors[name]!.eachPiece(put) }
  }

  /// The file's bytes.
  public var bytes: [UInt8] {
    var result: [UInt8] = []
    write { result += $0 }
    return result
  }
}
