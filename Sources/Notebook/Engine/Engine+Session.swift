import Foundation
import Language
import Sessions
import Workspaces

extension Engine {
  /// Everything `open` and `replay` may have to put back.
  public struct Snapshot {
    /// The state that the next line would have found.
    public let workspace: Workspace
    /// Prose and cells so far.
    public let elements: [SessionElement]
    /// What `undo` and `redo` could go back to.
    public let undoStack: UndoStack
    /// What held before the first line.
    public let start: SessionStart
    /// What `explain` speaks of; nil before the first answer.
    public let lastAnswer: Answer?
    /// What `assert` looks at.
    public let recentAnswers: RecentAnswers
  }

  /// The session as it is now; it shares its numbers with the workspace until either changes.
  public var snapshot: Snapshot {
    Snapshot(
      workspace: workspace, elements: elements, undoStack: undoStack, start: sessionStart,
      lastAnswer: lastAnswer, recentAnswers: recentAnswers)
  }

  /// Puts all of it back; nothing that the session became since then stays.
  public func reset(to snapshot: Snapshot) {
    workspace = snapshot.workspace
    elements = snapshot.elements
    lineage += 1
    undoStack = snapshot.undoStack
    sessionStart = snapshot.start
    lastAnswer = snapshot.lastAnswer
    recentAnswers = snapshot.recentAnswers
  }

  /// The session so far, with its lines as they were typed.
  public var sessionFile: SessionFile {
    let header = SessionHeader.current(
      seed: sessionStart.seed, parameters: sessionStart.parameters,
      threads: Setting.threads.text(in: workspace), libraries: configuration.libraries,
      dataChecksum: workspace.data?.dataset.checksum.description)
    var file = SessionFile(header: header, elements: elements)
    noteDevices(&file, folder: nil)
    return file
  }

  /// Puts the checksums of the device files that lines read into the header.
  ///
  /// - Parameter folder: where relative paths begin; nil: where each line was typed.
  func noteDevices(_ file: inout SessionFile, folder: String?) {
    file.header?[SessionDevices.key] = SessionDevices.field(
      file.elements, commands, parameters: sessionStart.parameters, folder: folder)
  }

  /// The session as it is written to a file at `path`.
  ///
  /// - Returns: also what its lines read outside the file's folder.
  public func sessionFile(
    at path: String, _ elements: [SessionElement]
  ) throws(Diagnostic) -> (SessionFile, outside: [String]) {
    var file = sessionFile
    let folder = FilePath.folder(of: path)
    let moved = try Relocation(
      elements, to: FilePath.real(folder) ?? folder, commands,
      parameters: sessionStart.parameters)
    file.elements = moved.elements
    noteDevices(&file, folder: folder)
    return (file, moved.outside)
  }

  /// The numbers of diagrams that a session keeps, 16 bytes or less each.
  private static let drawnNumbers = 1_000_000

  /// Lets the earliest diagrams go where there are too many; their lines stay.
  func boundDrawings() {
    var room = Self.drawnNumbers
    for index in elements.indices.reversed() {
      guard case .cell(var cell) = elements[index], !cell.drawings.isEmpty else { continue }
      room -= cell.drawings.map(\.chart.count).reduce(0, +)
      guard room < 0 else { continue }
      cell.drawings = []
      elements[index] = .cell(cell)
    }
  }

  /// Puts everything away and starts as `file` started.
  public func begin(_ file: SessionFile) {
    var configuration = configuration
    let header = file.header
    configuration.seed = header?.seed ?? configuration.seed
    if let header { configuration.parameters = header.parameters }
    let limits = workspace.ownLimits
    workspace = Self.start(configuration)
    workspace.ownLimits = limits
    sessionStart = SessionStart(
      seed: configuration.seed, parameters: configuration.parameters)
    elements = []
    lineage += 1
    undoStack = UndoStack()
    lastAnswer = nil
    recentAnswers.forget()
  }

  /// What became of a session that was taken up.
  public struct TakenUp {
    /// Whether the state came back from its weights, or why the lines ran.
    public var outcome: RestoreOutcome
    /// Whether what was open before, and not saved, is kept for the next start.
    public var isPutAway = false
    /// Whether its lines ran again and were cut short.
    public var isInterrupted = false
    /// Lines that ran again and were not obeyed, for they write where they may not.
    public var skipped: [String] = []
  }

  /// Puts away what is open and takes up `file` where it ended: by `restore` if that can be, else
  /// its lines run again in `scope`. One `undo` brings back what was there; an error leaves it.
  public func takeUp(
    _ file: SessionFile, named name: String, in scope: FileScope, label: String,
    restore: (inout Workspace) throws -> RestoreOutcome
  ) throws -> TakenUp {
    let isPutAway = hasUnsavedTraining && observers.contains { $0.willPutAway() }
    let before = snapshot
    begin(file)
    keepAutosave(of: before.workspace)
    do {
      var taken = TakenUp(outcome: try restore(&workspace), isPutAway: isPutAway)
      keepAutosave(of: before.workspace)
      if taken.outcome.isRestored {
        elements = file.elements.map { $0.placed(in: scope) }
        file.cells.forEach(remember)
      } else {
        let turns = try within(scope) { try rerunUnwritten(file, named: name) }
        taken.isInterrupted = turns.last?.isInterrupted == true
        taken.skipped = turns.filter { $0.report?["skipped"] == true }.map(\.input)
      }
      rememberOpening(before, label: label)
      return taken
    } catch {
      reset(to: before)
      throw error
    }
  }

