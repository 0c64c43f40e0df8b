extension Tensor {
  /// The numbers as files hold them: four bytes each, least significant first, as in memory on
  /// x86-64 and arm64.
  public var bytes: [UInt8] {
    Array(UnsafeRawBufferPointer(start: pointer, count: count * 4))
  }

  /// Reads what `bytes` gave.
  ///
  /// - Precondition: there are four bytes for each number.
  public init(_ dimensions: [Int], bytes: ArraySlice<UInt8>) {
    self.init(uninitialized: dimensions)
    precondition(bytes.count == count * 4)
    bytes.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(start: writable, count: count * 4).copyMemory(from: source)
    }
  }

  /// Numbers that come piece by piece, so that memory holds no second copy of them.
  ///
  /// - Parameter bytes: four bytes for each number of the range asked for.
  public init<Failure: Error>(
    _ dimensions: [Int], inPieces bytes: (Range<Int>) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    self.init(uninitialized: dimensions)
    let numbers = storage.pointer
    let size = PlainFile.piece / 4
    var start = 0
    while start < count {
      let range = start..<min(count, start + size)
      let piece = try bytes(range)
      precondition(piece.count == range.count * 4)
      piece.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(start: numbers + start, count: piece.count)
          .copyMemory(from: source)
      }
      start = range.upperBound
    }
  }

  /// The numbers as files hold them, piece by piece.
  public func eachPiece<Failure: Error>(
    _ body: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let size = PlainFile.piece / 4
    var start = 0
    while start < count {
      let end = min(count, start + size)
      try body(Array(UnsafeRawBufferPointer(start: pointer + start, count: (end - start) * 4)))
      start = end
    }
  }
}
