/// Ways out of a word that does not fit.
extension Binder {
  /// What was probably meant by a value, else a line of the manual to begin with.
  func hint(for word: Word, _ parameter: Parameter) -> String? {
    if let hint = Self.operatorHint(word) { return hint }
    if word.key == nil, let hint = optionHint(word) { return hint }
    if case .channels = parameter.type, let list = ChannelList.reordered(word.text) {
      return "a range runs upwards; did you mean \(list)?"
    }
    if let hint = fileHint(word, parameter) { return hint }
    if let meaning = parameter.meaning(of: word.text, others: signature.otherWords) {
      return "did you mean \(meaning)?"
    }
    if word.key == nil, let hint = keyHint(word) ?? wholeLine(word).map({ "for example ‘\($0)’" }) {
      return hint
    }
    if case .name = parameter.type { return ValueType.rulesOfNames }
    return example(parameter).map { "for example ‘\($0)’" }
  }

  /// `write max=100` for `max`, `--max` and `max 100`; nil where the word names no option.
  func optionHint(_ word: Word) -> String? {
    let name = String(word.text.drop { $0 == "-" })
    if name != word.text, let sign = name.firstIndex(of: "=") {
      let key = String(name[..<sign])
      return option(named: signature.ownWord(for: key)).map {
        "write \($0.name)=\(Quoting.quoted(String(name[name.index(after: sign)...])))"
      }
    }
    if name != word.text, let value = followingValue, let line = counted(name, value) {
      return "did you mean ‘\(line)’?"
    }
    guard let option = option(named: signature.ownWord(for: name)) else {
      return nil
    }
    let value = followingValue.flatMap { option.accepts($0) ? $0 : nil }
    let placeholder = option.defaultText ?? Signature.placeholder(option.type)
    return "write \(option.name)=\(value ?? placeholder)"
  }

  /// The word behind the one that is read, where it may be its value.
  var followingValue: String? {
    following.flatMap { $0.key == nil && !$0.text.isEmpty ? Quoting.quoted($0.text) : nil }
  }

  /// `train 10 epochs` for `epochs=10`, where the unit stands behind its number.
  func counted(_ unit: String, _ value: String) -> String? {
    let subjects = signature.positionals
    for (number, word) in zip(subjects, subjects.dropFirst())
    where word.literals.contains(unit) && number.accepts(value) {
      return "\(signature.verb) \(value) \(unit)"
    }
    return nil
  }

  /// `write threads=2` for `threads 2`, where any key may be typed, or one of those that are known.
  func pairHint(_ word: Word) -> String {
    let known = signature.openKeys[""] ?? []
    if let line = signature.examples.first?.line, !known.isEmpty,
      !known.contains(where: { $0.text == word.text })
    {
      return "for example ‘\(line)’"
    }
    return "write \(word.text)=\(followingValue ?? "VALUE")"
  }

  /// `csv points.csv` for `points.csv`, where the kind of a file stands before its name.
  private func fileHint(_ word: Word, _ parameter: Parameter) -> String? {
    guard let ending = word.text.split(separator: ".").last, ending != word.text,
      parameter.literals.contains(String(ending))
    else { return nil }
    return "did you mean ‘\(ending) \(Quoting.quoted(word.text))’?"
  }

  /// What a shell would do with `;`, `&&`, `|` or `>`.
  static func operatorHint(_ word: Word) -> String? {
    guard word.key == nil, word.isVerbatim else { return nil }
    switch word.text {
    case "&&", "||", ";", "&", "|":
      return "a line is one command: end it before ‘\(word.text)’, and type the rest in the next"
    case ">", ">>": return "a line is one command: end it before ‘\(word.text)’"
    case let text where text.count > 1 && text.hasSuffix(";"):
      return "a line is one command, without ‘;’: did you mean \(text.dropLast())?"
    default: return nil
    }
  }

  /// `write epoch=1` for `1` behind `epoch`.
  func precedingHint(_ word: Word) -> String? {
    guard let name = preceding, name.key == nil,
      let option = option(named: signature.ownWord(for: name.text)),
      option.accepts(word.text)
    else { return nil }
    return "write \(option.name)=\(Quoting.quoted(word.text))"
  }

  /// `write split=test` for `test`, where one option alone takes such a word, or is the first that
  /// the manual has.
  func keyHint(_ word: Word) -> String? {
    let options = signature.options(of: subject).filter {
      values[$0.name] == nil && $0.isRecognised(word.text)
    }
    let meant =
      options.count == 1
      ? options[0]
      : options.first { option in lines.contains { $0.contains(" \(option.name)=") } }
    return meant.map { "write \($0.name)=\(Quoting.quoted(word.text))" }
  }

  /// `prune consensus target=30% of=macs` for `prune 30%`: a line of the manual with the word as
  /// the value of an option, where no subject was typed.
  private func wholeLine(_ word: Word) -> String? {
    guard subjects == 0 else { return nil }
    let keys = signature.allOptions.filter { $0.isRecognised(word.text) }.map(\.name)
    for line in lines {
      let words = (try? Lexer.words(line)) ?? []
      guard let old = words.first(where: { $0.key.map(keys.contains) == true }) else { continue }
      return Span(0, old.valueSpan.start).text(in: line) + Quoting.quoted(word.text)
        + Span(old.valueSpan.end, line.utf8.count).text(in: line)
    }
    return nil
  }

  /// The lines of the manual, those of the subject first.
  private var lines: [String] {
    ((signature.variant(subject)?.examples ?? []) + signature.examples).map(\.line)
  }

  /// A line of the manual that has the parameter.
  private func example(_ parameter: Parameter) -> String? {
    let option = signature.options(of: subject).first { $0.name == parameter.name }
    return signature.example(option?.name, among: lines)
  }
}

extension Parameter {
  /// Whether a word by itself looks like a value of it: `50%`, `0.1`, a word of a choice,
  /// `loss.png`.
  fileprivate func isRecognised(_ text: String) -> Bool {
    if literals.contains(text) { return true }
    switch type {
    case .percent, .duration, .energy, .size: return accepts(text)
    case .real: return text.contains(".") && accepts(text)
    case .shape: return text.contains("x") && accepts(text)
    case .path: return isWritten && text.contains(".")
    default: return false
    }
  }
}
