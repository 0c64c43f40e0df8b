import Language
import Sessions

/// Which lines of a session are in force after its `undo`s and `redo`s.
struct StandingLines {
  /// Why the others do not, by their index.
  private(set) var left: [Int: MinimalSession.Reason] = [:]
  /// The changes in force, and those that were taken back, the next to come again last.
  private var past: [Int] = []
  private var future: [Int] = []
  private var changes: [Int] = []
  /// Of each question, the changes it was asked after, and those that were taken back then.
  private var asked: [(index: Int, past: [Int], future: [Int])] = []

  /// Nil if a line cannot be read, so that it is unknown what it took back.
  init?(_ cells: [SessionCell], table: CommandTable, kind: (String) -> CommandKind?) {
    for (index, cell) in cells.enumerated() {
      if cell.expectsError {
        left[index] = .failed
        continue
      }
      guard let words = try? Lexer.words(cell.input, lookup: { _ in "" }), !words.isEmpty,
        let match = try? table.find(words, prefixes: false)
      else { return nil }
      switch match.signature.verb {
      case "undo", "redo":
        left[index] = .undone
        let rest = words.dropFirst(match.count).map(\.text)
        guard let count = rest.isEmpty ? 1 : Int(rest[0]),
          move(count, isBack: match.signature.verb == "undo")
        else { return nil }
      default:
        let verb = match.signature.verb
        switch CommandKind.of(verb, kind(verb), words.dropFirst(match.count)) {
        case .change:
          changes.append(index)
          past.append(index)
          future = []
        case .question: asked.append((index, past, future))
        default: break
        }
      }
    }
    let standing = Set(past)
    for index in changes where !standing.contains(index) { left[index] = .undone }
    // What was done again after a question is above it in the file.
    for question in asked
    where !question.past.allSatisfy(standing.contains)
      || question.future.contains(where: standing.contains)
    {
      left[question.index] = .undone
    }
  }

  /// False if there are not so many.
  private mutating func move(_ count: Int, isBack: Bool) -> Bool {
    for _ in 0..<max(0, count) {
      guard let index = isBack ? past.popLast() : future.popLast() else { return false }
      if isBack { future.append(index) } else { past.append(index) }
    }
    return true
  }
}