  /// Whether the prompt keeps its session is for its user to say; a session that is taken up says
  /// it only by a line of its own.
  private func keepAutosave(of before: Workspace) {
    let key = Setting.autosave.key
    if workspace.settings[key] == nil { workspace.settings[key] = before.settings[key] }
  }

  /// Sets the seed and the parameters that the header of `file` names, before its lines run.
  ///
  /// - Parameter keepingSeed: true if the shell line named a seed.
  public func enter(_ file: SessionFile, keepingSeed: Bool) {
    guard let header = file.header else { return }
    let isFresh = !elements.contains { $0.cell != nil }
    if let seed = header.seed, !keepingSeed, seed != workspace.seed {
      workspace.seed = seed
      if isFresh {
        sessionStart.seed = seed
      } else {
        elements.append(
          .cell(SessionCell(input: "seed \(seed)", outputs: [.init(.reproducible, "seed \(seed)")]))
        )
      }
    }
    for (name, value) in header.parameters where !workspace.pinned.contains(name) {
      workspace.parameters[name] = value
      workspace.pinned.insert(name)
      if isFresh { sessionStart.parameters.append((name, value)) }
    }
  }

  /// Runs the lines of `file`; stops when one is interrupted, throws when one fails that should
  /// not.
  ///
  /// - Parameters:
  ///   - isShown: whether observers get prose, each line before it runs, unless they are asked, and
  ///     what came of it.
  ///   - asking: whether to ask before each line.
  public func rerun(
    _ file: SessionFile, named name: String, isShown: Bool, asking: Bool = false
  ) throws -> [Turn] {
    let observers = isShown ? observers : []
    let place = Self.place(name)
    guard !running.contains(place) else {
      throw Diagnostic(
        "too-deep", "‘\(name)’ replays itself, and would go on for ever",
        hint: "take the line that replays it out of the file")
    }
    running.append(place)
    defer { running.removeLast() }
    var turns: [Turn] = []
    for element in file.elements {
      guard case .cell(let cell) = element else {
        if case .prose(let text) = element { observers.forEach { $0.willRun(inner: text) } }
        elements.append(element)
        continue
      }
      if asking {
        guard observers.allSatisfy({ $0.allows(step: cell.input) }) else { break }
      } else {
        let line = "> " + cell.input.replacing("\n", with: "\n> ")
        observers.forEach { $0.willRun(inner: line) }
      }
      let own = cell.scope == .user ? scope : cell.scope
      let ran = within(own) { execute(cell.input, expectingError: cell.expectsError) }
      guard let turn = ran else { continue }
      turns.append(turn)
      if let diagnostic = turn.diagnostic, !cell.expectsError || turn.isInterrupted {
        throw Self.failure(of: cell, in: name, diagnostic)
      }
      observers.forEach { $0.didRun(inner: turn) }
      if turn.isInterrupted || turn.quitCode != nil { break }
    }
    return turns
  }

  /// What is said of a line of a file; it may not be a session at all, and its words are for the
  /// screen.
  private static func failure(
    of cell: SessionCell, in name: String, _ problem: Diagnostic
  ) -> Diagnostic {
    guard problem.code != .interrupted else { return problem }
    let isGeneral = [.needsTrust, .missingData].contains(problem.code)
    let words = [problem.message, problem.quote, isGeneral ? nil : problem.hint]
    return Diagnostic(
      problem.code, "‘\(name)’, line \(cell.line) fails",
      quote: words.compactMap { $0 }.joined(separator: "; "),
      hint: isGeneral
        ? problem.hint
        : problem.code == .unknownCommand
          ? "this is a file of lines such as are typed; ‘data csv’ reads tables, ‘import’ weights"
          : nil)
  }

  /// Where a file really lies.
  public static func place(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// The same without writing a file: the lines only bring back what was there.
  func rerunUnwritten(_ file: SessionFile, named name: String) throws -> [Turn] {
    let before = writesFiles
    writesFiles = false
    defer { writesFiles = before }
    return try rerun(file, named: name, isShown: false)
  }

  /// Makes one `undo` bring back what was there before `open`, whether the lines ran again or not.
  func rememberOpening(_ before: Snapshot, label: String) {
    let limit = Setting.undo.integer(in: workspace)
    undoStack = before.undoStack
    undoStack.push(
      UndoStack.Entry(
        workspace: before.workspace, label: label,
        session: .init(
          elements: before.elements, start: before.start, lastAnswer: before.lastAnswer)),
      limit: limit)
  }
}

/// What held before the first line of a session.
public struct SessionStart {
  /// Of all that is drawn: weights, batches, augmentation, dropout.
  public var seed: UInt64
  /// Given on the shell line or in the header, in their order.
  public var parameters: [(name: String, value: String)]
}
