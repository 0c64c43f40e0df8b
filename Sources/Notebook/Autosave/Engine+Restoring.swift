import Language
import Reports
import Sessions
import Workspaces

extension Engine {
  /// Takes up a session that was not saved; nothing is changed if that fails.
  ///
  /// - Returns: where it stands.
  public func restore(_ session: AbandonedSession) throws(Diagnostic) -> Report {
    let before = snapshot
    do {
      let name = "the session of \(session.date)"
      let taken = try takeUp(session.file, named: name, in: .user, label: "restoring \(name)") {
        let source = ArchiveReader.Source(
          workspace: $0, cells: session.file.checksum, dataFolder: configuration.dataDirectory,
          pictures: configuration.pictureStore(trusted: true))
        let outcome = try BesideFile.restore(&$0, from: session.open(), source, stop)
        if outcome.isRestored { $0.ownLimits.merge(session.limits) { $1 } }
        return outcome
      }
      guard !taken.isInterrupted else { throw Diagnostic(.interrupted, "interrupted") }
      if taken.outcome.isRestored, let answers = session.answers {
        recentAnswers = answers.answers(in: workspace)
      }
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
    let isCut = workspace.networks.values.contains { !$0.epochs.isEmpty && $0.history.isCut }
    if case .restored = outcome, isCut {
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
