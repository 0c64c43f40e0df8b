/// Finds the command of a line among the signatures.
public struct CommandTable: Sendable {
  /// Every command, in the order of `help`.
  public let signatures: [Signature]
  let byVerb: [String: Signature]
  let firstWords: [String]

  /// A table of these commands; of two with one verb, the first counts.
  public init(_ signatures: [Signature]) {
    self.signatures = signatures
    byVerb = Dictionary(signatures.map { ($0.verb, $0) }, uniquingKeysWith: { first, _ in first })
    var seen = Set<String>()
    firstWords = signatures.compactMap { $0.words.first }.filter { seen.insert($0).inserted }
  }

  /// A command found in a line.
  public struct Match: Sendable {
    /// The command.
    public let signature: Signature
    /// The words of the verb as typed.
    public let span: Span
    /// How many words the verb took.
    public let count: Int
  }

  /// The command whose verb `words` begin with; the longest verb wins.
  ///
  /// - Parameter prefixes: whether `ev` may stand for `evaluate`.
  public func find(_ words: [Word], prefixes: Bool) throws(Diagnostic) -> Match {
    guard let first = words.first else {
      throw Diagnostic(.unknownCommand, "there is no command here", hint: "type ‘help’")
    }
    guard first.key == nil else {
      throw Diagnostic(
        .unknownCommand, "a line begins with a command, not with an option", at: first.span,
        hint: hint(forOption: first))
    }
    let verb = try firstWord(first, words.count > 1 ? words[1] : nil, prefixes)
    let subs = subVerbs(of: verb)
    if words.count > 1, words[1].key == nil, !subs.isEmpty {
      if let sub = try subVerb(words[1], of: verb, subs, prefixes), let found = byVerb[sub] {
        return Match(signature: found, span: first.span.union(words[1].span), count: 2)
      }
    }
    if let found = byVerb[verb] { return Match(signature: found, span: first.span, count: 1) }
    let listed = ValueType.either(subs)
    if words.count > 1, words[1].key == nil {
      throw Diagnostic(
        .unknownCommand, "‘\(verb)’ has no form ‘\(words[1].text)’", at: words[1].span,
        hint: Suggestions.hint(for: words[1].text, among: subs, noun: "form"))
    }
    throw Diagnostic(
      .missingArgument, "‘\(verb)’ needs one of its forms behind it: \(listed)", at: first.span,
      hint: "try ‘help \(verb)’")
  }

  /// The commands a topic of `help` means: a full verb, or all forms of a first word.
  public func commands(for topic: String) -> [Signature] {
    if let exact = byVerb[topic] {
      return [exact] + signatures.filter { $0.verb.hasPrefix(topic + " ") }
    }
    return signatures.filter { $0.words.first == topic }
  }

  /// The second words of verbs that begin with `verb`.
  public func subVerbs(of verb: String) -> [String] {
    signatures.compactMap { $0.words.count == 2 && $0.words[0] == verb ? $0.words[1] : nil }
  }

  private func firstWord(
    _ word: Word, _ next: Word?, _ prefixes: Bool
  ) throws(Diagnostic) -> String {
    if firstWords.contains(word.text) { return word.text }
    let matches = firstWords.filter { !word.text.isEmpty && $0.hasPrefix(word.text) }
    if prefixes, matches.count == 1 { return matches[0] }
    if prefixes, matches.count > 1 {
      throw Diagnostic(
        .ambiguousCommand, "‘\(word.text)’ can mean \(ValueType.either(matches))", at: word.span,
        hint: "type one more letter, or Tab")
    }
    throw Diagnostic(
      .unknownCommand, "there is no command named ‘\(word.text)’", at: word.span,
      hint: matches.count == 1 ? "did you mean ‘\(matches[0])’?" : hint(for: word, next))
  }

  private func subVerb(
    _ word: Word, of verb: String, _ subs: [String], _ prefixes: Bool
  ) throws(Diagnostic) -> String? {
    if subs.contains(word.text) { return "\(verb) \(word.text)" }
    guard prefixes, byVerb[verb] == nil, !word.text.isEmpty else { return nil }
    let matches = subs.filter { $0.hasPrefix(word.text) }
    if matches.count > 1 {
      throw Diagnostic(
        .ambiguousCommand, "‘\(word.text)’ can mean \(ValueType.either(matches))", at: word.span,
        hint: "type one more letter, or Tab")
    }
    return matches.first.map { "\(verb) \($0)" }
  }
}
