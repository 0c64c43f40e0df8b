/// A place in a text as people count it: lines and characters, both from 1.
public struct TextPosition: Hashable, Sendable {
  /// From 1.
  public var line: Int
  /// From 1, in characters.
  public var column: Int

  /// The place of a line and a column, both from 1.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of the byte at `offset` of `text`.
  public init(of offset: Int, in text: String) {
    let bytes = text.utf8
    let before = bytes.prefix(max(0, min(offset, bytes.count)))
    let lastBreak = before.lastIndex(of: UInt8(ascii: "\n"))
    let start = lastBreak.map { before.index(after: $0) } ?? before.startIndex
    line = before.count { $0 == UInt8(ascii: "\n") } + 1
    column = String(decoding: before[start...], as: UTF8.self).count + 1
  }
}
