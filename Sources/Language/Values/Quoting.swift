/// Writes a text so that the lexer reads it back as one word.
public enum Quoting {
  /// The text itself where it is one word; else in quotes, with backslash, quote and `$` escaped.
  public static func quoted(_ text: String) -> String {
    let special = text.utf8.contains {
      $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "#") || $0 == 0x7F
        || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "=")
    }
    guard special || text.isEmpty else { return text }
    let escaped =
      text
      .replacing("\\", with: "\\\\")
      .replacing("\"", with: "\\\"")
      .replacing("$", with: "$$")
    return "\"\(escaped)\""
  }
}
