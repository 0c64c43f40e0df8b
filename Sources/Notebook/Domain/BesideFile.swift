import Datasets
import Foundation
import Language
import Networks

/// Weights and state beside a session file.
enum BesideFile {
  /// `run.safetensors` for `run.pollard`.
  static func path(of session: String) -> String {
    (session.hasSuffix(".pollard") ? String(session.dropLast(8)) : session) + ".safetensors"
  }

  static func save(_ workspace: Workspace, _ session: String, _ checksum: String) throws -> String?
  {
    guard !workspace.networks.isEmpty || !workspace.checkpoints.isEmpty else { return nil }
    let path = path(of: session)
    if AtomicFile.replaces(path), !isOurs(path) {
      throw Diagnostic(
        "file-exists", "‘\(path)’ is there already and holds no session of this program",
        hint: "choose another name, or ‘save \(session) minimal’, which writes no weights")
    }
    try AtomicFile.write(WorkspaceArchive.file(workspace, cells: checksum).bytes, to: path)
    return path
  }

  /// Whether the file's metadata are those of `save`, whatever became of its numbers.
  private static func isOurs(_ path: String) -> Bool {
    guard let bytes = FileManager.default.contents(atPath: path) else { return false }
    return (try? Safetensors.metadata(of: [UInt8](bytes)))?["pollard"] != nil
  }

  /// Takes the workspace back from the file; says why where it cannot be used.
  static func restore(
    _ workspace: inout Workspace, _ session: String, _ checksum: String, _ dataFolder: String?
  ) throws -> RestoreOutcome {
    let path = path(of: session)
    guard FileManager.default.fileExists(atPath: path) else { return .missing }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      return .unusable("they cannot be read")
    }
    return try restore(&workspace, from: [UInt8](bytes), checksum, dataFolder)
  }

  /// The same from the bytes of such a file.
  static func restore(
    _ workspace: inout Workspace, from bytes: [UInt8], _ checksum: String, _ dataFolder: String?
  ) throws -> RestoreOutcome {
    do {
      let file = try Safetensors(bytes)
      let archive = try WorkspaceArchive.read(file)
      guard archive.cells == checksum else {
        return .unusable("they belong to other lines")
      }
      guard archive.arithmetic == Provenance.arithmetic else {
        return .unusable("they come from the arithmetic \(archive.arithmetic)")
      }
      workspace = try archive.workspace(file, like: workspace, dataFolder: dataFolder)
      return .restored
    } catch let error as DatasetError {
      throw error
    } catch let mismatch as WorkspaceArchive.Mismatch {
      return .unusable(mismatch.description)
    } catch let format as Safetensors.FormatError {
      return .unusable("they are no safetensors file: \(format.description)")
    } catch {
      return .unusable("their state cannot be read")
    }
  }
}
