import Notebook

/// The question at the start whether to take up a session that ended without a goodbye.
///
/// The answer is a line like any other, so that nothing typed ahead is lost: a command is run, and
/// the session waits for the next start.
final class RestoreOffer {
  private let engine: Engine
  private let autosave: Autosave
  private let printer: TurnPrinter
  /// The latest first.
  private var waiting: [AbandonedSession] = []

  static let question = "restore it? [Y/n/d(iscard)] "

  init(_ engine: Engine, _ autosave: Autosave, _ printer: TurnPrinter) {
    self.engine = engine
    self.autosave = autosave
    self.printer = printer
  }

  /// Whether an answer is waited for.
  var isOpen: Bool { !waiting.isEmpty }

  /// Begins to ask.
  ///
  /// - Parameter isReady: false if lines are there that were typed before anything was asked, or
  ///   nobody reads questions.
  func begin(_ sessions: [AbandonedSession], isReady: Bool) {
    guard let first = sessions.first else { return }
    guard isReady else {
      printer.warn("\(first.summary); the next start asks whether to restore it")
      return
    }
    waiting = sessions
    introduce()
  }

  private func introduce() {
    guard let session = waiting.first else { return }
    printer.echo("\(session.summary);\nits last line: \(session.lastLine)")
  }

  /// Takes an answer; gives the line back if it is to be run.
  func answer(_ line: String) -> String? {
    let word = line.filter { !$0.isWhitespace }.lowercased()
    switch word {
    case "", "y", "yes": restore()
    case "n", "no":
      waiting.removeFirst()
      printer.echo("it waits for the next start")
      introduce()
    case "d", "discard":
      waiting.removeFirst().discard()
      printer.echo("discarded")
      introduce()
    default:
      guard line.first(where: { !$0.isWhitespace }) == "#" || engine.isCommand(line) else {
        printer.echo("Enter or y restores it, n leaves it for the next start, d discards it")
        return nil
      }
      postpone()
      return line
    }
    return nil
  }

  /// Leaves the rest to the next start.
  func postpone() {
    waiting = []
    printer.warn("not restored; the next start asks again")
  }

  private func restore() {
    let session = waiting[0]
    waiting = []
    do {
      printer.show(try engine.restore(session))
      autosave.flush(now: true)
      if autosave.isKept, session.isTakenUp { session.discard() }
    } catch {
      printer.show(error)
      printer.warn("nothing was changed; the next start asks again")
    }
  }
}
