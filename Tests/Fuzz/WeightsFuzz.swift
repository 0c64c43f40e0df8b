import Networks

@testable import Notebook

/// A file of weights: a network by itself, the workspace beside a session, or an error. Its checksum is made good, so
/// that what lies behind it is reached.
@_cdecl("LLVMFuzzerTestOneInput")
public func weightsFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  guard var file = try? Safetensors(bytes) else { return 0 }
  _ = try? Safetensors(file.bytes)
  _ = try? NetworkFile.entry(file, "fuzzed")
  file.metadata["checksum"] = WorkspaceArchive.checksum(file)
  guard var archive = try? WorkspaceArchive.read(file) else { return 0 }
  archive.data = nil
  guard let workspace = try? archive.workspace(file, like: Workspace(), dataFolder: nil) else {
    return 0
  }
  _ = try? WorkspaceArchive.file(workspace, cells: archive.cells).bytes
  return 0
}
