import Language
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A mistake on the shell line.
public struct UsageError: Error, Hashable, Sendable {
  /// One sentence: expected, found.
  public let message: String
  /// A way out.
  public let hint: String?

  /// A mistake with a way out, if there is one.
  public init(message: String, hint: String?) {
    self.message = message
    self.hint = hint
  }
}

/// Reads the shell line; options may come anywhere, `--` ends them.
public struct InvocationParser {
  private var rest: ArraySlice<String>
  private var result = Invocation()
  private var words: [Invocation.Source] = []
  private var sweep = SweepRequest()
  /// The first option that a sweep alone has.
  private var sweepOption: String?
  private static let withValue = ShellOption.all.filter { $0.value != nil }.map(\.name)
  private static let flags = ShellOption.all.filter { $0.value == nil }.map(\.name) + ["-h"]

  /// - Parameter arguments: without the program's name.
  public static func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
    var parser = InvocationParser(rest: arguments[...])
    return try parser.parse()
  }

  private init(rest: ArraySlice<String>) { self.rest = rest }

  private mutating func parse() throws(UsageError) -> Invocation {
    var optionsEnd = false
    while let word = rest.popFirst() {
      if optionsEnd || !word.hasPrefix("-") || word == "-" {
        operand(word)
      } else if word == "--" {
        optionsEnd = true
      } else {
        try option(word)
      }
    }
    try settle()
    return result
  }

  private mutating func operand(_ word: String) {
    if let equals = word.firstIndex(of: "="), Self.areNames(word[..<equals]), !Self.isSession(word)
    {
      let value = String(word[word.index(after: equals)...])
      result.parameters.append(.init(name: String(word[..<equals]), value: value))
    } else {
      words.append(.file(word))
    }
  }

  /// Whether it names a session that is there, as those of a sweep: `width=4,seed=1.pollard`.
  private static func isSession(_ word: String) -> Bool {
    word.hasSuffix(".pollard") && access(word, F_OK) == 0
  }

  /// Whether it is a name, or several with commas between: columns of a table.
  private static func areNames(_ text: Substring) -> Bool {
    text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isName)
  }

  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
    }
  }

  private mutating func option(_ word: String) throws(UsageError) {
    var name = word
    var attached: String?
    if word.hasPrefix("--"), let equals = word.firstIndex(of: "=") {
      name = String(word[..<equals])
      attached = String(word[word.index(after: equals)...])
    }
    if Self.withValue.contains(name) {
      guard let value = attached ?? rest.popFirst() else {
        throw UsageError(message: "‘\(name)’ needs a value behind it", hint: nil)
      }
      try set(name, value)
    } else if Self.flags.contains(name), attached == nil {
      set(flag: name)
    } else {
      let known = Self.withValue + Self.flags
      let nearest = Suggestions.nearest(to: name, among: known).map { "did you mean ‘\($0)’?" }
      throw UsageError(
        message: attached != nil && known.contains(name)
          ? "‘\(name)’ takes no value" : "there is no option named ‘\(name)’", hint: nearest)
    }
  }

  private mutating func set(flag name: String) {
    if sweep.take(flag: name) {
      sweepOption = sweepOption ?? name
      return
    }
    switch name {
    case "--quiet": result.isQuiet = true
    case "--keep-going": result.keepsGoing = true
    case "--exact": result.isExact = true
    case "--trust": result.trustsSessions = true
    case "--version": if result.mode == .listen { result.mode = .version }
    default: result.mode = .help
    }
  }

  private mutating func set(_ name: String, _ value: String) throws(UsageError) {
    if try sweep.take(name, value) {
      sweepOption = sweepOption ?? name
      return
    }
    switch name {
    case "-e": words.append(.command(value))
    case "--data": result.dataDirectory = value
    case "--format": result.format = try choice(name, value, \.rawValue)
    case "--color": result.colour = try choice(name, value, \.rawValue)
    case "--print":
      let page = try choice(name, value, \.rawValue) as ShellPage
      if result.mode != .help { result.mode = .page(page) }
    case "--instructions":
      result.instructions = try choice(name, value, \.name) as Processor.Level
    case "--threads":
      guard let count = Int(value), (1...1024).contains(count) else {
        throw UsageError(
          message: "‘--threads’ needs a whole number between 1 and 1024, found ‘\(value)’",
          hint: nil)
      }
      result.threads = count
    default:
      guard let seed = UInt64(value), seed <= UInt64(Int.max) else {
        throw UsageError(
          message: "‘--seed’ needs a whole number from 0, found ‘\(value)’", hint: nil)
      }
      result.seed = seed
    }
  }

  private func choice<Choice: CaseIterable>(
    _ name: String, _ value: String, _ word: KeyPath<Choice, String>
  ) throws(UsageError) -> Choice {
    if let choice = Choice.allCases.first(where: { $0[keyPath: word] == value }) { return choice }
    let allowed = ValueType.either(Choice.allCases.map { $0[keyPath: word] })
    throw UsageError(message: "‘\(name)’ needs \(allowed), found ‘\(value)’", hint: nil)
  }

  /// Decides the mode from the words in their order.
  private mutating func settle() throws(UsageError) {
    switch result.mode {
    case .help, .version, .page: return
    default: break
    }
    if case .file(let verb)? = words.first, Invocation.verbs.contains(verb) {
      try settle(verb)
    } else if !words.isEmpty {
      result.mode = .run(words)
    }
    if result.isExact {
      guard case .check = result.mode else {
        throw UsageError(message: "‘--exact’ goes with ‘check’ only", hint: nil)
      }
    }
    if case .sweep = result.mode { return }
    if let sweepOption {
      throw UsageError(message: "‘\(sweepOption)’ goes with ‘sweep’ only", hint: nil)
    }
    if let several = result.parameters.first(where: { $0.name.contains(",") }) {
      throw UsageError(
        message: "‘\(several.name)=…’ gives several parameters values, which ‘sweep’ does",
        hint: "pollard sweep FILE \(several.name)=@FILE.csv")
    }
  }

  private mutating func settle(_ verb: String) throws(UsageError) {
    var files: [String] = []
    for word in words.dropFirst() {
      guard case .file(let file) = word else {
        throw UsageError(message: "‘-e’ does not go with ‘\(verb)’", hint: nil)
      }
      files.append(file)
    }
    switch verb {
    case "sweep":
      try sweep.settle(files, result.parameters)
      result.parameters = []
      result.mode = .sweep(sweep)
    case "diff":
      guard files.count == 2 else {
        throw UsageError(
          message: "‘diff’ needs two files, found \(files.count)",
          hint: "pollard diff FILE FILE")
      }
      result.mode = .diff(files[0], files[1])
    default:
      guard !files.isEmpty else {
        throw UsageError(
          message: "‘\(verb)’ needs a session file", hint: "pollard \(verb) FILE...")
      }
      result.mode = verb == "check" ? .check(files) : .record(files)
    }
  }
}
