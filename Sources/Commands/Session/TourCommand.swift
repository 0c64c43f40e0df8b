import Language
import Notebook
import Reports

/// `tour [NAME]`, `tour off`.
enum TourCommand: NotebookCommand {
  static let signature = Signature(
    "tour", group: CommandGroup.notebook, "lessons at the prompt, a line at a time",
    positionals: [
      .optional(
        "NAME", .choice(LessonCatalog.all.map(\.name)), "the lesson", words: ["off"],
        otherwise: "lists them"
      ).explained(
        by: LessonCatalog.all.map { ($0.name, $0.summary) })
    ],
    examples: [
      .init("tour"), .init("tour first-network"), .init("tour off", "ends the one that runs"),
    ],
    details: """
      At the prompt each step waits for your line, runs it as any other, looks at the answer and \
      goes on, or gives a hint. ‘hint’ asks for one, ‘skip’ types the line for you, ‘tour off’ \
      ends. Other commands work in between. In a script the lesson is printed with its lines.
      """,
    otherNames: ["tutorial", "lesson", "lessons", "intro", "demo", "guide", "learn"])
  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    guard let name = arguments.word("NAME") else { return list() }
    let guide = engine.observers.lazy.compactMap { $0 as? TourGuide }.first
    if name == "off" { return guide?.end() ?? Report("no tour is running") }
    guard let lesson = LessonCatalog.find(name) else { return list() }
    guard let guide else { return lesson.page }
    var report = guide.begin(lesson)
    report["lesson"] = .string(name)
    return report
  }

  private static func list() -> Report {
    var report = Report()
    report.add(LessonCatalog.all.map { .init("tour \($0.name)", "\($0.summary)") })
    report["lessons"] = .array(
      LessonCatalog.all.map {
        [
          "name": .string($0.name), "summary": .string($0.summary),
          "steps": .integer($0.steps.count),
        ]
      })
    return report
  }
}
