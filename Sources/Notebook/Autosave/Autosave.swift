import Language
import Sessions
import Tensors
import Workspaces

#if canImport(Glibc)
  import Glibc
#endif

/// Keeps the running session of a prompt in a file of its own, so that nothing is lost where the
/// program ends without a goodbye, or with one before what was trained was saved.
///
/// It is written while no command is waiting: between lines, and at the ends of epochs as far as
/// twenty times what writing takes has gone by. What happens in between goes to a journal.
public final class Autosave: EngineObserver {
  private let engine: Engine
  private let folder: String?
  /// Tells what is wrong, once.
  public var warn: (String) -> Void = { _ in }
  /// What the start-up file began with, which alone is no session.
  private var begun: [SessionElement] = []
  private var file: LockedFile?
  private var journal: Journal?
  /// What the file holds.
  private var kept: [SessionElement] = []
  /// Which run of elements that is: `open` and its like begin another.
  private var lineage = 0
  /// How many elements file and journal hold.
  private var noted = 0
  /// Batches of the training under way that the file holds; nil where it ends before the training.
  private var part: Int?
  /// Until when another write would come too soon.
  private var rest = ContinuousClock.now
  private var hasFailed = false
  private var stop: StopFlag { engine.stop }
  /// Sessions that another was opened over before what was trained in them was saved. They are held
  /// while the program runs, and offered at the next start.
  private var shelf: [(file: LockedFile, inputs: [String?])] = []

  /// - Parameter folder: nil where there is no place to keep it.
  public init(_ engine: Engine, in folder: String?) {
    self.engine = engine
    self.folder = folder
    engine.add(self)
  }

  /// Takes what the start-up file has made as the session's beginning.
  public func begin() {
    begun = engine.elements
    kept = begun
    lineage = engine.lineage
    noted = kept.count
  }

  private var isOn: Bool {
    folder != nil && Setting.autosave.isOn(in: engine.workspace)
  }

  /// Milliseconds until what changed should be written; nil if nothing did.
  public var delay: Int? {
    guard part != nil || engine.elements != kept else { return nil }
    return max(0, Int((rest - ContinuousClock.now).seconds * 1000))
  }

  /// Notes what a line did, in the journal where that is enough.
  public func note() {
    defer { clearShelf() }
    guard isOn, engine.elements.count != noted || engine.lineage != lineage || part != nil else {
      return
    }
    let isContinued = engine.lineage == lineage && engine.elements.count > noted && part == nil
    let added = isContinued ? engine.elements[noted...] : []
    guard file != nil, let journal, isContinued, added.allSatisfy(Self.canRunAgain) else {
      return flush(now: true)
    }
    for element in added {
      let entry: Journal.Entry =
        switch element {
        case .cell(let cell): .done(cell.input, cell.scope)
        case .prose(let text): .prose(text)
        case .blank: .prose("")
        }
      guard journal.add(entry) else { return flush(now: true) }
    }
    noted = engine.elements.count
  }

  /// Whether a line does the same where the states before it are not at hand.
  private static func canRunAgain(_ element: SessionElement) -> Bool {
    guard let cell = element.cell else { return true }
    let verb = cell.input.split(separator: " ", maxSplits: 1).first ?? ""
    return !cell.expectsError && !["undo", "redo", "checkout", "branch", "explain"].contains(verb)
  }

  /// Writes what changed, or takes the file away where there is nothing to keep.
  ///
  /// - Parameter now: whether it must be written, however long ago the last time was.
  public func flush(now: Bool = false) {
    guard let delay, now || delay == 0 else { return }
    let before = (kept, lineage)
    kept = engine.elements
    lineage = engine.lineage
    guard isOn, hasOwnCell else {
      end()
      return
    }
    if write({ engine.state }) { part = nil } else { (kept, lineage) = before }
  }

  /// Whether there is more than the start-up file, or another session that was opened.
  private var hasOwnCell: Bool {
    let own = kept.starts(with: begun) ? kept.dropFirst(begun.count) : kept[...]
    return own.contains { $0.cell != nil }
  }

