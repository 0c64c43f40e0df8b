@testable import Datasets

/// Zip files of arrays, and bare headers: records or a `DatasetError`. Checksums of members are
/// made good, so that what lies behind them is reached.
@_cdecl("LLVMFuzzerTestOneInput")
public func npzFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let path = ReaderInput.file(data, size)
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  var rest = bytes[...]
  _ = try? NumpyHeader("x", path: path) { count throws(DatasetError) in
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
  var zip = bytes
  NPZFuzz.mend(&zip)
  let mended = zip.withUnsafeBufferPointer { ReaderInput.file($0.baseAddress ?? data, $0.count) }
  for channels in [nil, "first", "last"] {
    for training in [nil, 2] {
      _ = try? Dataset.load(
        DatasetRequest("npz", file: mended, training: training, channels: channels))
    }
  }
  return 0
}

enum NPZFuzz {
  /// Writes the true checksum of each stored member into the directory.
  static func mend(_ zip: inout [UInt8]) {
    let path = ReaderInput.file(zip, zip.count)
    guard let archive = try? ZipArchive(path) else { return }
    var at = 0
    for entry in archive.entries where entry.method == 0 && entry.packed <= zip.count {
      guard entry.offset + 30 <= zip.count else { continue }
      let start =
        entry.offset + 30 + zip.number(at: entry.offset + 26, bytes: 2)
        + zip.number(at: entry.offset + 28, bytes: 2)
      guard start + entry.packed <= zip.count else { continue }
      let sum = Inflater.checksum(zip[start..<start + entry.packed], after: 0)
      // The line of the directory with this offset.
      at =
        zip.indices.dropFirst(at).dropLast(46).first {
          zip[$0...].starts(with: [0x50, 0x4B, 1, 2])
            && zip.number(at: $0 + 42, bytes: 4) == entry.offset
        } ?? zip.count
      guard at + 20 <= zip.count else { return }
      for index in 0..<4 { zip[at + 16 + index] = UInt8(truncatingIfNeeded: sum >> (8 * index)) }
    }
  }
}
