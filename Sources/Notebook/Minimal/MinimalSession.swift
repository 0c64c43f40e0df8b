import Language
import Sessions

/// A session without the lines that nothing in it depends on: those that failed, those that were
/// undone, and those whose effects no kept answer and no part of the last state comes from.
///
/// What is kept stays in its order. A line leaves only if it surely changes nothing that is kept;
/// a session with a line that cannot be read keeps all of them.
struct MinimalSession {
  enum Reason: String, CaseIterable {
    case failed, undone, unneeded

    /// Behind a count.
    var sentence: String {
      switch self {
      case .failed: "failed"
      case .undone: "undone, or asked about what was undone"
      case .unneeded: "on which nothing that is kept depends"
      }
    }
  }

  struct Omission {
    let input: String
    let reason: Reason
  }

  private(set) var elements: [SessionElement] = []
  private(set) var omissions: [Omission] = []

  /// - Parameters:
  ///   - parameters: those of the shell line.
  ///   - kind: what a command of that verb is.
  init(
    _ session: [SessionElement], parameters: [(name: String, value: String)], table: CommandTable,
    kind: @escaping (_ verb: String) -> CommandKind?
  ) {
    let cells = session.compactMap(\.cell)
    var reasons: [Int: Reason] = [:]
    if let standing = StandingLines(cells, table: table, kind: kind) {
      reasons = standing.left
      var effects = LineEffects(table: table, kind: kind, parameters: parameters)
      let lines = cells.indices.filter { reasons[$0] == nil }
      for (place, index) in lines.enumerated() { effects.add(cells[index].input, at: place) }
      let needed = effects.needed
      for (place, index) in lines.enumerated() where !needed.contains(place) {
        reasons[index] = .unneeded
      }
    }
    var index = 0
    for element in session {
      guard case .cell(let cell) = element else {
        elements.append(element)
        continue
      }
      if let reason = reasons[index] {
        omissions.append(Omission(input: cell.input, reason: reason))
      } else {
        elements.append(element)
      }
      index += 1
    }
  }

  func count(_ reason: Reason) -> Int { omissions.count { $0.reason == reason } }
}

extension Engine {
  /// The session without what nothing in it depends on.
  var minimal: MinimalSession {
    let commands = commands
    return MinimalSession(elements, parameters: sessionStart.parameters, table: table) {
      commands[$0]?.kind
    }
  }
}
