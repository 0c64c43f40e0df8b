import Sessions
import Workspaces

/// Earlier and undone states, the latest last.
public struct UndoStack {
  /// A state with the line that changed it.
  public struct Entry {
    /// The state before that line; in `future`, the one after it.
    public let workspace: Workspace
    /// The line that led away from this state.
    public let label: String
    /// The session so far, if the line replaced it too.
    public let session: Session?
  }

  /// What was recorded, and what held before its first line.
  public struct Session {
    /// Prose and cells.
    public let elements: [SessionElement]
    /// The seed and the parameters of its header.
    public let start: SessionStart
    /// What `explain` spoke of; nil before the first answer.
    public let lastAnswer: Answer?
  }

  /// What `undo` goes back to, at most `limit` states.
  public private(set) var past: [Entry] = []
  /// What `redo` goes to; a new change empties it.
  public private(set) var future: [Entry] = []

  /// Remembers the state before a change; what was undone can then not be redone.
  mutating func push(_ entry: Entry, limit: Int) {
    future.removeAll()
    past.append(entry)
    if past.count > limit { past.removeFirst(past.count - max(1, limit)) }
  }

  /// The two ways along the changes.
  public enum Direction {
    case back, forward

    /// The command that goes that way, as it is typed.
    public var verb: String { self == .back ? "undo" : "redo" }
  }

  /// The state that comes next that way.
  public func next(_ direction: Direction) -> Entry? {
    direction == .back ? past.last : future.last
  }

  /// Goes one change that way; nil if there is none.
  public mutating func move(
    _ direction: Direction, from current: Workspace, _ session: Session
  ) -> Entry? {
    guard let entry = direction == .back ? past.popLast() : future.popLast() else { return nil }
    let left = Entry(
      workspace: current, label: entry.label, session: entry.session == nil ? nil : session)
    if direction == .back { future.append(left) } else { past.append(left) }
    return entry
  }
}
