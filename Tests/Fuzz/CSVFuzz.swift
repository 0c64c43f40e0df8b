@testable import Datasets

/// Tables: numbers and classes, or a `DatasetError`.
@_cdecl("LLVMFuzzerTestOneInput")
public func csvFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let path = ReaderInput.file(data, size)
  for label in ["kind", "1", "3"] { _ = try? CSVTable(path, label: label) }
  return 0
}
