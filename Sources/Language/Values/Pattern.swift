/// A name in which `*` stands for any run of characters.
public struct Pattern: Hashable, Sendable {
  /// As typed.
  public let text: String
  private let pieces: [String]

  /// A pattern; every text is one.
  public init(_ text: String) {
    self.text = text
    pieces = text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
  }

  /// True if the pattern has no `*` and so names one thing.
  public var isName: Bool { pieces.count == 1 }

  /// True if `name` fits from its first to its last character.
  public func matches(_ name: String) -> Bool {
    if isName { return name == text }
    var rest = Substring(name)
    guard rest.hasPrefix(pieces[0]) else { return false }
    rest = rest.dropFirst(pieces[0].count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(pieces[pieces.count - 1])
  }
}
