/// What can be typed after a verb, and what it means: the source of binding, help and completion.
public struct Signature: Hashable, Sendable {
  /// A line that can be typed, and what it does.
  public struct Example: Hashable, Sendable {
    /// As it would be typed; a test runs it.
    public let line: String
    /// What it is for, one line; empty where the line says it.
    public let note: String

    /// An example of the manual page.
    public init(_ line: String, _ note: String = "") {
      self.line = line
      self.note = note
    }
  }

  /// A word that the first subject may be, with options of its own.
  public struct Variant: Hashable, Sendable {
    /// The word that is typed first.
    public let name: String
    /// One line without a full stop.
    public let summary: String
    /// Those of this variant alone; the options of the signature hold as well.
    public let options: [Parameter]
    /// Lines for its own manual page.
    public let examples: [Example]
    /// Paragraphs of long help.
    public let details: String

    /// A variant; `help VERB NAME` prints it as a page of its own.
    public init(
      _ name: String, _ summary: String, options: [Parameter], examples: [Example] = [],
      details: String = ""
    ) {
      self.name = name
      self.summary = summary
      self.options = options
      self.examples = examples
      self.details = details
    }
  }

  /// The full verb: `train`, or with a sub-verb `gate attach`.
  public let verb: String
  /// The heading of `help` it is listed under.
  public let group: String
  /// One line without a full stop.
  public let summary: String
  /// What is typed by place, in order.
  public let positionals: [Parameter]
  /// Those that no variant has to itself.
  public let options: [Parameter]
  /// What the first subject may be, where that brings options of its own.
  public let variants: [Variant]
  /// If any `key=value` may be given, what to call it in the synopsis: `NAME=VALUE`.
  public let openOptions: String?
  /// Keys that complete them, by the first subject; under "" for commands without one.
  public let openKeys: [String: [Candidate]]
  /// What is known of the values of such keys.
  public let openParameters: [Parameter]
  /// Lines for the manual page.
  public let examples: [Example]
  /// Paragraphs of long help.
  public let details: String
  /// What other programs call the command, for a hint where that is typed.
  public let otherNames: [String]
  /// What other programs call its words and options, in small letters, and what they are called
  /// here: `padding` is `pad`.
  public let otherWords: [String: String]

  /// A command; what is left out, it does not take.
  public init(
    _ verb: String, group: String, _ summary: String, positionals: [Parameter] = [],
    options: [Parameter] = [], variants: [Variant] = [], openOptions: String? = nil,
    openKeys: [String: [Candidate]] = [:], openParameters: [Parameter] = [],
    examples: [Example] = [], details: String = "",
    otherNames: [String] = [], otherWords: [String: String] = [:]
  ) {
    self.verb = verb
    self.group = group
    self.summary = summary
    self.positionals = positionals
    self.options = options
    self.variants = variants
    self.openOptions = openOptions
    self.openKeys = openKeys
    self.openParameters = openParameters
    self.examples = examples
    self.details = details
    self.otherNames = otherNames
    self.otherWords = otherWords
  }

  /// The words of the verb, one or two.
  public var words: [String] { verb.split(separator: " ").map(String.init) }

  /// The option of all variants with this key.
  public func option(named key: String) -> Parameter? { options.first { $0.name == key } }

  /// The options behind a first subject; nil for one that was not typed.
  public func options(of subject: String?) -> [Parameter] {
    (variant(subject)?.options ?? []) + options
  }

  /// The variant that a first subject names.
  public func variant(_ subject: String?) -> Variant? { variants.first { $0.name == subject } }

  /// Every option, those of the variants too, each name once.
  public var allOptions: [Parameter] {
    var seen = Set<String>()
    return (options + variants.flatMap(\.options)).filter { seen.insert($0.name).inserted }
  }

  /// The command as it is with one variant: its manual page, its synopsis.
  public func narrowed(to variant: Variant) -> Signature {
    Signature(
      "\(verb) \(variant.name)", group: group, variant.summary,
      positionals: Array(positionals.dropFirst()), options: variant.options + options,
      examples: variant.examples, details: variant.details, otherWords: otherWords)
  }

  /// The subject at `index`; the last one repeats if it is variadic.
  public func positional(at index: Int) -> Parameter? {
    if index < positionals.count { return positionals[index] }
    if let last = positionals.last, case .variadic = last.arity { return last }
    return nil
  }

  /// One line: `gate attach PATTERN… [kind=dynamic|static]`.
  public var synopsis: String {
    ([verb] + positionals.map(Self.synopsis(positional:)) + options.map(Self.synopsis(option:))
      + (variants.isEmpty ? [] : ["[KEY=VALUE…]"])
      + (openOptions.map { [$0 + "…"] } ?? [])).joined(separator: " ")
  }

  /// What a word of other programs is called here; itself where it is no such word.
  func ownWord(for word: String) -> String { otherWords[word.lowercased()] ?? word }

  /// The first of some lines that has an option, or anything behind the verb.
  ///
  /// - Parameter option: its key; nil asks for more than the verb.
  func example(_ option: String?, among lines: [String]) -> String? {
    lines.first { line in
      option.map { line.contains(" \($0)=") } ?? (line.utf8.count > verb.utf8.count)
    }
  }

  /// `it is written ‘…’, for example ‘…’`.
  ///
  /// - Parameter name: what the example is to have.
  func written(with name: String? = nil) -> String {
    let option = name.flatMap { name in options.first { $0.name == name } }
    let example = example(option?.name, among: examples.map(\.line))
    return "it is written ‘\(synopsis)’" + (example.map { ", for example ‘\($0)’" } ?? "")
  }

  private static func synopsis(positional: Parameter) -> String {
    let choices = positional.literals.joined(separator: "|")
    let text: String
    if case .choice = positional.type, positional.literals.count <= 6 {
      text = choices
    } else {
      text = ([positional.name] + positional.words).joined(separator: "|")
    }
    switch positional.arity {
    case .required: return text
    case .optional: return "[\(text)]"
    case .variadic(let minimum): return minimum > 0 ? "\(text)…" : "[\(text)…]"
    }
  }

  private static func synopsis(option: Parameter) -> String {
    var value = placeholder(option.type)
    if !option.words.isEmpty { value = ([value] + option.words).joined(separator: "|") }
    let text = "\(option.name)=\(value)"
    return option.arity == .required ? text : "[\(text)]"
  }

  /// What stands for a value in a synopsis.
  public static func placeholder(_ type: ValueType) -> String {
    switch type {
    case .integer: "N"
    case .real: "X"
    case .percent: "P%"
    case .shape: "CxHxW"
    case .duration: "TIME"
    case .energy: "ENERGY"
    case .size: "SIZE"
    case .name: "NAME"
    case .text: "TEXT"
    case .path: "FILE"
    case .pattern: "PATTERN"
    case .channels: "LAYER[N,…]"
    case .range: "N-M"
    case .condition: "KEY>=VALUE"
    // More words than a line holds are for the table below it.
    case .choice(let words): words.count > 8 ? "NAME" : words.joined(separator: "|")
    case .list(of: .choice(let words)): words.joined(separator: ",")
    case .list(let type): placeholder(type) + ",…"
    }
  }
}
