/// Finds what can be typed at the cursor: verbs, sub-verbs, options, their values, names.
public struct Completion {
  /// The names of a kind, from whoever knows them; the fragment typed so far helps with files.
  public typealias Names = (_ kind: NameKind, _ fragment: String) -> [Candidate]

  /// The candidates, and where the fragment they replace begins, in bytes.
  public struct Answer: Sendable {
    /// Where the replaced fragment begins, in bytes of the line.
    public let start: Int
    /// Those that begin with what was typed, each text once, in the order of the signature.
    public let candidates: [Candidate]

    /// An answer that replaces what follows byte `start`.
    public init(start: Int, candidates: [Candidate]) {
      self.start = start
      self.candidates = candidates
    }
  }

  private let table: CommandTable
  private let names: Names

  /// Completes the commands of `table`; layers, files and the like are asked of `names`.
  public init(table: CommandTable, names: @escaping Names) {
    self.table = table
    self.names = names
  }

  /// What fits at byte `cursor` of `line`.
  public func answer(_ line: String, cursor: Int? = nil) -> Answer {
    let end = min(max(cursor ?? line.utf8.count, 0), line.utf8.count)
    let head = Span(0, end).text(in: line)
    let start = Self.fragmentStart(head)
    let fragment = Span(start, end).text(in: head)
    guard let before = try? Lexer.words(Span(0, start).text(in: head)) else {
      return Answer(start: start, candidates: [])
    }
    let (found, offset) = candidates(before, fragment)
    let typed = Span(offset, fragment.utf8.count).text(in: fragment)
    var seen = Set<String>()
    let fitting = found.filter { $0.text.hasPrefix(typed) && seen.insert($0.text).inserted }
    return Answer(start: start + offset, candidates: fitting)
  }

  /// The byte at which the word under the cursor begins.
  private static func fragmentStart(_ head: String) -> Int {
    var start = 0
    var inQuotes = false
    for (index, byte) in head.utf8.enumerated() {
      if byte == UInt8(ascii: "\"") { inQuotes.toggle() }
      if !inQuotes, byte == 0x20 || byte == 0x09 || byte == 0x0A { start = index + 1 }
    }
    return start
  }

  /// The candidates for `fragment` after the words typed, and the byte of `fragment` they start
  /// at (the value after `key=`, or after the last comma).
  private func candidates(_ before: [Word], _ fragment: String) -> ([Candidate], Int) {
    guard !before.isEmpty else { return (verbs(), 0) }
    guard let match = try? table.find(before, prefixes: true) else {
      return (before.count == 1 ? forms(of: before[0].text) : [], 0)
    }
    let signature = match.signature
    let rest = before.dropFirst(match.count)
    if let equals = fragment.firstIndex(of: "="), !fragment.hasPrefix("\"") {
      let key = String(fragment[..<equals])
      let value = String(fragment[fragment.index(after: equals)...])
      let subject = rest.first { $0.key == nil }?.text
      let option = (signature.options(of: subject) + signature.openParameters)
        .first { $0.name == key }
      let (found, offset) = option.map { values($0, value) } ?? ([], 0)
      return (found, key.utf8.count + 1 + offset)
    }
    let subjects = rest.filter { $0.key == nil }.map(\.text)
    let parameter = signature.positional(at: subjects.count)
    if parameter?.names == .command {
      return (verbs(behind: subjects) + (subjects.isEmpty ? names(.topic, fragment) : []), 0)
    }
    let meanings = Dictionary(
      signature.variants.map { ($0.name, $0.summary) }, uniquingKeysWith: { first, _ in first })
    let (found, offset) =
      parameter.map { values($0, fragment, subjects.isEmpty ? meanings : [:]) } ?? ([], 0)
    // Behind a quote or a comma a value goes on, and nothing else begins.
    guard offset == 0 else { return (found, offset) }
    let used = Set(rest.compactMap(\.key))
    let keys =
      signature.options(of: subjects.first).map { Candidate($0.name, $0.summary) }
      + (signature.openKeys[subjects.first ?? ""] ?? [])
    let options = keys.filter { !used.contains($0.text) }
      .map { Candidate($0.text + "=", $0.summary) }
    let subs = rest.isEmpty && match.count == 1 ? forms(of: signature.verb) : []
    return (subs + found + options, 0)
  }

