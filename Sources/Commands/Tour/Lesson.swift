import Language
import Notebook
import Reports
import Workspaces

/// A lesson of `tour`: steps that each wait for a line of the learner's.
public struct Lesson: Sendable {
  /// As it is typed after `tour`.
  public let name: String
  /// One line for the list of lessons.
  public let summary: String
  /// What the learner hears at the end.
  public let ending: String
  /// In the order to take them.
  public let steps: [Step]

  /// What the learner reads, and what is to be typed.
  public struct Step: Sendable {
    /// What is shown, a short paragraph.
    public let text: String
    /// A line that is right.
    public let line: String
    /// When it is done.
    public let check: Check
    /// What helps where the line was wrong, without the line itself.
    public let hint: String
  }

  /// When a step is done.
  public enum Check: Sendable {
    /// A command of this verb succeeded and left the right state.
    case command(String, @Sendable (_ turn: Turn, _ workspace: Workspace) -> Bool)
    /// A number was typed, at most `within` away; computed from the turns of the lesson so far.
    case number(within: Double, @Sendable (_ turns: [Turn]) -> Double?)
  }

  /// A lesson; `ending` is shown after the last step.
  public init(_ name: String, _ summary: String, steps: [Step], ending: String) {
    self.name = name
    self.summary = summary
    self.steps = steps
    self.ending = ending
  }
}

extension Lesson.Step {
  /// A step that waits for a command.
  static func command(
    _ text: String, _ line: String, hint: String,
    check: @escaping @Sendable (_ turn: Turn, _ workspace: Workspace) -> Bool = { _, _ in true }
  ) -> Self {
    // `gate attach` is one verb.
    let words = line.split(separator: " ").map(String.init)
    let verb = words[0] == "gate" ? words.prefix(2).joined(separator: " ") : words[0]
    return Self(text: text, line: line, check: .command(verb, check), hint: hint)
  }

  /// A step that asks for a number.
  static func number(
    _ text: String, within: Double, hint: String,
    answer: @escaping @Sendable (_ turns: [Turn]) -> Double?
  ) -> Self {
    Self(text: text, line: "", check: .number(within: within, answer), hint: hint)
  }
}

extension [Turn] {
  /// The reports of a command, the latest first.
  func reports(of verb: String) -> [Report] {
    filter { $0.command == verb }.compactMap(\.report).reversed()
  }

  /// By how many percent a number of a command's last report lies below that of the one before.
  func fall(of key: String, in verb: String) -> Double? {
    let found = reports(of: verb).prefix(2).compactMap { $0.values.number(key) }
    return found.count == 2 && found[1] != 0 ? 100 * (1 - found[0] / found[1]) : nil
  }
}

extension Report {
  /// The percentage that the row `name` of `layers` has of a whole.
  func share(of name: String, _ key: String, of whole: Double?) -> Double? {
    guard case .array(let rows)? = values["layers"], let whole, whole > 0 else { return nil }
    for case .object(let row) in rows where row.word("name") == name {
      return row.number(key).map { 100 * $0 / whole }
    }
    return nil
  }
}

extension Lesson {
  /// The lesson on paper: every step with the line to type.
  var page: Report {
    var report = Report()
    report.preferredWidth = 80
    report.say("\(name): \(summary)")
    for (index, step) in steps.enumerated() {
      report.say("")
      report.say("\(index + 1). \(step.text)")
      if !step.line.isEmpty { report.say("     \(step.line)") }
    }
    report.say("")
    report.say("\(ending)")
    report.say("At the prompt ‘tour \(name)’ waits for each line and looks at the answer.")
    report["lesson"] = .string(name)
    report["steps"] = .array(
      steps.map { ["text": .string($0.text), "line": $0.line.isEmpty ? .null : .string($0.line)] })
    return report
  }
}
