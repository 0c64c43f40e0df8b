import CCSV
import CZlib

extension Dataset {
  /// The libraries the readers use, such as `zlib 1.2.13`.
  public static var libraries: [String] {
    ["zlib \(String(cString: zlibVersion()))", "libcsv \(CSV_MAJOR).\(CSV_MINOR).\(CSV_RELEASE)"]
  }
}
