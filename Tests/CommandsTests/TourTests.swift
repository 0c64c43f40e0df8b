import Language
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports

/// The lessons, played to their end with right lines and with wrong ones.
@Suite struct TourTests {
  /// A learner at a prompt.
  private struct Learner {
    let engine = Engine()
    let guide = TourGuide()

    init() { engine.add(guide) }

    /// What the guide says to a line.
    func type(_ line: String) -> String {
      switch guide.read(line) {
      case .answered(let report): return report.shown
      case .run(let text, _):
        guard let turn = engine.execute(text) else { return "" }
        let own = turn.command == "tour" ? turn.report : nil
        let said = own ?? guide.judge(turn, engine.workspace)
        return said?.shown ?? ""
      }
    }

    /// The line, or the number, that the step waits for.
    var rightLine: String {
      guard let step = guide.step, case .number(_, let answer) = step.check else {
        return guide.step?.line ?? ""
      }
      return answer(guide.turns).map { NumberFormat.groupedFixed($0, 2) } ?? ""
    }
  }

  @Test(arguments: LessonCatalog.all.map(\.name))
  func rightLinesLeadToTheEnd(_ name: String) throws {
    let learner = Learner()
    let lesson = try #require(LessonCatalog.find(name))
    #expect(learner.type("tour \(name)").contains("step 1 of \(lesson.steps.count)"))
    var said = ""
    for (index, step) in lesson.steps.enumerated() {
      #expect(learner.guide.step?.text == step.text)
      let line = learner.rightLine
      #expect(!line.isEmpty, "step \(index + 1)")
      said = learner.type(line)
      if index + 1 < lesson.steps.count {
        #expect(said.contains("step \(index + 2) of"), "\(line) gave \(said)")
      }
    }
    #expect(!learner.guide.isRunning)
    #expect(said.contains(lesson.ending))
    // The session holds the learner's lines alone.
    let typed = lesson.steps.map(\.line).filter { !$0.isEmpty }
    #expect(learner.engine.sessionFile.cells.map(\.input) == typed)
  }

  @Test(arguments: LessonCatalog.all.map(\.name))
  func wrongLinesGetTheHint(_ name: String) throws {
    let learner = Learner()
    let lesson = try #require(LessonCatalog.find(name))
    _ = learner.type("tour \(name)")
    for step in lesson.steps {
      let wrong = step.line.isEmpty ? ["-7,777.5", "foo"] : ["foo", wrongForm(of: step)]
      for line in wrong {
        let said = learner.type(line)
        #expect(said.contains(step.hint), "\(line) gave \(said)")
        if !step.line.isEmpty { #expect(said.contains(step.line)) }
        #expect(learner.guide.step?.text == step.text)
      }
      _ = learner.type("skip")
    }
    #expect(!learner.guide.isRunning)
  }

  /// The verb with a word that it does not take.
  private func wrongForm(of step: Lesson.Step) -> String {
    guard case .command(let verb, _) = step.check else { return "" }
    return "\(verb) nonsense=1"
  }

  /// Without pruning the gates disagree and the static network is worse; with it they agree.
  @Test func gatesDisagreeAndThenAgree() throws {
    let learner = Learner()
    let lesson = try #require(LessonCatalog.find("gates-and-consensus"))
    _ = learner.type("tour \(lesson.name)")
    var right: [Double] = []
    for step in lesson.steps {
      let line = learner.rightLine
      if step.line.isEmpty { right.append(try #require(TourGuide.numbers(line).first)) }
      _ = learner.type(line)
    }
    #expect(right.count == 4)
    #expect(right[0] < 80, "consensus of gates that serve the task alone")
    #expect(right[1] > 5, "points that the static network loses")
    #expect(right[2] == 100, "consensus after the pruning")
    #expect(right[3] < 4, "points between the twin and the small network")
    let names = learner.engine.workspace.networkNames
    #expect(names.contains("dense") && names.contains("small"))
  }

  @Test func wordsOfTheGuide() {
    let learner = Learner()
    #expect(learner.type("hint") == "")
    #expect(learner.type("tour off").contains("no tour is running"))
    _ = learner.type("tour first-network")
    #expect(learner.type("hint").contains("two half circles"))
    #expect(learner.type("seed 3").contains("waits at step 1 of"))
    #expect(learner.type("help").contains("waits at step 1 of"))
    #expect(learner.type(" skip ").contains("step 2 of"))
    #expect(learner.engine.workspace.data?.dataset.name == "moons")
    // Right verb, wrong state.
    #expect(learner.type("network new as=empty").contains("hint: ‘mlp’"))
    #expect(learner.type("tour off").contains("begins it again"))
    #expect(!learner.guide.isRunning)
    #expect(learner.type("layers") == "")
  }

  @Test func numbersAsTheyAreTyped() {
    for (text, number) in [
      ("320", 320), ("1,234", 1234), ("51.2 %", 51.2), ("51.2%", 51.2), ("-3", -3.0), ("−3", -3),
      ("51,2", 51.2), ("51,2 %", 51.2), ("1.234,5", 1234.5), ("1.234", 1234), ("0,125", 0.125),
    ] { #expect(TourGuide.numbers(text).contains(number), "\(text)") }
    for text in ["", "%", "train 3", "0x10", "inf", "nan", "1e999", "..", "٣"] {
      #expect(TourGuide.numbers(text) == [], "\(text)")
    }
  }

  /// In a script the lesson is printed and nothing waits.
  @Test func onPaper() throws {
    let engine = Engine.after(["tour"])
    for lesson in LessonCatalog.all {
      let report = try #require(engine.execute("tour \(lesson.name)")?.report)
      let text = TextRenderer(width: 80).text(report)
      for step in lesson.steps where !step.line.isEmpty { #expect(text.contains(step.line)) }
      #expect(report["lesson"] == .string(lesson.name))
    }
    #expect(engine.execute("tour nowhere")?.diagnostic?.code == .badValue)
    #expect(engine.elements.isEmpty)
    let list = try #require(engine.execute("tour")?.report)
    #expect(list["lessons"] != nil)
    // A row each, on a small screen too.
    let rows = TextRenderer(width: 80).text(list).split(separator: "\n")
    for lesson in LessonCatalog.all {
      #expect(rows.contains { $0.hasPrefix("tour \(lesson.name)") && $0.hasSuffix(lesson.summary) })
    }
  }

  @Test func namesComplete() {
    let completion = Completion(table: Engine().table) { _, _ in [] }
    #expect(
      completion.answer("tour ").candidates.map(\.text)
        == LessonCatalog.all.map(\.name) + ["off"])
  }
}
