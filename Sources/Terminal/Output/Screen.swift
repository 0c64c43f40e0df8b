#if canImport(Glibc)
  import Glibc
#endif

/// The size of the terminal.
public enum Screen {
  /// COLUMNS if it is set, else the terminal's own width, else nil.
  public static func width(environment: [String: String], descriptor: Int32) -> Int? {
    if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
