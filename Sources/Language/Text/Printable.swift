/// Text that a terminal shows as it is.
public enum Printable {
  /// `text` with tabs as one blank and every other control character as `·`, so that nothing typed
  /// or read from a file can steer the terminal. Newlines stay if `keepingNewlines`.
  public static func of(_ text: String, keepingNewlines: Bool = false) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == "\n" && keepingNewlines {
        result.unicodeScalars.append(scalar)
      } else if scalar == "\t" {
        result.append(" ")
      } else {
        result.unicodeScalars.append(isControl(scalar) ? "·" : scalar)
      }
    }
    return result
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
