/// A mistake as data: what kind, one sentence, where in the typed text, and a way out.
public struct Diagnostic: Error, Hashable, Sendable {
  /// A stable name that scripts can rely on, such as `unknown-option`.
  public struct Code: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String
    public init(_ text: String) { description = text }
    public init(stringLiteral value: String) { description = value }
  }

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

  public init(
    _ code: Code, _ message: String, at span: Span? = nil, quote: String? = nil,
    hint: String? = nil
  ) {
    self.code = code
    self.message = message
    self.span = span
    self.quote = quote
    self.hint = hint
  }

  /// `there is no layer named ‘conv3’`, with the names there are and the nearest one as the hint.
  ///
  /// - Parameter none: the hint if there are no names at all.
  public static func unknown(
    _ noun: String, _ name: String, among known: [String], code: Code? = nil,
    at span: Span? = nil, none: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      code ?? Code("unknown-\(noun.replacing(" ", with: "-"))"),
      "there is no \(noun) named ‘\(name)’", at: span,
      hint: Suggestions.hint(for: name, among: known, noun: noun) ?? none)
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
  public static let unknownCommand: Self = "unknown-command"
  public static let ambiguousCommand: Self = "ambiguous-command"
  public static let unknownOption: Self = "unknown-option"
  public static let repeatedOption: Self = "repeated-option"
  public static let unknownParameter: Self = "unknown-parameter"
  public static let badParameter: Self = "bad-parameter"
  public static let unclosedQuote: Self = "unclosed-quote"
  public static let badValue: Self = "bad-value"
  public static let missingArgument: Self = "missing-argument"
  public static let tooManyArguments: Self = "too-many-arguments"
  public static let noNetwork: Self = "no-network"
  public static let noData: Self = "no-data"
  /// A data set that is not on this machine.
  public static let missingData: Self = "data-missing"
  public static let interrupted: Self = "interrupted"
  public static let noFile: Self = "no-file"
  public static let badFile: Self = "bad-file"
  public static let cannotWrite: Self = "cannot-write"
  /// A file that a session names and its reader does not trust it with.
  public static let needsTrust: Self = "needs-trust"
  public static let `internal`: Self = "internal"
}
