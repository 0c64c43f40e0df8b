import Language
import Notebook
import Reports

#if canImport(Glibc)
  import Glibc
#endif

/// Prints turns: results to standard output, warnings and errors to standard error.
public final class TurnPrinter {
  /// Where results go.
  public let output: OutputStream
  /// Where warnings and errors go.
  public let errors: OutputStream
  private let format: Invocation.Format
  private let colour: Colour
  private let errorColour: Colour
  private let environment: [String: String]

  /// A printer; colour and width follow each stream's terminal and the environment.
  public init(
    format: Invocation.Format, colour: Colour.Choice, environment: [String: String],
    output: OutputStream = OutputStream(1), errors: OutputStream = OutputStream(2)
  ) {
    self.format = format
    self.output = output
    self.errors = errors
    self.environment = environment
    self.colour = Colour(colour, isTerminal: output.isTerminal, environment: environment)
    errorColour = Colour(colour, isTerminal: errors.isTerminal, environment: environment)
  }

  /// A printer of which nothing is seen.
  static var silent: TurnPrinter {
    let nowhere = OutputStream(open("/dev/null", O_WRONLY | O_CLOEXEC))
    return TurnPrinter(
      format: .text, colour: .never, environment: [:], output: nowhere, errors: nowhere)
  }

  private var renderer: TextRenderer {
    TextRenderer(width: Screen.width(environment: environment, descriptor: 1), colour: colour)
  }

  private var errorRenderer: TextRenderer {
    TextRenderer(
      width: Screen.width(environment: environment, descriptor: 2) ?? 100, colour: errorColour)
  }

  /// Prints a turn.
  ///
  /// - Parameters:
  ///   - origin: which line of a file it was.
  ///   - isPaged: whether a report that is longer than the screen waits in a pager.
  public func show(
    _ turn: Turn, origin: DiagnosticRenderer.Origin? = nil, isPaged: Bool = false
  ) {
    switch format {
    case .json: output.write(JSONRenderer.line(turn, origin: origin) + "\n")
    case .text:
      if let report = turn.report {
        var renderer = renderer
        renderer.width = renderer.width ?? report.preferredWidth
        let text = renderer.text(report)
        if !isPaged || !page(text) { output.write(text) }
      }
    }
    for warning in turn.warnings { warn(warning) }
    if let diagnostic = turn.diagnostic { show(diagnostic, input: turn.input, origin: origin) }
  }

  /// Shows a text in the pager; false where it fits the screen or there is none.
  private func page(_ text: String) -> Bool {
    guard output.isTerminal, let pager = Pager(environment),
      Pager.isNeeded(for: text, rows: Screen.height(descriptor: 1))
    else { return false }
    return pager.show(text)
  }

  /// Prints an error with the place in what was typed.
  public func show(
    _ diagnostic: Diagnostic, input: String = "", origin: DiagnosticRenderer.Origin? = nil
  ) {
    errors.write(
      errorRenderer.text(
        diagnostic, input: input, origin: origin, isWrapped: errors.isTerminal))
  }

  /// Prints a warning.
  public func warn(_ message: String) {
    let label = "warning:"
    // On a screen between words, elsewhere in one line.
    var renderer = errorRenderer
    if !errors.isTerminal { renderer.width = nil }
    let text = renderer.text(Report(Phrase("\(label) \(message)")))
    errors.write(errorColour.yellow(label) + text.dropFirst(label.count))
  }

  /// A report that belongs to no turn.
  public func show(_ report: Report) { output.write(renderer.text(report)) }

  /// The typed line of a file, so that the output reads as a session.
  public func echo(_ line: String) {
    guard format == .text else { return }
    for part in line.split(separator: "\n", omittingEmptySubsequences: false) {
      for shown in onScreen(Printable.of(String(part))) { output.write(colour.dim(shown) + "\n") }
    }
  }

  /// Prose goes on between words, with its mark; what is typed stays as it can be typed.
  private func onScreen(_ line: String) -> [String] {
    let mark = "# "
    guard output.isTerminal, line.hasPrefix(mark), let width = renderer.width,
      DisplayWidth.of(line) > width
    else { return [line] }
    let text = TextRenderer(width: width - mark.count).text(
      Report(Phrase(String(line.dropFirst(mark.count)))))
    return text.split(separator: "\n").map { mark + $0 }
  }
}
