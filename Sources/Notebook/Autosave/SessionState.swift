import Foundation
import Language
import Networks
import Reports
import Sessions
import Tensors
import Workspaces

/// A session and what its lines led to.
public struct SessionState {
  /// The lines, with what they printed.
  public var file: SessionFile
  /// The state after the last line.
  public var workspace: Workspace

  /// The metadata's keys of the text, of the scopes of its lines, of the user's own limits, and of
  /// its journal.
  public static let key = "session"
  private static let scopesKey = "scopes"
  private static let limitsKey = "limits"
  static let journalKey = "journal"

  /// As one file: the text is in its metadata.
  func archive(journal token: String) throws -> Safetensors {
    var archive = try WorkspaceArchive.file(workspace, cells: file.checksum)
    archive.metadata[Self.key] = file.text
    let here = FilePath.here
    archive.metadata[Self.scopesKey] = try Self.text(file.cells.map { $0.scope.placed(in: here) })
    archive.metadata[Self.limitsKey] = try Self.text(workspace.ownLimits)
    archive.metadata[Self.journalKey] = token
    return archive
  }

  private static func text(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
  }

  private static func value<Value: Decodable>(_ key: String, _ metadata: [String: String]) -> Value?
  {
    metadata[key].flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
  }

  /// The limits that the user set.
  public static func limits(by metadata: [String: String]) -> [String: String] {
    value(limitsKey, metadata) ?? [:]
  }

  /// The session that was read from such a file, its cells where they were.
  static func placed(_ file: SessionFile, by metadata: [String: String]) -> SessionFile {
    guard let scopes: [FileScope] = value(scopesKey, metadata), scopes.count == file.cells.count
    else { return file }
    let typedHere = FileScope.user.placed(in: FilePath.here)
    var result = file
    var rest = scopes[...]
    for index in result.elements.indices where result.elements[index].cell != nil {
      let scope = rest.removeFirst()
      if scope != typedHere { result.elements[index] = result.elements[index].placed(in: scope) }
    }
    return result
  }
}

/// The end of an epoch of a training that goes on.
public struct TrainingEdge {
  /// The line that brings a training from its start to here.
  public let line: String
  /// Batches since it began.
  public let steps: Int
  /// The line's.
  public let scope: FileScope
  /// The session as it would be if the training had ended here.
  public let state: () throws -> SessionState
}

extension Engine {
  /// The session as it is.
  public var state: SessionState { SessionState(file: sessionFile, workspace: workspace) }

  /// Whether something was trained since the session was saved or opened.
  public var hasUnsavedTraining: Bool {
    let saved = savedElements.map { $0.cell?.input }
    let same = zip(saved, elements).prefix { $0 == $1.cell?.input }.count
    let old = elements.prefix(same).count { $0.cell != nil }
    let effects = effects(of: elements)
    let new = effects.dropFirst(old)
    return new.contains(where: Self.trains)
      || new.contains(where: Self.travels) && effects.contains(where: Self.trains)
  }

  private func effects(of elements: [SessionElement]) -> [[Effect]] {
    BoundLines.effects(
      of: elements.compactMap(\.cell), commands, parameters: sessionStart.parameters)
  }

  private static func trains(_ line: [Effect]) -> Bool {
    line.contains { effect in
      switch effect {
      case .train, .unknown: true
      default: false
      }
    }
  }

  private static func travels(_ line: [Effect]) -> Bool {
    line.contains { effect in
      switch effect {
      case .undo, .redo, .goBack: true
      default: false
      }
    }
  }

  /// Whether all that was trained is among lines that were saved.
  public func holdsTraining(_ saved: [SessionElement]) -> Bool {
    func trainings(_ elements: [SessionElement]) -> Int {
      effects(of: elements).count(where: Self.trains)
    }
    return trainings(saved) == trainings(elements)
  }

  /// Gives observers the session as it would be if the training ended with this epoch.
  ///
  /// - Parameters:
  ///   - line: brings the training here.
  ///   - cell: the same with what it prints.
  public func reachEdge(
    _ training: NetworkEntry, _ line: String, _ steps: Int,
    _ cell: @escaping () throws -> SessionCell
  ) {
    guard writesFiles else { return }
    let edge = TrainingEdge(line: line, steps: steps, scope: scope) { [self] in
      var state = state
      var cell = try cell()
      cell.scope = scope
      state.file.elements.append(.cell(cell))
      state.workspace.networks[training.name] = training
      return state
    }
    observers.forEach { $0.didReach(edge) }
  }

  /// Takes up a session that was not saved; nothing is changed if that fails.
  ///
  /// - Returns: where it stands.
  public func restore(_ session: AbandonedSession) throws(Diagnostic) -> Report {
    let before = snapshot
    do {
      let name = "the session of \(session.date)"
      let taken = try takeUp(session.file, named: name, in: .user, label: "restoring \(name)") {
        let source = ArchiveReader.Source(
          workspace: $0, cells: session.file.checksum, dataFolder: configuration.dataDirectory)
        let outcome = try BesideFile.restore(&$0, from: session.open(), source, stop)
        if outcome.isRestored { $0.ownLimits.merge(session.limits) { $1 } }
        return outcome
      }
      guard !taken.isInterrupted else { throw Diagnostic(.interrupted, "interrupted") }
      let undo = undoStack
      let problem = runAgain(session.since)
      // One ‘undo’ takes back all of it.
      undoStack = undo
      session.isTakenUp = problem == nil && !taken.isInterrupted
      return report(session, taken.outcome, problem: problem)
    } catch {
      reset(to: before)
      throw ErrorTranslation.diagnostic(for: error)
    }
  }

  /// Runs what was done since the state was written, without a file: those are written already.
  /// Stops at a line that fails.
  ///
  /// - Returns: what it says.
  private func runAgain(_ entries: [Journal.Entry]) -> Diagnostic? {
    let before = writesFiles
    writesFiles = false
    defer { writesFiles = before }
    for entry in entries {
      switch entry {
      case .prose(let text): elements.append(text.isEmpty ? .blank : .prose(text))
      case .done(let line, let scope), .at(let line, let scope):
        let turn = within(scope) { execute(line) }
        if let problem = turn?.diagnostic { return problem }
        if turn?.isInterrupted == true { return Diagnostic(.interrupted, "interrupted") }
      case .goodbye: break
      }
    }
    return nil
  }

  private func report(
    _ session: AbandonedSession, _ outcome: RestoreOutcome, problem: Diagnostic?
  ) -> Report {
    let cells = elements.compactMap(\.cell)
    var report = Report("restored \(NumberFormat.counted("cell", cells.count))")
    if case .unusable(let reason) = outcome {
      report.say("its lines ran again, for its numbers are not used: \(reason)")
    }
    if let problem {
      report.say("its last lines did not run again: \(problem.message)")
      report.say("it stays for the next start too")
    }
    if case .restored = outcome, workspace.networks.values.contains(where: { !$0.epochs.isEmpty }) {
      report.say(
        "‘checkout epoch=N’ reaches epochs from now on; the ends of earlier ones are let go")
    }
    let last = cells.suffix(3)
    if !last.isEmpty { report.say("the last:") }
    for cell in last { report.say("  > \(cell.input.replacing("\n", with: " "))") }
    if let entry = workspace.entry {
      report.say("‘\(entry.name)’ \(entry.place)\(entry.lastAccuracy)")
    }
    report.say("‘undo’ takes the restoring back")
    return report
  }
}
