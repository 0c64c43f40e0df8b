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

  /// Goes back one change; nil if there is none.
  mutating func undo(from current: Workspace, _ session: Session) -> Entry? {
    guard let entry = past.popLast() else { return nil }
    future.append(
      Entry(
        workspace: current, label: entry.label,
        session: entry.session == nil ? nil : session))
    return entry
  }

  /// Goes forward one change; nil if there is none.
  mutating func redo(from current: Workspace, _ session: Session) -> Entry? {
    guard let entry = future.popLast() else { return nil }
    past.append(
      Entry(
        workspace: current, label: entry.label,
        session: entry.session == nil ? nil : session))
    return entry
  }
}
