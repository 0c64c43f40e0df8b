/// Binds the words after a verb to a signature.
public struct Binder {
  let signature: Signature
  private let text: String
  private let verbSpan: Span
  private(set) var values: [String: [BoundValue]] = [:]
  private var pairs: [BoundArguments.Pair] = []
  private(set) var subjects = 0
  /// The first subject as typed.
  let subject: String?
  /// The words around the one that is read.
  private(set) var following: Word?
  private(set) var preceding: Word?

  /// The arguments that `words` give, or the first mistake from the left.
  ///
  /// - Parameters:
  ///   - words: what follows the verb.
  ///   - text: the whole text of the cell.
  public static func bind(
    _ words: [Word], to signature: Signature, verbSpan: Span, text: String
  ) throws(Diagnostic) -> BoundArguments {
    var binder = Binder(
      signature: signature, text: text, verbSpan: verbSpan,
      subject: words.first { $0.key == nil }?.text)
    try refuseParted(words)
    for (index, word) in words.enumerated() {
      binder.preceding = index > 0 ? words[index - 1] : nil
      binder.following = index + 1 < words.count ? words[index + 1] : nil
      if let key = word.key {
        try binder.option(key, word)
      } else {
        try binder.subject(word)
      }
    }
    try binder.finish()
    return BoundArguments(
      signature: signature, text: text, verbSpan: verbSpan, values: binder.values,
      pairs: binder.pairs)
  }

  private init(signature: Signature, text: String, verbSpan: Span, subject: String?) {
    self.signature = signature
    self.subject = subject
    self.text = text
    self.verbSpan = verbSpan
  }

  /// `key = value` and its like: the sign belongs to its words.
  private static func refuseParted(_ words: [Word]) throws(Diagnostic) {
    for (index, word) in words.enumerated()
    where word.key == nil && word.isVerbatim && word.text.hasPrefix("=") {
      let before = index > 0 ? words[index - 1].text : "NAME"
      let behind =
        word.text.count > 1
        ? String(word.text.dropFirst()) : index + 1 < words.count ? words[index + 1].text : "VALUE"
      throw Diagnostic(
        .badValue, "‘=’ has blanks around it", at: word.span,
        hint: "write \(before)=\(behind), without blanks")
    }
  }

  private mutating func option(_ key: String, _ word: Word) throws(Diagnostic) {
    let keySpan = word.keySpan ?? word.span
    guard let parameter = option(named: key) else {
      if signature.openOptions != nil {
        pairs.append(
          .init(name: key, value: word.text, nameSpan: keySpan, valueSpan: word.valueSpan))
        return
      }
      throw unknownOption(word, key, keySpan)
    }
    guard values[key] == nil else {
      throw Diagnostic(
        .repeatedOption, "‘\(key)’ is given twice", at: keySpan, hint: "leave one of them out")
    }
    values[key] = [try read(word, as: parameter)]
  }

  /// An option of the command or of the variant in question; where that is missing or wrong, its
  /// subject is told first.
  func option(named key: String) -> Parameter? {
    let isKnown =
      signature.variant(subject) != nil
      || signature.positionals.first.map {
        subject != nil && $0.words.contains(subject!)
      } ?? true
    let options = isKnown ? signature.options(of: subject) : signature.allOptions
    return options.first { $0.name == key }
  }

  private func unknownOption(_ word: Word, _ key: String, _ span: Span) -> Diagnostic {
    if let others = otherVariants(key, span) { return others }
    let names = signature.options(of: subject).map(\.name)
    if let line = counted(key, word.text) {
      return Diagnostic(
        .unknownOption, "‘\(signature.verb)’ has no option named ‘\(key)’", at: span,
        hint: "did you mean ‘\(line)’?")
    }
    if names.isEmpty {
      return Diagnostic(
        .unknownOption, "‘\(signature.verb)’ takes no options", at: span,
        hint: "it is written ‘\(signature.synopsis)’")
    }
    return Diagnostic(
      .unknownOption, "‘\(signature.verb)’ has no option named ‘\(key)’", at: span,
      hint: Suggestions.hint(
        for: key, among: names, noun: "option", others: signature.otherWords))
  }

