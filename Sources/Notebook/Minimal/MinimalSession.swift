import Sessions

/// A session without the lines that nothing in it depends on: those that failed, those that were
/// undone, and those whose effects no kept answer and no part of the last state comes from.
///
/// What is kept stays in its order. A line leaves only if it surely changes nothing that is kept;
/// a session with a line that cannot be read keeps all of them.
public struct MinimalSession {
  /// Why a line was left out.
  public enum Reason: String, CaseIterable {
    case failed, undone, unneeded

    /// Behind a count.
    public var sentence: String {
      switch self {
      case .failed: "failed"
      case .undone: "undone, or asked about what was undone"
      case .unneeded: "on which nothing that is kept depends"
      }
    }
  }

  /// A line that was left out.
  public struct Omission {
    /// As it was typed.
    public let input: String
    /// What it was left out for.
    public let reason: Reason
  }

  /// All prose, and the cells that are kept, with what they printed.
  public private(set) var elements: [SessionElement] = []
  /// In the order of the session.
  public private(set) var omissions: [Omission] = []

  /// - Parameter parameters: those of the shell line.
  init(
    _ session: [SessionElement], _ commands: CommandSet,
    parameters: [(name: String, value: String)]
  ) {
    let cells = session.compactMap(\.cell)
    var reasons: [Int: Reason] = [:]
    var lines = BoundLines(commands, parameters: parameters)
    if let standing = StandingLines(cells, lines) {
      reasons = standing.left
      var dependencies = SessionDependencies()
      for index in cells.indices where reasons[index] == nil {
        let input = cells[index].input
        dependencies.add(
          lines.bind(input), namesParameter: input.contains("$"),
          speakingOf: standing.spokenOf[index] ?? [], at: index)
      }
      let needed = dependencies.needed
      for index in cells.indices where reasons[index] == nil && !needed.contains(index) {
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

  /// How many lines were left out for `reason`.
  public func count(_ reason: Reason) -> Int { omissions.count { $0.reason == reason } }
}

extension Engine {
  /// The session without what nothing in it depends on.
  public var minimal: MinimalSession {
    MinimalSession(elements, commands, parameters: sessionStart.parameters)
  }
}
