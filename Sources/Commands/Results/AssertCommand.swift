import Language
import Notebook
import Reports
import Workspaces

/// `assert KEY>=VALUE`.
enum AssertCommand: NotebookCommand {
  static let signature = Signature(
    "assert", group: CommandGroup.results,
    "fails where a number of the last answers is not as said",
    positionals: [
      .variadic(
        "CONDITION", .condition, "a key of an answer, >=, <=, >, <, = or !=, and a value",
        names: "answer-key")
    ],
    openOptions: "KEY=VALUE",
    examples: [
      .init("assert accuracy>=88%", "after ‘evaluate’"),
      .init("assert achieved>=40% argmax_agreement=100%", "after ‘compact’, both"),
      .init("assert layers.conv1.macs<100000", "a row of a list by its name, after ‘flops’"),
    ],
    details: """
      A script with asserts is a test: it ends with exit code 1 at the first that does not hold, \
      and an ‘assert’ in a session is checked with it. Keys are those that ‘--format json’ prints \
      under ‘report’; the newest answer that has the key counts, among the last one of each \
      command. Values have their units: 88% is a share, 5mJ an energy, 2s a time, 4MB a size, and \
      numbers are compared unrounded. Where a network was changed after a question, the answer is \
      out of date and has to be asked for again; ‘undo’ and ‘open’ forget answers.
      """)
  static let kind = CommandKind.question

  static func effects(of arguments: BoundArguments) -> [Effect] { [.readAnswers] }

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let conditions = try Self.conditions(arguments)
    guard !conditions.isEmpty else { throw arguments.missing("CONDITION") }
    var report = Report()
    var rows: [JSONValue] = []
    for (condition, span) in conditions {
      let (found, given) = try answer(condition, span, engine)
      let isNumber = found.number != nil
      try requireComparable(condition, found, span)
      let holds =
        found.number.map { condition.holds(of: $0) } ?? condition.holds(of: word(found) ?? "")
      let shown = shown(found, condition)
      guard holds else {
        throw Diagnostic(
          .assertionFailed, "\(condition.key) is \(shown), and not \(demand(condition))", at: span,
          hint: isNumber ? hint(condition, found) : nil)
      }
      report.say("\(condition.description): holds")
      report.say("found \(shown), in the answer to ‘\(given.line)’", volatile: true)
      rows.append([
        "condition": .string(condition.description), "key": .string(condition.key),
        "found": found, "answered_by": .string(given.line), "holds": true,
      ])
    }
    report["conditions"] = .array(rows)
    return report
  }

  /// Those of the line, with where each was typed; `KEY=VALUE` reads as an option.
  private static func conditions(
    _ arguments: BoundArguments
  ) throws(Diagnostic) -> [(Condition, Span)] {
    var found: [(Condition, Span)] = []
    for (index, value) in arguments.all("CONDITION").enumerated() {
      if let condition = value.value.condition {
        found.append((condition, arguments.span("CONDITION", index)))
      }
    }
    for pair in arguments.pairs {
      let span = Span(pair.nameSpan.start, pair.valueSpan.end)
      guard let condition = Condition("\(pair.name)=\(pair.value)") else {
        throw Diagnostic(
          .badValue, "‘\(pair.value)’ is no value to compare with", at: pair.valueSpan,
          hint: "a number, 88%, 5mJ, 2s, 4MB or a word")
      }
      found.append((condition, span))
    }
    return found.sorted { $0.1.start < $1.1.start }
  }

  /// What the newest answer with the key says, if that holds still.
  private static func answer(
    _ condition: Condition, _ span: Span, _ engine: Engine
  ) throws(Diagnostic) -> (JSONValue, RecentAnswers.Given) {
    let answers = engine.recentAnswers
    guard let given = answers.given(condition.key), let found = given.value(condition.key) else {
      throw Diagnostic(
        "no-answer", "no answer so far says ‘\(condition.key)’", at: span,
        hint: answers.all.isEmpty
          ? "ask first, as with ‘evaluate’ or ‘flops’"
          : Suggestions.hint(for: condition.key, among: answers.keys, noun: "key"))
    }
    if let reason = given.outOfDate(in: engine.workspace) {
      throw Diagnostic(
        "answer-out-of-date", "the answer to ‘\(given.line)’ is out of date: \(reason)", at: span,
        hint: "ask again with ‘\(given.line)’")
    }
    return (found, given)
  }

  /// A number has an order, a word is the same or another; nothing else can be compared.
  private static func requireComparable(
    _ condition: Condition, _ found: JSONValue, _ span: Span
  ) throws(Diagnostic) {
    let isWord = condition.bound.word != nil
    switch found {
    case .null:
      throw Diagnostic(.assertionFailed, "\(condition.key) is not known here", at: span)
    case .integer, .real:
      guard isWord else { return }
      throw Diagnostic(
        .badValue, "\(condition.key) is a number, and ‘\(condition.bound)’ is none", at: span)
    case .string, .bool:
      guard !isWord else { return }
      throw Diagnostic(
        .badValue, "\(condition.key) is ‘\(word(found) ?? "")’, and \(condition.bound) is a number",
        at: span, hint: "compare it with a word, as in \(condition.key)=\(word(found) ?? "")")
    case .array, .object:
      let names = names(found)
      throw Diagnostic(
        .badValue, "\(condition.key) holds several values", at: span,
        hint: names.isEmpty ? nil : "name one of them, as in \(condition.key).\(names[0])")
    }
  }

  private static func word(_ value: JSONValue) -> String? {
    switch value {
    case .string(let word): word
    case .bool(let isTrue): isTrue ? "true" : "false"
    default: nil
    }
  }

  /// What a path can go on with.
  private static func names(_ value: JSONValue) -> [String] {
    switch value {
    case .object(let object): object.keys
    case .array(let rows):
      rows.compactMap { row in
        if case .object(let object) = row {
          object.word("name") ?? object.word("layer")
        } else {
          nil
        }
      }
    default: []
    }
  }

  /// `at least 88%`.
  private static func demand(_ condition: Condition) -> String {
    let words =
      switch condition.relation {
      case .atLeast: "at least "
      case .atMost: "at most "
      case .more: "more than "
      case .less: "less than "
      case .equal: ""
      case .unequal: "anything else"
      }
    return condition.relation == .unequal ? words : words + condition.bound.description
  }

  /// The value as the bound was typed, with digits enough to tell how it stands to it.
  private static func shown(_ found: JSONValue, _ condition: Condition) -> String {
    guard let number = found.number else { return "‘\(word(found) ?? "")’" }
    guard case .real = found else { return found.description }
    let value: (Double) -> Value =
      switch condition.bound {
      case .fraction: Value.fraction
      case .energy: Value.energy
      case .duration: Value.duration
      case .size: Value.size
      default: Value.real
      }
    let rounded = Double(NumberFormat.significant(number, 5)) ?? number
    return value(condition.holds(of: rounded) == condition.holds(of: number) ? rounded : number)
      .description
  }

  /// A share that was typed as a percentage without its sign.
  private static func hint(_ condition: Condition, _ found: JSONValue) -> String? {
    guard case .real(let limit) = condition.bound, case .real(let number) = found,
      limit > 1, limit <= 100, (0...1).contains(number)
    else { return nil }
    return "a share is typed with its sign: \(Value.fraction(limit / 100))"
  }
}
