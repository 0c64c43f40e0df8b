/// Ways out of a line that begins with no command.
extension CommandTable {
  static let help = "type ‘help’ for the commands"
  /// What a key of the prompt does.
  private static let keys = [
    "clear": "Ctrl-L clears the screen", "cls": "Ctrl-L clears the screen",
  ]

  /// What was probably meant by the first word of a line, as something to type.
  ///
  /// - Parameter next: the second word.
  func hint(for word: Word, _ next: Word?) -> String {
    if let next, next.key == nil, next.text.hasPrefix("="), word.text.first?.isLetter == true {
      return "‘param \(word.text)=VALUE’ gives $\(word.text) a value"
    }
    let bare = Self.bare(word.text)
    if word.text.contains("?") {
      return firstWords.contains(bare) && bare != "help"
        ? "did you mean ‘help \(bare)’?" : Self.help
    }
    return Self.keys[bare.lowercased()] ?? meaning(of: word.text) ?? meaning(of: bare) ?? Self.help
  }

  /// The name in `model.train(10)`, `train?`, `:quit` and `%time`.
  private static func bare(_ text: String) -> String {
    let call = text.prefix { $0 != "(" }
    let name = call.split(separator: ".").last ?? call
    return String(
      name.drop { !$0.isLetter }.prefix { $0.isLetter || $0.isNumber || "-_".contains($0) })
  }

  private func meaning(of word: String) -> String? {
    guard !word.isEmpty else { return nil }
    let lowered = word.lowercased()
    let owner = signatures.first { $0.otherNames.contains(lowered) }
    if let verb = firstWords.first(where: { $0 == lowered }) ?? owner?.verb {
      return "did you mean ‘\(verb)’?"
    }
    // `resnet20` alone is the subject of one command or another.
    let verbs = signatures.filter {
      $0.positionals.first?.literals.contains(lowered) == true
        || $0.otherWords[lowered].map($0.positionals.first?.literals.contains ?? { _ in false })
          == true
    }.map { "‘\($0.verb) \($0.ownWord(for: lowered))’" }
    if !verbs.isEmpty, verbs.count <= 3 { return "did you mean \(ValueType.either(verbs))?" }
    return Suggestions.nearest(to: word, among: firstWords).map { "did you mean ‘\($0)’?" }
  }

  /// Where `lr=0.1` and `threads=2` belong.
  func hint(forOption word: Word) -> String {
    guard let key = word.key else { return Self.help }
    let value = Quoting.quoted(word.text)
    if let verb = signatures.first(where: { $0.openKeys[""]?.contains { $0.text == key } == true })
    {
      return "did you mean ‘\(verb.verb) \(key)=\(value)’?"
    }
    if let signature = signatures.first(where: { $0.verb == key }) {
      return "did you mean ‘\(signature.verb) \(value)’?"
    }
    let owners = signatures.filter { signature in
      let name = signature.ownWord(for: key)
      return signature.allOptions.contains { $0.name == name }
    }.map { "‘\($0.verb)’" }
    if !owners.isEmpty, owners.count <= 4 {
      return "‘\(key)=’ goes with \(ValueType.either(owners))"
    }
    guard byVerb["param"] != nil, owners.isEmpty else { return Self.help }
    return "‘param \(key)=\(value)’ gives $\(key) a value"
  }
}
