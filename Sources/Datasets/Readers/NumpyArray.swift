import Tensors

/// An array of a zip file of arrays: its header is known, its numbers are read piece by piece.
final class NumpyArray {
  /// What errors call it.
  let name: String
  let header: NumpyHeader
  private let member: ZipMember
  private let path: String
  private let stop: StopFlag?

  /// - Throws: also where the member is shorter or longer than its header says.
  init(
    _ name: String, _ entry: ZipArchive.Entry, of archive: ZipArchive, stop: StopFlag? = nil
  ) throws(DatasetError) {
    let member = try ZipMember(entry, of: archive, stop: stop)
    let header = try NumpyHeader(name, path: archive.path) { count throws(DatasetError) in
      try member.read(atMost: count)
    }
    let expected = member.count + header.count * header.element.bytes
    guard entry.unpacked == expected else {
      throw DatasetError(
        .disagreement(
          expected: "\(expected) bytes of \(name), as its header says",
          found: "\(entry.unpacked)"),
        file: archive.path)
    }
    self.name = name
    self.header = header
    self.member = member
    path = archive.path
    self.stop = stop
  }

  /// Hands over the first `wanted` numbers, in the order of the file, as bytes of whole numbers.
  private func eachPiece(
    of wanted: Int, _ visit: (_ piece: [UInt8]) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let width = header.element.bytes
    var left = wanted * width
    while left > 0 {
      let piece = try member.read(atMost: min(ZipMember.piece, left))
      guard !piece.isEmpty, piece.count % width == 0 else {
        throw DatasetError(.corruptZip("a member that ends early"), file: path)
      }
      left -= piece.count
      try visit(piece)
    }
  }

  /// Whole numbers, one for each of `count` records.
  ///
  /// - Throws: where there are more or fewer, and where one is no whole number of 32 bits.
  func labels(of count: Int) throws(DatasetError) -> [Int] {
    guard header.shape.first == count, header.count == count else {
      throw DatasetError(
        .disagreement(
          expected: "\(count) labels in \(name), one a record",
          found: header.shape.first == count
            ? "\(header.count / max(1, count)) a record" : "\(header.shape.first ?? 1)"),
        file: path)
    }
    var labels: [Int] = []
    try stop.check(needing: count * MemoryLayout<Int>.stride)
    labels.reserveCapacity(count)
    try eachPiece(of: count) { piece throws(DatasetError) in
      for value in header.element.numbers(piece) {
        guard let label = Int(exactly: value), Int32(exactly: label) != nil else {
          throw DatasetError(
            .disagreement(
              expected: "whole numbers of 32 bits as labels in \(name)",
              found: "another in record \(labels.count)"),
            file: path)
        }
        labels.append(label)
      }
    }
    return labels
  }

  /// The values of the first `wanted` records in the order of `layout`: bytes where the file has
  /// bytes or truths (0 and 255), else numbers.
  ///
  /// - Throws: where a number is not finite in single precision.
  func pixels(of wanted: Int, _ layout: NumpyLayout) throws(DatasetError) -> Examples.Pixels {
    let element = header.element
    // In Fortran's order each record is spread over the whole array.
    let read = header.isFortran ? header.count : wanted * layout.shape.size
    var walk = NumpyWalk(layout, records: header.shape[0], wanted: wanted)
    let count = wanted * layout.shape.size
    guard element.bytes == 1, element.kind != .signed else {
      try stop.check(needing: count * MemoryLayout<Float>.stride)
      var values = [Float](repeating: 0, count: count)
      try eachPiece(of: read) { piece throws(DatasetError) in
        let numbers = element.numbers(piece).map { Float($0) }
        if let bad = numbers.firstIndex(where: { !$0.isFinite }) {
          throw DatasetError(
            .disagreement(
              expected: "numbers in \(name) that are finite in 32 bits",
              found: "another in record \(walk.record(ahead: bad))"),
            file: path)
        }
        walk.place(numbers, into: &values)
      }
      return .reals(values)
    }
    try stop.check(needing: count)
    var bytes = [UInt8](repeating: 0, count: count)
    try eachPiece(of: read) { piece throws(DatasetError) in
      walk.place(element.kind == .bool ? piece.map { $0 == 0 ? 0 : 255 } : piece, into: &bytes)
    }
    return .bytes(bytes)
  }
}

extension NumpyHeader.Element {
  /// The numbers that `piece` holds; whole ones beyond 2⁵³ are rounded.
  func numbers(_ piece: [UInt8]) -> [Double] {
    switch (kind, bytes) {
    case (.bool, _): piece.map { $0 == 0 ? 0 : 1 }
    case (.unsigned, 1): piece.map { Double($0) }
    case (.signed, 1): piece.map { Double(Int8(bitPattern: $0)) }
    case (.unsigned, _): words(piece) { Double($0) }
    case (.signed, 2): words(piece) { Double(Int16(truncatingIfNeeded: $0)) }
    case (.signed, 4): words(piece) { Double(Int32(truncatingIfNeeded: $0)) }
    case (.signed, _): words(piece) { Double(Int64(bitPattern: $0)) }
    case (.real, 2): words(piece) { Double(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) }
    case (.real, 4): words(piece) { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }
    case (.real, _): words(piece) { Double(bitPattern: $0) }
    }
  }

  @inline(__always)
  private func words(_ piece: [UInt8], _ number: (UInt64) -> Double) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(piece.count / bytes)
    for start in stride(from: 0, to: piece.count - bytes + 1, by: bytes) {
      var word: UInt64 = 0
      for index in 0..<bytes {
        word = word << 8 | UInt64(piece[isBigEndian ? start + index : start + bytes - 1 - index])
      }
      numbers.append(number(word))
    }
    return numbers
  }
}
