import Foundation
import Networks
import Tensors

@testable import Commands
@testable import Workspaces

/// A file of weights: a network by itself, the workspace beside a session, or an error. Its
/// checksum is made good, so that what lies behind it is reached.
@_cdecl("LLVMFuzzerTestOneInput")
public func weightsFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  guard let file = try? SafetensorsFile(bytes: bytes), var contents = try? file.contents() else {
    return 0
  }
  _ = try? SafetensorsFile(bytes: contents.bytes)
  _ = try? NetworkFile.entry(file, "fuzzed")
  contents.metadata["checksum"] = WorkspaceArchive.checksum(contents)
  guard let text = contents.metadata["pollard"],
    var archive = try? JSONDecoder().decode(WorkspaceArchive.self, from: Data(text.utf8))
  else { return 0 }
  // Data take their time, and are read by other targets.
  archive.data = nil
  for index in archive.checkpoints.indices { archive.checkpoints[index].data = nil }
  guard let state = try? JSONEncoder().encode(archive) else { return 0 }
  contents.metadata["pollard"] = String(decoding: state, as: UTF8.self)
  contents.metadata["checksum"] = WorkspaceArchive.checksum(contents)
  let source = ArchiveReader.Source(workspace: Workspace(), cells: archive.cells)
  guard let made = try? SafetensorsFile(bytes: contents.bytes),
    var reader = try? ArchiveReader(made, source, stop: StopFlag()),
    let workspace = try? reader.workspace()
  else { return 0 }
  _ = try? WorkspaceArchive.file(workspace, cells: archive.cells).bytes
  return 0
}
