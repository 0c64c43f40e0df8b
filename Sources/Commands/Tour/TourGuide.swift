import Language
import Notebook
import Reports
import Workspaces

/// Leads through a lesson at the prompt: shows a step, looks at what came of the learner's line,
/// gives a hint or goes on. It belongs to the prompt, which lets it observe the engine, where
/// `tour` finds it; sessions hold the learner's lines and nothing of it.
public final class TourGuide: EngineObserver {
  private var lesson: Lesson?
  private var place = 0
  /// The turns that steps took.
  private(set) var turns: [Turn] = []

  /// A guide without a lesson.
  public init() {}

  /// Whether a step waits for a line.
  public var isRunning: Bool { lesson != nil }

  /// The step that waits for a line.
  public var step: Lesson.Step? { lesson.map { $0.steps[place] } }

  /// What to do with a line before it is run.
  public enum Reading {
    /// Run this line; with the line itself where the learner left it to the guide.
    case run(String, isTypedForLearner: Bool)
    /// Nothing to run, this to show.
    case answered(Report)
  }

  /// Takes up a lesson from its beginning.
  func begin(_ lesson: Lesson) -> Report {
    self.lesson = lesson
    place = 0
    turns = []
    var report = Report("\(lesson.name): \(lesson.summary)")
    report.say(
      "Type the lines. ‘hint’ helps, ‘skip’ types a line for you, ‘tour off’ ends; any other "
        + "command works in between, and ‘undo’ takes back what the lesson changed.")
    report.append(shown())
    return report
  }

  /// Ends the lesson; nil where none runs.
  func end() -> Report? {
    guard let name = lesson?.name else { return nil }
    lesson = nil
    return Report("the tour ends here; ‘tour \(name)’ begins it again")
  }

  /// Reads a line: the guide's own words and numbers are answered, the rest is for the engine.
  public func read(_ line: String) -> Reading {
    guard let step else { return .run(line, isTypedForLearner: false) }
    switch line.trimmingBlanks {
    case "hint": return .answered(hint(step))
    case "skip":
      guard case .number = step.check else { return .run(step.line, isTypedForLearner: true) }
      var report = Report("the answer: \(answerText(step))")
      report.append(advance())
      return .answered(report)
    case let text:
      let typed = Self.numbers(text)
      guard case .number(let tolerance, let answer) = step.check, !typed.isEmpty else {
        return .run(line, isTypedForLearner: false)
      }
      guard let right = answer(turns), typed.allSatisfy({ abs($0 - right) > tolerance }) else {
        var report = Report("right")
        report.append(advance())
        return .answered(report)
      }
      var report = Report("\(text) is not it")
      report.append(hint(step))
      return .answered(report)
    }
  }

  /// Looks at a line that ran; nil where there is nothing to say.
  public func judge(_ turn: Turn, _ workspace: Workspace) -> Report? {
    guard let step, turn.command != "tour", turn.quitCode == nil else { return nil }
    guard case .command(let verb, let check) = step.check else {
      return turn.isSuccess ? reminder() : hint(step)
    }
    guard turn.command == verb else { return turn.isSuccess ? reminder() : hint(step) }
    guard turn.isSuccess, !turn.isInterrupted, check(turn, workspace) else { return hint(step) }
    turns.append(turn)
    return advance()
  }

  /// What `1,234`, `51.2`, `51,2 %` may say; empty for anything else.
  static func numbers(_ text: String) -> [Double] {
    var digits = text.replacing("−", with: "-")
    if digits.last == "%" { digits = String(digits.dropLast()).trimmingBlanks }
    return DecimalComma.readings(digits)
  }

  private func advance() -> Report {
    guard let lesson else { return Report() }
    place += 1
    if place < lesson.steps.count { return shown() }
    self.lesson = nil
    var report = Report("")
    report.say("\(lesson.ending)")
    let next = LessonCatalog.all.firstIndex { $0.name == lesson.name }.map { $0 + 1 }
    if let next, next < LessonCatalog.all.count {
      report.say("That was \(lesson.name). Next: ‘tour \(LessonCatalog.all[next].name)’.")
    } else {
      report.say("That was \(lesson.name). ‘tour’ lists the lessons.")
    }
    return report
  }

  private func shown() -> Report {
    guard let lesson, let step else { return Report() }
    var report = Report("")
    report.say("step \(place + 1) of \(lesson.steps.count): \(step.text)")
    if step.line.isEmpty {
      report.say("  type the number")
    } else {
      report.say("  type  \(step.line)")
    }
    return report
  }

  private func reminder() -> Report {
    guard let lesson, let step else { return Report() }
    let waits = step.line.isEmpty ? "a number" : "‘\(step.line)’"
    return Report("the tour waits at step \(place + 1) of \(lesson.steps.count) for \(waits)")
  }

  private func hint(_ step: Lesson.Step) -> Report {
    var report = Report("hint: \(step.hint)")
    if !step.line.isEmpty { report.say("  this line does it: \(step.line)") }
    return report
  }

  private func answerText(_ step: Lesson.Step) -> String {
    guard case .number(_, let answer) = step.check, let number = answer(turns) else { return "-" }
    return number == number.rounded()
      ? NumberFormat.groupedFixed(number, 0) : NumberFormat.fixed(number, 1)
  }
}
