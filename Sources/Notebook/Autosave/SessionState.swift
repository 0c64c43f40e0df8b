import Foundation
import Language
import Networks

/// A session and what its lines led to.
public struct SessionState {
  var file: SessionFile
  var workspace: Workspace

  /// As one file: the text stands in its metadata.
  func bytes() throws -> [UInt8] {
    var archive = try WorkspaceArchive.file(workspace, cells: file.checksum, namingFolders: true)
    archive.metadata["session"] = file.text
    return archive.bytes
  }
}

extension Engine {
  /// The session as it stands.
  var state: SessionState { SessionState(file: sessionFile, workspace: workspace) }

  /// Tells `onEdge` how the session would stand if the training that runs had ended at this edge.
  ///
  /// - Parameter cell: the line that replays what ran so far, with what it prints.
  func reachEdge(_ training: NetworkEntry, _ cell: () throws -> SessionCell) {
    guard writesFiles else { return }
    onEdge {
      var state = state
      state.file.elements.append(.cell(try cell()))
      state.workspace.networks[training.name] = training
      return state
    }
  }

  /// Takes up a session that ended without a goodbye; nothing is changed if that fails.
  ///
  /// - Returns: where it stands.
  public func restore(_ session: AbandonedSession) throws(Diagnostic) -> Report {
    let before = snapshot
    do {
      let name = "the session of \(session.date)"
      let taken = try takeUp(session.file, named: name, label: "restoring \(name)") {
        try BesideFile.restore(
          &$0, from: session.bytes(), session.file.checksum, configuration.dataDirectory)
      }
      guard !taken.isInterrupted else { throw Diagnostic(.interrupted, "interrupted") }
      return report(session, taken.outcome)
    } catch {
      reset(to: before)
      throw ErrorTranslation.diagnostic(for: error)
    }
  }

  private func report(_ session: AbandonedSession, _ outcome: RestoreOutcome) -> Report {
    var report = Report("restored \(NumberFormat.counted("cell", session.file.cells.count))")
    if case .unusable(let reason) = outcome {
      report.say("its lines ran again, for its numbers are not used: \(reason)")
    }
    let last = session.file.cells.suffix(3)
    if !last.isEmpty { report.say("the last:") }
    for cell in last { report.say("  > \(cell.input.replacing("\n", with: " "))") }
    if let entry = workspace.entry {
      report.say("‘\(entry.name)’ \(entry.place)\(entry.lastAccuracy)")
    }
    report.say("‘undo’ takes the restoring back")
    return report
  }
}
