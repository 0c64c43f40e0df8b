@testable import Datasets

/// CIFAR's binary files: records or a `DatasetError`.
@_cdecl("LLVMFuzzerTestOneInput")
public func cifarFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let path = ReaderInput.file(data, size)
  for labels in [1, 2] {
    _ = try? CIFARFile(labelBytes: labels, classes: 10, records: 1).read([path], limit: 3)
  }
  return 0
}
