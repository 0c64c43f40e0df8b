import Reports
import Sessions

extension Engine {
  /// Goes `count` changes back or forward.
  ///
  /// Where `open` is among them the session is another one from there on. No session holds a line
  /// about the `open`, so each gets a line of its own about its own changes, or none.
  public func travel(
    _ direction: UndoStack.Direction, _ count: Int, in context: CommandContext
  ) -> Report {
    var labels: [String] = []
    var sinceOpen = 0
    recentAnswers.forget()
    for _ in 0..<count {
      let swaps = undoStack.next(direction)?.session != nil
      if swaps {
        context.leaveUnrecorded()
        record(direction, Array(labels.suffix(sinceOpen)))
      }
      let here = UndoStack.Session(
        elements: elements, start: sessionStart, lastAnswer: lastAnswer)
      guard let entry = undoStack.move(direction, from: workspace, here) else { break }
      workspace = entry.workspace
      if let session = entry.session {
        elements = session.elements
        lineage += 1
        sessionStart = session.start
        lastAnswer = session.lastAnswer
      }
      labels.append(entry.label)
      sinceOpen = swaps ? 0 : sinceOpen + 1
    }
    if context.isUnrecorded { record(direction, Array(labels.suffix(sinceOpen))) }
    return Self.report(direction, labels)
  }

  /// The cell of changes that were taken back, or done again, without an `open` among them.
  private func record(_ direction: UndoStack.Direction, _ labels: [String]) {
    guard !labels.isEmpty else { return }
    let line = labels.count == 1 ? direction.verb : "\(direction.verb) \(labels.count)"
    let outputs = RecordingText.lines(Self.report(direction, labels))
    elements.append(.cell(SessionCell(input: line, outputs: outputs)))
  }

  private static func report(_ direction: UndoStack.Direction, _ labels: [String]) -> Report {
    let (said, key) = direction == .back ? ("took back", "undone") : ("did again", "redone")
    var report = Report()
    for label in labels { report.say("\(said): \(label)") }
    report[key] = .array(labels.map(JSONValue.string))
    return report
  }
}
