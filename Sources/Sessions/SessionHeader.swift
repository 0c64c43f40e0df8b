import Language

/// The `#!` lines at the top of a session file.
public struct SessionHeader: Hashable, Sendable {
  /// The format this program writes, and the newest it reads.
  public static let format = 1
  /// What the first line begins with, before the version.
  public static let opening = "#! pollard session "

  /// The fields in their order, unknown ones too.
  public var fields: [Field] = []

  /// A line `#! KEY: VALUE` of the header.
  public struct Field: Hashable, Sendable {
    /// The word before the colon.
    public let key: String
    /// The text after it.
    public var value: String
  }

  /// A header without fields.
  public init() {}

  /// True if `text` begins as a session, after a line for the shell if there is one.
  public static func isSession(_ text: String) -> Bool {
    text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).prefix(2)
      .contains { $0.hasPrefix(opening) }
  }

  /// The value of a field; nil where there is none.
  public subscript(key: String) -> String? {
    get { fields.first { $0.key == key }?.value }
    set {
      let index = fields.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): fields[index].value = value
      case (let index?, nil): fields.remove(at: index)
      case (nil, let value?): fields.append(Field(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The seed before the first line; as with `seed N`, at most the largest `Int`.
  public var seed: UInt64? { self["seed"].flatMap { Int($0) }.flatMap { UInt64(exactly: $0) } }
  /// The name of the arithmetic that it was recorded with.
  public var arithmetic: String? { self["arithmetic"] }

  /// Parameters that came from the shell line.
  public var parameters: [(name: String, value: String)] {
    guard let words = try? Lexer.words(self["parameters"] ?? "") else { return [] }
    return words.compactMap { word in word.key.map { ($0, word.text) } }
  }

  /// The lines, the opening one first.
  var lines: [String] {
    ["\(Self.opening)\(Self.format)"] + fields.map { "#! \($0.key): \($0.value)" }
  }
}
