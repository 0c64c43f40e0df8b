import Sessions

/// Which lines of a session are in force after its `undo`s and `redo`s.
struct StandingLines {
  /// Why the others do not, by their index.
  private(set) var left: [Int: MinimalSession.Reason] = [:]
  /// A change, and what lines were bound with before it.
  private typealias Change = (index: Int, before: BoundLines)
  /// The changes in force, and those that were taken back, the next to come again last.
  private var past: [Change] = []
  private var future: [Change] = []
  private var changes: [Int] = []
  /// Of each question, the changes it was asked after, and those that were taken back then.
  private var asked: [(index: Int, past: [Int], future: [Int])] = []
  /// The last line that answered.
  private var answer: Int?
  /// Those that answered since changes were last taken back.
  private var answers: Set<Int> = []
  /// Of each line that speaks of answers, the lines that gave them.
  private(set) var spokenOf: [Int: Set<Int>] = [:]
  private var lines: BoundLines

  /// Nil if a line cannot be read, so that it is unknown what it took back.
  init?(_ cells: [SessionCell], _ lines: BoundLines) {
    self.lines = lines
    for (index, cell) in cells.enumerated() {
      if cell.expectsError {
        left[index] = .failed
        continue
      }
      let before = self.lines
      guard let line = self.lines.bind(cell.input) else { return nil }
      note(line, at: index)
      switch (line.effects.first, line.kind) {
      case (.undo(let count)?, _):
        left[index] = .undone
        answers = []
        guard undo(count) else { return nil }
      case (.redo(let count)?, _):
        left[index] = .undone
        answers = []
        guard redo(count, cells) else { return nil }
      case (_, .question): asked.append((index, past.map(\.index), future.map(\.index)))
      case (_, .change):
        changes.append(index)
        past.append((index, before))
        future = []
      case (_, .aside): break
      }
    }
    let standing = Set(past.map(\.index))
    for index in changes where !standing.contains(index) { left[index] = .undone }
    // What was done again after a question is above it in the file.
    for question in asked
    where !question.past.allSatisfy(standing.contains)
      || question.future.contains(where: standing.contains)
    {
      left[question.index] = .undone
    }
    for (line, answers) in spokenOf where answers.contains(where: { left[$0] != nil }) {
      left[line] = .undone
    }
  }

  /// What a line that reads answers speaks of.
  private mutating func note(_ line: BoundLines.Line, at index: Int) {
    if line.effects.contains(.readAnswer) {
      spokenOf[index] = answer.map { [$0] }
    } else if line.effects.contains(.readAnswers) {
      spokenOf[index] = answers
    } else if line.answers {
      answer = index
      answers.insert(index)
    }
  }

  /// False if there are not so many.
  private mutating func undo(_ count: Int) -> Bool {
    for _ in 0..<count {
      guard let change = past.popLast() else { return false }
      future.append(change)
      lines = change.before
    }
    return true
  }

  /// False if there are not so many.
  private mutating func redo(_ count: Int, _ cells: [SessionCell]) -> Bool {
    for _ in 0..<count {
      guard let change = future.popLast() else { return false }
      past.append(change)
      _ = lines.bind(cells[change.index].input)
    }
    return true
  }
}
