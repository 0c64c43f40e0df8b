import Tensors

/// The binary version of CIFAR: records of label bytes, then 1024 red, 1024 green and 1024 blue
/// bytes, row by row. CIFAR-10 has one label byte, CIFAR-100 two (coarse, fine).
/// Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
struct CIFARFile: Sendable {
  static let shape = Shape(3, 32, 32)

  /// Label bytes before each image.
  let labelBytes: Int
  /// The label byte that counts, from 0; the last where it is nil.
  var label: Int?
  let classes: Int
  /// Records that every file must hold.
  let records: Int

  /// Appends the first `wanted` records of a file; the file is read and checked in full.
  func read(
    _ path: String, wanted: Int, labels: inout [Int32], pixels: inout [UInt8],
    _ stop: StopFlag? = nil
  ) throws(DatasetError) {
    let stride = labelBytes + Self.shape.size
    let size = records * stride
    let file = try ByteFile(path)
    let bytes = try file.read(atMost: size + 1, stop)
    let expected = "\(size) bytes (\(records) records of \(stride))"
    if bytes.count < size {
      if bytes.isEmpty { throw DatasetError(.empty("\(records) records"), file: path) }
      throw DatasetError(.truncated(expected: expected, found: bytes.count), file: path)
    }
    if bytes.count > size {
      throw DatasetError(.tooLong(expected: expected, found: "more"), file: path)
    }
    for record in 0..<records {
      let label = Int(bytes[record * stride + (label ?? labelBytes - 1)])
      guard label < classes else {
        throw DatasetError(
          .labelOutOfRange(record: record, label: label, classes: classes), file: path,
          hint: "this is no file of this set, or it is damaged")
      }
      if record < wanted {
        labels.append(Int32(label))
        let start = record * stride + labelBytes
        pixels.append(contentsOf: bytes[start..<start + Self.shape.size])
      }
    }
  }

  /// The first `limit` records of several files, one after the other (all of them by default);
  /// files after the last one needed are not opened.
  func read(
    _ paths: [String], limit: Int? = nil, _ stop: StopFlag? = nil
  ) throws(DatasetError) -> Examples {
    let available = records * paths.count
    let wanted = min(limit ?? available, available)
    var labels: [Int32] = []
    var pixels: [UInt8] = []
    try stop.check(needing: wanted * (Self.shape.size + MemoryLayout<Int32>.stride))
    for path in paths where labels.count < wanted {
      let rest = wanted - labels.count
      try read(path, wanted: rest, labels: &labels, pixels: &pixels, stop)
      pixels.reserveCapacity(wanted * Self.shape.size)
    }
    return Examples(shape: Self.shape, labels: labels, pixels: .bytes(pixels))
  }
}
