#if canImport(Glibc)
  import Glibc
#endif

/// The size of the terminal.
public enum Screen {
  /// COLUMNS if it is set, else the terminal's own width, else nil.
  public static func width(environment: [String: String], descriptor: Int32) -> Int? {
    if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
    return size(descriptor).flatMap { $0.ws_col > 0 ? Int($0.ws_col) : nil }
  }

  /// The terminal's lines; nil off a terminal.
  public static func height(descriptor: Int32) -> Int? {
    size(descriptor).flatMap { $0.ws_row > 0 ? Int($0.ws_row) : nil }
  }

  private static func size(_ descriptor: Int32) -> winsize? {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
  }
}
