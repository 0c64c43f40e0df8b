/// A mistake as data: what kind, one sentence, where in the typed text, and a way out.
public struct Diagnostic: Error, Hashable, Sendable {
  /// A stable name that scripts can rely on, such as `unknown-option`.
  public struct Code: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String
    /// A code of the form `noun-with-hyphens`, for kinds of mistakes that are not listed below.
    public init(_ text: String) { description = text }
    public init(stringLiteral value: String) { description = value }
  }

  /// What kind of mistake it is.
  public var code: Code
  /// One sentence without a full stop: operation, expected, got.
  public var message: String
  /// Where in the text of the cell.
  public var span: Span?
  /// What a file holds there, for the screen alone: no session records it, and so none carries the
  /// words of a file on.
  public var quote: String?
  /// A way out.
  public var hint: String?

  /// A mistake; the quote is for the screen alone.
  public init(
    _ code: Code, _ message: String, at span: Span? = nil, quote: String? = nil,
    hint: String? = nil
  ) {
    self.code = code
    self.message = Self.shortened(message)
    self.span = span
    self.quote = quote
    self.hint = hint
  }

  /// Columns of what stands between quotation marks.
  private static let quoteWidth = 160

  /// The text with what it quotes cut where it is longer than anybody reads.
  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > quoteWidth else { return text }
    return text.replacing(/‘([^‘’]*)’/) {
      "‘" + DisplayWidth.cut(String($0.1), to: quoteWidth) + "’"
    }
  }

  /// `there is no layer named ‘conv3’`, with the names there are and the nearest one as the hint.
  ///
  /// - Parameters:
  ///   - none: the hint if there are no names at all.
  ///   - others: what other programs call them, and what they are called here.
  public static func unknown(
    _ noun: String, _ name: String, among known: [String], code: Code? = nil,
    at span: Span? = nil, none: String? = nil, others: [String: String] = [:]
  ) -> Diagnostic {
    Diagnostic(
      code ?? Code("unknown-\(noun.replacing(" ", with: "-"))"),
      "there is no \(noun) named ‘\(name)’", at: span,
      hint: Suggestions.hint(for: name, among: known, noun: noun, others: others) ?? none)
  }

  /// The same mistake at `span`, if it has no place yet.
  public func located(_ span: Span?) -> Diagnostic {
    var copy = self
    copy.span = copy.span ?? span
    return copy
  }
}

extension Diagnostic: CustomStringConvertible {
  public var description: String { message }
}

extension Diagnostic.Code {
  /// The line begins with a word that is no command.
  public static let unknownCommand: Self = "unknown-command"
  /// A verb cut short that several commands begin with.
  public static let ambiguousCommand: Self = "ambiguous-command"
  /// An option that the command does not have.
  public static let unknownOption: Self = "unknown-option"
  /// An option given twice.
  public static let repeatedOption: Self = "repeated-option"
  /// `$NAME` without a value.
  public static let unknownParameter: Self = "unknown-parameter"
  /// A `$` without a proper name behind it.
  public static let badParameter: Self = "bad-parameter"
  /// A quotation mark that nothing closes before the end of the cell.
  public static let unclosedQuote: Self = "unclosed-quote"
  /// A value of the wrong type or outside its range.
  public static let badValue: Self = "bad-value"
  /// A subject or option that the command needs and the line lacks.
  public static let missingArgument: Self = "missing-argument"
  /// More subjects than the command takes.
  public static let tooManyArguments: Self = "too-many-arguments"
  /// The command needs a network and there is none in use.
  public static let noNetwork: Self = "no-network"
  /// The command needs a data set and none is loaded.
  public static let noData: Self = "no-data"
  /// A data set that is not on this machine.
  public static let missingData: Self = "data-missing"
  /// The stop flag ended the work; the state is that before the line.
  public static let interrupted: Self = "interrupted"
  /// A file that does not exist.
  public static let noFile: Self = "no-file"
  /// A file that cannot be read as what it should be.
  public static let badFile: Self = "bad-file"
  /// A file that cannot be written.
  public static let cannotWrite: Self = "cannot-write"
  /// Work that needs more memory than there is.
  public static let outOfMemory: Self = "out-of-memory"
  /// A file that a session names and its reader does not trust it with.
  public static let needsTrust: Self = "needs-trust"
  /// What `assert` demands does not hold.
  public static let assertionFailed: Self = "assertion-failed"
  /// A fault of the program, never of what was typed.
  public static let `internal`: Self = "internal"
}