  /// An option that only other variants have.
  private func otherVariants(_ key: String, _ span: Span) -> Diagnostic? {
    let owners = signature.variants.filter { $0.options.contains { $0.name == key } }
    guard let subject, !owners.isEmpty else { return nil }
    let verb = "\(signature.verb) \(subject)"
    guard signature.variant(subject) != nil else {
      return Diagnostic(
        .unknownOption, "‘\(verb)’ takes no options", at: span,
        hint: "‘\(signature.verb) \(owners[0].name) \(key)=…’ does")
    }
    let names = owners.map(\.name)
    return Diagnostic(
      .unknownOption, "‘\(verb)’ has no option named ‘\(key)’", at: span,
      hint: "it belongs to \(ValueType.either(names)); ‘help \(verb)’ lists its own")
  }

  private mutating func subject(_ word: Word) throws(Diagnostic) {
    guard let parameter = signature.positional(at: subjects) else { throw tooMany(word) }
    values[parameter.name, default: []].append(try read(word, as: parameter))
    subjects += 1
  }

  private func tooMany(_ word: Word) -> Diagnostic {
    if let hint = optionHint(word) {
      return Diagnostic(
        .tooManyArguments, "‘\(word.text)’ needs a value", at: word.span, hint: hint)
    }
    let count = signature.positionals.count
    if count == 0, let form = signature.openOptions {
      return Diagnostic(
        .tooManyArguments, "‘\(signature.verb)’ takes \(form), and ‘\(word.text)’ has no value",
        at: word.span, hint: pairHint(word))
    }
    let takes =
      count == 0 ? "nothing" : count == 1 ? "one subject" : "\(count) subjects"
    return Diagnostic(
      .tooManyArguments, "‘\(signature.verb)’ takes \(takes), and ‘\(word.text)’ is one more",
      at: word.span,
      hint: Self.operatorHint(word) ?? precedingHint(word) ?? keyHint(word) ?? signature.written())
  }

  private func read(_ word: Word, as parameter: Parameter) throws(Diagnostic) -> BoundValue {
    if let value = parameter.read(word.text) {
      return BoundValue(value: value, text: word.text, span: word.valueSpan)
    }
    let label = word.key.map { "\($0)=" } ?? ""
    if word.text.isEmpty {
      throw Diagnostic(
        .badValue, "‘\(label.isEmpty ? parameter.name : label)’ has no value", at: word.span,
        hint: "expected \(parameter.expectation)")
    }
    throw Diagnostic(
      .badValue,
      "‘\(word.text)’ does not fit \(parameter.name): expected \(parameter.expectation)",
      at: word.valueSpan,
      hint: hint(for: word, parameter))
  }

  private mutating func finish() throws(Diagnostic) {
    for parameter in signature.positionals + signature.options(of: subject) {
      let given = values[parameter.name]?.count ?? 0
      switch parameter.arity {
      case .required where given == 0, .variadic(atLeast: (given + 1)...):
        throw missing(parameter)
      case .optional where given == 0:
        if let text = parameter.defaultText, let value = parameter.read(text) {
          values[parameter.name] = [BoundValue(value: value, text: text, span: nil)]
        }
      default: break
      }
    }
  }

  /// Where one word alone can stand there, the line with it.
  private func missing(_ parameter: Parameter) -> Diagnostic {
    var error = Self.missing(parameter.name, of: signature, subject, at: verbSpan)
    if case .choice(let words) = parameter.type, words.count == 1, parameter.words.isEmpty,
      signature.positionals.last == parameter, signature.positionals.count == subjects + 1
    {
      error.hint = "did you mean ‘\(text.trimmingBlanks) \(words[0])’?"
    }
    return error
  }

  /// - Parameter subject: the first one as typed.
  static func missing(
    _ name: String, of signature: Signature, _ subject: String?, at span: Span
  ) -> Diagnostic {
    let signature = signature.variant(subject).map { signature.narrowed(to: $0) } ?? signature
    let parameter = (signature.positionals + signature.options).first { $0.name == name }
    let isOption = signature.option(named: name) != nil
    let shown = isOption ? "\(name)=" : name
    let expected = parameter.map { " (\($0.expectation))" } ?? ""
    return Diagnostic(
      .missingArgument, "‘\(signature.verb)’ needs \(shown)\(expected)", at: span,
      hint: signature.written(with: name))
  }
}
