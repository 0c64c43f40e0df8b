extension Engine {
  /// Puts an earlier or later state in place; gives the line that leads away from it.
  func restore(_ entry: UndoStack.Entry) -> String {
    workspace = entry.workspace
    if let elements = entry.elements { self.elements = elements }
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
