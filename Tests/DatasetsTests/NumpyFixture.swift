import CZlib

/// Arrays in numpy's format, and zip files of them.
struct NumpyFixture {
  /// Members by name, packed or not.
  private var members: [(name: String, bytes: [UInt8], method: UInt16)] = []

  /// An array: header and numbers as they lie in the file.
  static func array(
    _ type: String, _ shape: [Int], fortran: Bool = false, version: UInt8 = 1, _ numbers: [UInt8]
  ) -> [UInt8] {
    let sides = shape.map { "\($0)," }.joined(separator: " ")
    let text =
      "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), "
      + "'shape': (\(sides)), }\n"
    return header(text, version: version) + numbers
  }

  /// A header with any text.
  static func header(_ text: String, version: UInt8 = 1) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [version, 0]
      + little(text.utf8.count, version == 1 ? 2 : 4) + Array(text.utf8)
  }

  static func little(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// Bytes of each number, least significant first or last.
  static func bytes<Number: FixedWidthInteger>(_ numbers: [Number], big: Bool = false) -> [UInt8] {
    numbers.flatMap { number in
      withUnsafeBytes(of: big ? number.bigEndian : number.littleEndian) { Array($0) }
    }
  }

  mutating func add(_ name: String, _ array: [UInt8], packed: Bool = false) {
    members.append((name + ".npy", array, packed ? 8 : 0))
  }

  /// The zip file.
  ///
  /// - Parameter large: sizes and places as zip64 has them.
  func file(large: Bool = false) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let packed = member.method == 8 ? Self.deflate(member.bytes) : member.bytes
      let sum = Int(crc32_z(0, member.bytes, member.bytes.count))
      let (name, offset) = (Array(member.name.utf8), file.count)
      let none = 0xFFFF_FFFF
      let extra =
        large
        ? Self.little(1, 2) + Self.little(24, 2) + Self.little(member.bytes.count, 8)
          + Self.little(packed.count, 8) + Self.little(offset, 8) : []
      let sizes =
        Self.little(sum, 4) + Self.little(large ? none : packed.count, 4)
        + Self.little(large ? none : member.bytes.count, 4) + Self.little(name.count, 2)
      let method = Self.little(Int(member.method), 2)
      file += Self.little(0x0403_4b50, 4) + Self.little(45, 2) + Self.little(0, 2) + method
      file += Self.little(0, 4) + sizes + Self.little(0, 2) + name + packed
      directory += Self.little(0x0201_4b50, 4) + Self.little(45, 2) + Self.little(45, 2)
      directory += Self.little(0, 2) + method + Self.little(0, 4) + sizes
      directory += Self.little(extra.count, 2) + Self.little(0, 10)
      directory += Self.little(large ? none : offset, 4) + name + extra
    }
    let start = file.count
    file += directory
    let count = members.count
    if large {
      let end = file.count
      file += Self.little(0x0606_4b50, 4) + Self.little(44, 8) + Self.little(45, 2)
      file += Self.little(45, 2) + Self.little(0, 8) + Self.little(count, 8)
      file += Self.little(count, 8) + Self.little(directory.count, 8) + Self.little(start, 8)
      file += Self.little(0x0706_4b50, 4) + Self.little(0, 4) + Self.little(end, 8)
      file += Self.little(1, 4)
    }
    file += Self.little(0x0605_4b50, 4) + Self.little(0, 4)
    file += Self.little(large ? 0xFFFF : count, 2) + Self.little(large ? 0xFFFF : count, 2)
    file += Self.little(large ? 0xFFFF_FFFF : directory.count, 4)
    return file + Self.little(large ? 0xFFFF_FFFF : start, 4) + Self.little(0, 2)
  }

  private static func deflate(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let room = output.count
    let left = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(room)
        CZlib.deflate(&stream, Z_FINISH)
        return Int(stream.avail_out)
      }
    }
    return Array(output[..<(room - left)])
  }
}
