import Reports

/// A word of this program that is no command: a page of `help` about it, with lines that show it.
public struct Topic: Sendable {
  /// A line to type, and a line of what it answers.
  public struct Line: Sendable {
    /// As it is typed.
    public let text: String
    /// A line of the answer, with `…` for what differs between machines or does not matter; empty
    /// where nothing of it is shown.
    public let answer: String

    /// A line of an example.
    public init(_ text: String, answers answer: String = "") {
      self.text = text
      self.answer = answer
    }
  }

  /// As it is typed after `help`.
  public let name: String
  /// Other words that lead to the page.
  public let otherNames: [String]
  /// One line of the list of topics, without a full stop.
  public let summary: String
  /// What the page says, in paragraphs; lines that begin with a blank list things.
  public let text: String
  /// Lines that show it in a new session, in order.
  public let example: [Line]

  /// A page of `help`.
  public init(
    _ name: String, otherNames: [String] = [], _ summary: String, text: String, example: [Line]
  ) {
    self.name = name
    self.otherNames = otherNames
    self.summary = summary
    self.text = text
    self.example = example
  }

  /// The page, as `help` shows it.
  public var page: Report {
    var report = Report("\(name): \(summary)")
    report.say("")
    report.say("\(text)")
    report.say("")
    report.say("Example")
    report.chart(exampleLines.map { "  \($0)" })
    return report
  }

  /// Typed lines behind `>`, each with what is shown of its answer.
  var exampleLines: [String] {
    example.flatMap { ["> \($0.text)"] + ($0.answer.isEmpty ? [] : [$0.answer]) }
  }
}
