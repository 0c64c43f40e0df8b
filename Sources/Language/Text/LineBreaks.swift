/// Line breaks of other systems.
public enum LineBreaks {
  /// `text` with line feeds for `\r\n`, and a blank for any other `\r`.
  ///
  /// Bytes, not characters: `\r\n` is one character, and what a replacement leaves may be one
  /// again.
  public static func normalised(_ text: String) -> String {
    let carriage = UInt8(ascii: "\r")
    guard text.utf8.contains(carriage) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte != carriage {
        result.append(byte)
      } else if index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n") {
        result.append(UInt8(ascii: " "))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