  /// The next word of a verb whose first words are typed already.
  private func verbs(behind words: [String]) -> [Candidate] {
    switch words.count {
    case 0: verbs()
    case 1: forms(of: words[0]) + variants(of: words[0])
    default: []
    }
  }

  private func variants(of verb: String) -> [Candidate] {
    let signature = table.signatures.first { $0.verb == verb }
    return signature?.variants.map { Candidate($0.name, $0.summary) } ?? []
  }

  private func verbs() -> [Candidate] {
    var seen = Set<String>()
    return table.signatures.compactMap { signature in
      guard let first = signature.words.first, seen.insert(first).inserted else { return nil }
      let forms = table.subVerbs(of: first)
      let summary =
        signature.words.count == 1 ? signature.summary : ValueType.either(forms)
      return Candidate(first, summary)
    }.sorted { $0.text < $1.text }
  }

  private func forms(of verb: String) -> [Candidate] {
    table.signatures.compactMap {
      $0.words.count == 2 && $0.words[0] == verb ? Candidate($0.words[1], $0.summary) : nil
    }
  }

  /// - Parameter variants: what words of the first subject mean.
  private func values(
    _ parameter: Parameter, _ typed: String, _ variants: [String: String] = [:]
  ) -> ([Candidate], Int) {
    // A word in quotes that are still open begins after them.
    var offset = typed.hasPrefix("\"") ? 1 : 0
    if case .list = parameter.type, let comma = typed.lastIndex(of: ",") {
      offset = typed[...comma].utf8.count
    }
    let fragment = Span(offset, typed.utf8.count).text(in: typed)
    var found = parameter.literals.map { word in
      let meaning = variants[word] ?? parameter.meanings[word] ?? ""
      guard word == parameter.defaultText else { return Candidate(word, meaning) }
      return Candidate(word, meaning.isEmpty ? "the default" : "the default: \(meaning)")
    }
    if let kind = parameter.names ?? Self.kind(of: parameter.type) {
      let named = names(kind, fragment)
      found += kind == .file ? Self.files(named, fragment, parameter) : named
    }
    return (found, offset)
  }

  /// Of the files there are those that a parameter is about; of those it writes, new ones too.
  private static func files(
    _ found: [Candidate], _ fragment: String, _ parameter: Parameter
  ) -> [Candidate] {
    guard !parameter.files.isEmpty else { return found }
    let endings = parameter.files.map { ending($0.text) }
    let fitting = found.filter { file in
      file.text.hasSuffix("/") || endings.contains { file.text.lowercased().hasSuffix($0) }
    }
    guard parameter.isWritten else { return fitting.isEmpty ? found : fitting }
    let cut = fragment.lastIndex(of: "/").map { fragment.index(after: $0) } ?? fragment.startIndex
    let (folder, name) = (fragment[..<cut], fragment[cut...])
    var stem = name
    if let point = name.lastIndex(of: "."),
      endings.contains(where: { $0.hasPrefix(name[point...]) })
    {
      stem = name[..<point]
    } else if !name.isEmpty, !fitting.isEmpty {
      return fitting
    }
    let there = Set(fitting.map(\.text))
    let new = parameter.files.map { file in
      let text = stem.isEmpty ? file.text : stem + ending(file.text)
      return Candidate(folder + text, file.summary)
    }
    return fitting + new.filter { !there.contains($0.text) }
  }

  /// `.pollard`
  private static func ending(_ file: String) -> String {
    file.lastIndex(of: ".").map { String(file[$0...]) } ?? file
  }

  private static func kind(of type: ValueType) -> NameKind? {
    switch type {
    case .path: .file
    case .list(let type): kind(of: type)
    default: nil
    }
  }
}
