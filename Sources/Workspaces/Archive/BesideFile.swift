import Datasets
import Foundation
import Language
import Networks
import Sessions
import Tensors

/// Weights and state beside a session file.
public enum BesideFile {
  /// `run.safetensors` for `run.pollard`.
  public static func path(of session: String) -> String {
    (session.hasSuffix(".pollard") ? String(session.dropLast(8)) : session) + ".safetensors"
  }

  /// Prepares what the lines of a session led to, to be named together with its text; nil where
  /// there is nothing to write.
  ///
  /// - Parameter checksum: of its cells, as they are written.
  public static func prepare(
    _ workspace: Workspace, _ session: String, _ checksum: String, _ stop: StopFlag
  ) throws -> TemporaryFile? {
    guard !workspace.networks.isEmpty || !workspace.checkpoints.isEmpty else { return nil }
    let path = path(of: session)
    if AtomicFile.replaces(path), !isOurs(path, stop) {
      throw Diagnostic(
        "file-exists", "‘\(path)’ is there already and holds no session of this program",
        hint: "choose another name, or ‘save \(session) minimal’, which writes no weights")
    }
    let file = try WorkspaceArchive.file(
      workspace, cells: checksum, in: FilePath.real(FilePath.folder(of: session)))
    return try AtomicFile.prepare(path) { target in
      try file.write { try target.put($0, stop: stop) }
    }
  }

  /// Whether the file's metadata are those of `save`, whatever became of its numbers.
  public static func isOurs(_ path: String, _ stop: StopFlag) -> Bool {
    (try? SafetensorsFile(path, stop: stop))?.metadata["pollard"] != nil
  }

  /// Takes the workspace back from the file; says why where it cannot be used.
  public static func restore(
    _ workspace: inout Workspace, beside session: String, _ source: ArchiveReader.Source,
    _ stop: StopFlag
  ) throws -> RestoreOutcome {
    let path = path(of: session)
    guard FileManager.default.fileExists(atPath: path) else { return .missing }
    do {
      _ = try AtomicFile.target(of: path)
    } catch {
      return .unusable(error.reason)
    }
    do {
      return try restore(&workspace, from: PlainFile(path), source, stop)
    } catch let problem as PlainFile.Problem where problem != .interrupted {
      return .unusable("they cannot be read: \(problem.reason)")
    }
  }

  /// The same from such a file that is open.
  public static func restore(
    _ workspace: inout Workspace, from file: PlainFile, _ source: ArchiveReader.Source,
    _ stop: StopFlag
  ) throws -> RestoreOutcome {
    do {
      var reader = try ArchiveReader(SafetensorsFile(file, stop: stop), source, stop: stop)
      workspace = try reader.workspace()
      return .restored(skippedLog: reader.skippedLog)
    } catch let mismatch as WorkspaceArchive.Mismatch {
      return .unusable(mismatch.description)
    } catch let format as Safetensors.FormatError {
      return .unusable("they are no safetensors file: \(format.description)")
    }
  }
}
