import Sessions

/// Earlier and undone states, the latest last.
struct UndoStack {
  struct Entry {
    let workspace: Workspace
    /// The line that led away from this state.
    let label: String
    /// The session so far, if the line replaced it too.
    let session: Session?
  }

  /// What was recorded, and what held before its first line.
  struct Session {
    let elements: [SessionElement]
    let start: SessionStart
  }

  private(set) var past: [Entry] = []
  private(set) var future: [Entry] = []

  /// Remembers the state before a change; what was undone can then not be redone.
  mutating func push(_ entry: Entry, limit: Int) {
    future.removeAll()
    past.append(entry)
    if past.count > limit { past.removeFirst(past.count - max(1, limit)) }
  }

  /// The two ways along the changes.
  enum Direction {
    case back, forward

    var verb: String { self == .back ? "undo" : "redo" }
  }

  /// The state that comes next that way.
  func next(_ direction: Direction) -> Entry? {
    direction == .back ? past.last : future.last
  }

  /// Goes one change that way; nil if there is none.
  mutating func move(
    _ direction: Direction, from current: Workspace, _ session: Session
  ) -> Entry? {
    guard let entry = direction == .back ? past.popLast() : future.popLast() else { return nil }
    let left = Entry(
      workspace: current, label: entry.label, session: entry.session == nil ? nil : session)
    if direction == .back { future.append(left) } else { past.append(left) }
    return entry
  }
}
