import Language

#if canImport(Glibc)
  import Glibc
#endif

/// Keeps the running session of a prompt in a file of its own, so that nothing is lost where the
/// program ends without a goodbye.
///
/// It is written while nobody waits for it: between lines, and at the edges of epochs as far as
/// twenty times what writing takes has gone by.
public final class Autosave {
  private let engine: Engine
  private let folder: String?
  /// Tells what is wrong, once.
  public var warn: (String) -> Void = { _ in }
  /// What the start-up file began with, which alone is no session.
  private var begun: [SessionElement] = []
  private var file: LockedFile?
  /// What the file holds.
  private var kept: [SessionElement] = []
  /// Until when another write would come too soon.
  private var rest = ContinuousClock.now
  private var hasFailed = false

  /// - Parameter folder: nil where there is no place to keep it.
  public init(_ engine: Engine, in folder: String?) {
    self.engine = engine
    self.folder = folder
    engine.onEdge = { [weak self] in self?.reachEdge($0) }
  }

  /// Takes what stands there, by the start-up file, as the session's beginning.
  public func begin() {
    begun = engine.elements
    kept = begun
  }

  private var isOn: Bool {
    folder != nil && Setting.autosave.text(in: engine.workspace) == "on"
  }

  /// Milliseconds until what changed should be written; nil if nothing did.
  public var delay: Int? {
    guard engine.elements != kept else { return nil }
    return max(0, Int((rest - ContinuousClock.now).seconds * 1000))
  }

  /// Writes what changed, or takes the file away where there is nothing to keep.
  ///
  /// - Parameter now: whether it must be written, however long ago the last time was.
  public func flush(now: Bool = false) {
    guard let delay, now || delay == 0 else { return }
    kept = engine.elements
    guard isOn, hasOwnCell else {
      end()
      return
    }
    write { engine.state }
  }

  /// Whether there is more than the start-up file, or another session that was opened.
  private var hasOwnCell: Bool {
    let own = kept.starts(with: begun) ? kept.dropFirst(begun.count) : kept[...]
    return own.contains { $0.cell != nil }
  }

  /// Whether the file holds the session as it is, or is not wanted.
  public var isKept: Bool { !isOn || (file != nil && engine.elements == kept && !hasFailed) }

  private func reachEdge(_ state: () throws -> SessionState) {
    guard isOn, ContinuousClock.now >= rest else { return }
    // The elements are those of before the training: it is written again when that has ended.
    write(state)
  }

  private func write(_ state: () throws -> SessionState) {
    let clock = ContinuousClock()
    let start = clock.now
    do {
      try file = LockedFile.write(state().bytes(), to: place())
      hasFailed = false
    } catch {
      if !hasFailed {
        let problem = ErrorTranslation.diagnostic(for: error).message
        warn(
          "this session is not kept for the case that the program is killed: \(problem); "
            + "‘set autosave=off’ tries no more")
      }
      hasFailed = true
    }
    let cost = clock.now - start
    rest = clock.now + max(.seconds(1), cost * 20)
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

  /// A goodbye: nothing is left to restore.
  public func end() {
    file?.remove()
    file = nil
  }
}
