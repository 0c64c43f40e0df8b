import CCSV

/// A row of a CSV file, as libcsv quotes it.
public enum CSVLine {
  /// The fields with commas between them and a line break behind.
  public static func text(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    var bytes = [UInt8](field.utf8)
    var out = [UInt8](repeating: 0, count: bytes.count * 2 + 2)
    let written = csv_write(&out, out.count, &bytes, bytes.count)
    return String(decoding: out.prefix(min(written, out.count)), as: UTF8.self)
  }
}
