import Glibc

@testable import Datasets

/// PNG and JPEG files, alone and in a folder of classes: pictures or an error. Checksums of PNG's
/// chunks are made good, so that what lies behind them is reached.
@_cdecl("LLVMFuzzerTestOneInput")
public func pictureFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  var bytes = Array(UnsafeBufferPointer(start: data, count: size))
  PictureFuzz.mend(&bytes)
  if let picture = try? PictureFile.decode(bytes) {
    precondition(picture.bytes.count == 3 * picture.width * picture.height)
    // Large pictures take their time, and are scaled as small ones are.
    guard picture.width * picture.height <= 1 << 20 else { return 0 }
    for side in [1, 7, 64] {
      precondition(PictureScale(size: side).apply(to: picture).count == 3 * side * side)
    }
  }
  let folder = ReaderInput.file(data, size) + ".d"
  for name in ["", "/a", "/b"] { mkdir(folder + name, 0o700) }
  for (index, name) in ["/a/x.png", "/b/y.jpg"].enumerated() {
    let file = open(folder + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let part = Array(index == 0 ? bytes[...] : bytes.suffix(bytes.count / 2))
    precondition(file >= 0 && write(file, part, part.count) == part.count)
    close(file)
  }
  for skip in [false, true] {
    _ = try? Dataset.load(DatasetRequest("folder", folder: folder, size: 4, skip: skip))
  }
  return 0
}

enum PictureFuzz {
  /// Writes the true checksum behind each chunk.
  static func mend(_ bytes: inout [UInt8]) {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return }
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = at + 8 + length
      guard end + 4 <= bytes.count else { return }
      let sum = Inflater.checksum(bytes[at + 4..<end], after: 0)
      for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * index)) }
      at = end + 4
    }
  }
}
