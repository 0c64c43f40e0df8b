/// A value with its place in the line.
public struct BoundValue: Hashable, Sendable {
  /// As read by the type of its parameter.
  public let value: Value
  /// As typed, without quotes.
  public let text: String
  /// Nil for a default.
  public let span: Span?
  /// False for the default of the signature.
  public var isTyped: Bool { span != nil }
}

/// The arguments of a line after binding: typed, checked, each with its place.
///
/// An accessor gives nil for what was not typed and has no default, and for a word such as `auto`
/// where the value could be a number too.
public struct BoundArguments: Sendable {
  /// The command that the line names.
  public let signature: Signature
  /// The text of the cell; spans are places in it.
  public let text: String
  /// The words of the verb.
  public let verbSpan: Span
  let values: [String: [BoundValue]]
  /// What was typed for open options, in order: `NAME=VALUE`.
  public let pairs: [Pair]

  /// A `NAME=VALUE` of a command that takes any name.
  public struct Pair: Hashable, Sendable {
    /// What stands before the equals sign.
    public let name: String
    /// What stands after it, without quotes.
    public let value: String
    /// Where the name stands in the line.
    public let nameSpan: Span
    /// Where the value stands in the line.
    public let valueSpan: Span
  }

  /// The first value of a subject or option.
  public func value(_ name: String) -> BoundValue? { values[name]?.first }

  /// All values of a variadic subject, in order.
  public func all(_ name: String) -> [BoundValue] { values[name] ?? [] }

  /// True if it was typed, false if it is missing or a default.
  public func isTyped(_ name: String) -> Bool { value(name)?.isTyped ?? false }

  /// A whole number.
  public func integer(_ name: String) -> Int? { value(name)?.value.integer }
  /// A number; a whole one counts as one.
  public func real(_ name: String) -> Double? { value(name)?.value.real }
  /// A share, 0.5 for `50%`.
  public func fraction(_ name: String) -> Double? { value(name)?.value.fraction }
  /// The sizes of a shape, outermost first.
  public func shape(_ name: String) -> [Int]? { value(name)?.value.shape }
  /// A time in seconds.
  public func duration(_ name: String) -> Double? { value(name)?.value.duration }
  /// An energy in joules.
  public func energy(_ name: String) -> Double? { value(name)?.value.energy }
  /// Free text, a name, a path, or an allowed word.
  public func text(_ name: String) -> String? { value(name)?.value.text }
  /// A word of a choice, or one allowed beside the type.
  public func word(_ name: String) -> String? { value(name)?.value.word }
  /// A name that may hold `*`.
  public func pattern(_ name: String) -> Pattern? { value(name)?.value.pattern }
  /// A layer, or some of its channels.
  public func channels(_ name: String) -> ChannelList? { value(name)?.value.channels }
  /// A range of indices from 0, both ends included.
  public func range(_ name: String) -> ClosedRange<Int>? { value(name)?.value.range }
  /// `on` or `off`.
  public func toggle(_ name: String) -> Bool? { word(name).map { $0 == "on" } }
  /// The members of a list.
  public func list(_ name: String) -> [Value]? { value(name)?.value.list }

  /// A value that this form of the command needs: `try arguments.required("N", \.integer)`.
  public func required<Result>(
    _ name: String, _ path: KeyPath<Value, Result?>
  ) throws(Diagnostic) -> Result {
    guard let found = value(name)?.value[keyPath: path] else { throw missing(name) }
    return found
  }

  /// Where the `index`-th value was typed; the verb if it was not.
  public func span(_ name: String, _ index: Int = 0) -> Span {
    let found = all(name)
    return index < found.count ? found[index].span ?? verbSpan : verbSpan
  }

  /// Where member `place` of a list was typed; the whole list where it is in quotes or comes
  /// from a parameter.
  public func span(_ name: String, member place: Int) -> Span {
    let whole = span(name)
    let typed = whole.text(in: text)
    let members = typed.split(separator: ",", omittingEmptySubsequences: false)
    guard typed == value(name)?.text, place < members.count else { return whole }
    let start = members[..<place].reduce(whole.start) { $0 + $1.utf8.count + 1 }
    return Span(start, start + members[place].utf8.count)
  }

  /// An error that points at a value.
  public func error(
    _ code: Diagnostic.Code, _ message: String, at name: String? = nil, index: Int = 0,
    hint: String? = nil
  ) -> Diagnostic {
    Diagnostic(code, message, at: name.map { span($0, index) } ?? verbSpan, hint: hint)
  }

  /// `there is no layer named ‘conv3’`, pointing at the value, with the names there are.
  public func unknown(
    _ noun: String, _ name: String, among known: [String], at parameter: String,
    index: Int = 0, none: String? = nil
  ) -> Diagnostic {
    Diagnostic.unknown(
      noun, name, among: known, at: span(parameter, index), none: none,
      others: signature.otherWords)
  }

  /// The line with its verb in full and without the option `name`, as it can be typed.
  public func line(without name: String) -> String {
    let rest = Span(verbSpan.end, text.utf8.count)
    guard let span = value(name)?.span else { return signature.verb + rest.text(in: text) }
    var before = Span(rest.start, span.start - name.utf8.count - 1).text(in: text)
    if before.last == " " { before.removeLast() }
    return signature.verb + before + Span(span.end, rest.end).text(in: text)
  }

  /// The line with its verb in full and `addition` after the value of `name`.
  public func line(adding addition: String, behind name: String) -> String {
    let end = value(name)?.span?.end ?? verbSpan.end
    return signature.verb + Span(verbSpan.end, end).text(in: text) + " " + addition
      + Span(end, text.utf8.count).text(in: text)
  }

  /// `NAME is missing`.
  public func missing(_ name: String) -> Diagnostic {
    let subject = signature.positionals.first.flatMap { value($0.name)?.text }
    return Binder.missing(name, of: signature, subject, at: verbSpan)
  }
}
