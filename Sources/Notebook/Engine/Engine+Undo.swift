extension Engine {
  /// The session so far, for a state that another session takes the place of.
  var currentSession: UndoStack.Session {
    UndoStack.Session(elements: elements, start: sessionStart)
  }

  /// Puts an earlier or later state in place; gives the line that leads away from it.
  func restore(_ entry: UndoStack.Entry) -> String {
    workspace = entry.workspace
    if let session = entry.session {
      elements = session.elements
      sessionStart = session.start
    }
    return entry.label
  }
}

/// What `undo` and `redo` say.
enum UndoReport {
  static func make(_ verb: String, _ key: String, _ labels: [String]) -> Report {
    var report = Report()
    for label in labels { report.say("\(verb): \(label)") }
    report[key] = .array(labels.map(JSONValue.string))
    return report
  }
}
