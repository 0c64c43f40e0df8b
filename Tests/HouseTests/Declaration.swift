/// A declaration of a Swift file as the house writes it: one a line, modifiers before its keyword.
struct Declaration: Sendable {
  var keyword: String
  /// The name; of an extension, the type.
  var name: String
  /// Of its keyword and its last brace, from 1; `end` is the line itself where there is no body.
  var line: Int
  var end: Int
  var modifiers: Set<String>
  /// From the keyword to the brace or the end of its line.
  var header: String
  var hasBody = false
  var hasComment = false
  /// What it stands in, outermost first.
  var enclosing: [Declaration] = []

  static let types: Set<String> = ["struct", "class", "enum", "protocol", "actor", "extension"]
  static let functions: Set<String> = ["func", "init", "deinit", "subscript", "var"]

  var isType: Bool { Self.types.contains(keyword) }
  var isFunction: Bool { hasBody && Self.functions.contains(keyword) }
  var length: Int { end - line + 1 }

  /// `Trainer.step`.
  var path: String { (enclosing.map(\.name) + [name]).joined(separator: ".") }

  /// What a type or an extension says it conforms to, or inherits from.
  var inherited: [String] {
    let head = header.prefix { $0 != "{" }.split(separator: " where ").first ?? ""
    guard isType, let colon = Self.outerColon(head) else { return [] }
    return head[head.index(after: colon)...].split { ",& ".contains($0) }.map(String.init)
  }

  /// The colon after the generic parameters.
  private static func outerColon(_ head: Substring) -> String.Index? {
    var depth = 0
    return head.indices.first {
      if head[$0] == "<" { depth += 1 }
      if head[$0] == ">" { depth -= 1 }
      return depth == 0 && head[$0] == ":"
    }
  }

  /// All declarations of a text, in its order; locals included.
  static func all(in text: String) -> [Declaration] {
    let original = text.split(separator: "\n", omittingEmptySubsequences: false)
    var reader = Reader()
    for (index, line) in SwiftSource(text).lines.enumerated() {
      if var found = declaration(line, index + 1) {
        found.hasComment = isCommented(original, index)
        reader.open(found)
      }
      reader.read(line, index + 1)
    }
    return reader.found.map { $0.labelled }
  }

  /// An initializer by its first label too: `init(rawValue`.
  private var labelled: Declaration {
    guard keyword == "init", let bracket = header.firstIndex(of: "(") else { return self }
    let label = header[header.index(after: bracket)...].drop { $0 == " " }
    var copy = self
    copy.name = "init(" + label.prefix { !" :)".contains($0) }
    return copy
  }

  /// What a line begins, if it begins a declaration.
  private static func declaration(_ line: String, _ number: Int) -> Declaration? {
    var modifiers: Set<String> = []
    var rest = line.drop { $0 == " " }
    while true {
      let word = rest.prefix { $0.isLetter || $0 == "@" }
      let after = rest.dropFirst(word.count)
      if keywords.contains(String(word)) {
        let name = nameless.contains(String(word)) ? word : self.name(after)
        return Declaration(
          keyword: String(word), name: String(name), line: number, end: number,
          modifiers: modifiers, header: "")
      }
      guard word.hasPrefix("@") || Self.modifiers.contains(String(word)) else { return nil }
      let argument = after.hasPrefix("(") ? after.prefix { $0 != ")" } + ")" : ""
      modifiers.insert(String(word + argument))
      rest = after.dropFirst(argument.count).drop { $0 == " " }
    }
  }

  private static func name(_ text: Substring) -> Substring {
    let name = text.drop { $0 == " " }
    let end = name.dropFirst().firstIndex {
      " (:,".contains($0) || $0 == "<" && name.first!.isLetter
    }
    return name[..<(end ?? name.endIndex)]
  }

  private static let nameless: Set<String> = ["init", "deinit", "subscript"]
  private static let keywords = types.union(functions).union([
    "let", "typealias", "associatedtype", "case",
  ])
  private static let modifiers: Set<String> = [
    "public", "package", "internal", "fileprivate", "private", "open", "static", "final", "class",
    "mutating", "nonmutating", "lazy", "weak", "unowned", "override", "convenience", "required",
    "indirect", "nonisolated", "consuming", "borrowing", "prefix", "infix", "postfix", "dynamic",
  ]

  /// Whether `///` stands above it, attributes between them.
  private static func isCommented(_ lines: [Substring], _ index: Int) -> Bool {
    let above = lines[..<index].last { !$0.drop { $0 == " " }.hasPrefix("@") }
    return above?.drop { $0 == " " }.hasPrefix("///") ?? false
  }
}
