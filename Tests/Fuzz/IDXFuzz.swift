@testable import Datasets

/// IDX files, plain and packed by gzip: records or a `DatasetError`.
@_cdecl("LLVMFuzzerTestOneInput")
public func idxFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let path = ReaderInput.file(data, size)
  for content in [IDXFile.Content.images, .labels] { _ = try? IDXFile(path, content) }
  return 0
}