  /// Whether the file holds the session as it is, or is not wanted.
  public var isKept: Bool {
    !isOn || (file != nil && engine.elements == kept && part == nil && !hasFailed)
  }

  public func didReach(_ edge: TrainingEdge) {
    guard isOn else { return }
    // A place in a training counts from the state that was written within it.
    let isAnother = part != nil && engine.elements.count != kept.count
    if ContinuousClock.now >= rest || file == nil && !hasFailed || engine.lineage != lineage
      || isAnother
    {
      // The elements are those of before the training: it is written again when that has ended.
      kept = engine.elements
      lineage = engine.lineage
      if write(edge.state), !hasFailed { part = edge.steps }
      return
    }
    if part == nil, noted != engine.elements.count { note() }
    guard let journal else { return }
    // A journal with a hole is none.
    if !journal.add(.at(edge.line(part ?? 0), edge.scope)) { self.journal = nil }
  }

  /// - Returns: false where Ctrl-C ended it, and what was written before stays.
  private func write(_ state: () throws -> SessionState) -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let place = place()
      // A journal that belongs to no state yet, then the state that names it: whenever the program
      // is killed, the state on the disk has its own journal or none.
      let next = try Journal(beside: place)
      let archive = try state().archive(journal: next.token)
      file = try LockedFile.write(to: place) { target throws(FileError) in
        try archive.write { bytes throws(FileError) in try target.put(bytes, stop: stop) }
      }
      next.takePlace()
      journal = next
      noted = kept.count
      hasFailed = false
    } catch let error as FileError where error.isInterruption {
      rest = clock.now + max(.seconds(1), (clock.now - start) * 20)
      return false
    } catch {
      if !hasFailed {
        let problem = ErrorTranslation.diagnostic(for: error).message
        warn(
          "this session is not kept for the case that the program is killed: \(problem); "
            + "‘set autosave=off’ tries no more")
      }
      hasFailed = true
      journal = nil
    }
    let cost = clock.now - start
    rest = clock.now + max(.seconds(1), cost * 20)
    return true
  }

  /// The name that this process keeps; another that was killed may have had its number.
  private func place() -> String {
    if let file { return file.path }
    let folder = folder ?? "."
    PrivateFolder.make(folder)
    let stem = "\(folder)/running-\(getpid())"
    var path = stem + ".session"
    var number = 2
    while access(path, F_OK) == 0 {
      path = "\(stem)-\(number).session"
      number += 1
    }
    return path
  }

  /// Leaves the session's file to the next start, and begins another for what comes in its place.
  ///
  /// - Returns: false where the session is not kept.
  public func willPutAway() -> Bool {
    guard isOn else { return false }
    flush(now: true)
    guard isKept, let file else { return false }
    journal?.add(.goodbye)
    shelf.append((file, engine.elements.map { $0.cell?.input }))
    self.file = nil
    journal = nil
    kept = []
    noted = 0
    return true
  }

  /// Forgets what was put away and is saved now, or goes on in the session at hand.
  private func clearShelf() {
    guard !shelf.isEmpty else { return }
    let others = [isKept ? engine.elements : [], engine.savedElements]
    let inputs = others.map { $0.map { $0.cell?.input } }
    shelf.removeAll { put in
      guard inputs.contains(where: { $0.starts(with: put.inputs) }) else { return false }
      Journal.remove(put.file)
      return true
    }
  }

  /// A goodbye. What was trained and not saved stays for the next start.
  ///
  /// - Returns: whether it does.
  public func sayGoodbye() -> Bool {
    let isUnsaved = isOn && engine.hasUnsavedTraining
    if isUnsaved {
      stop.clear()
      flush(now: true)
      if isKept { journal?.add(.goodbye) }
    }
    clearShelf()
    if !isUnsaved { end() }
    return !shelf.isEmpty || (isUnsaved && isKept)
  }

  /// Nothing is left to restore.
  public func end() {
    if let file { Journal.remove(file) }
    file = nil
    journal = nil
    part = nil
    noted = 0
  }
}
