import CZlib
import Tensors

/// Unpacks a stream of deflate (RFC 1951) without a header, as zip files hold it.
///
/// Memory holds a window of 32 KiB, whatever the stream says.
final class Inflater {
  /// Why a stream cannot be unpacked.
  enum Problem: Error {
    case damaged, noMemory
  }

  /// zlib keeps the address of its state, so the state stays where it is.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Whether the stream came to its end.
  private(set) var isFinished = false

  init() throws(Problem) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else {
      stream.deallocate()
      throw .noMemory
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Unpacks from `input` at `place`, which moves on, until `output` is full, the input is used up
  /// or the stream ends.
  ///
  /// - Returns: bytes of `output` that were filled, from its start.
  func unpack(
    _ input: [UInt8], from place: inout Int, into output: inout [UInt8]
  ) throws(Problem) -> Int {
    if isFinished { return 0 }
    let wanted = output.count
    let start = place
    var code = Z_OK
    var unused = 0
    var free = 0
    input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_in = UnsafeMutablePointer(
          mutating: input.baseAddress.map { $0 + start })
        stream.pointee.avail_in = UInt32(input.count - start)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(wanted)
        code = inflate(stream, Z_NO_FLUSH)
        unused = Int(stream.pointee.avail_in)
        free = Int(stream.pointee.avail_out)
      }
    }
    place = input.count - unused
    switch code {
    case Z_STREAM_END: isFinished = true
    case Z_OK, Z_BUF_ERROR: break
    case Z_MEM_ERROR: throw .noMemory
    default: throw .damaged
    }
    return wanted - free
  }

  /// The CRC-32 (ISO 3309) of bytes behind those that came to `before`.
  static func checksum(_ bytes: ArraySlice<UInt8>, after before: UInt32) -> UInt32 {
    bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: crc32_z(UInt(before), $0.baseAddress, $0.count))
    }
  }
}
