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
}
