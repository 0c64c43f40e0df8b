import Language

/// The exit codes of the program. They are a contract.
public enum ExitCode {
  /// All went well.
  public static let success: Int32 = 0
  /// `check` or `diff` found a difference, or an `assert` does not hold.
  public static let difference: Int32 = 1
  /// The shell line is wrong.
  public static let usage: Int32 = 64
  /// A command failed.
  public static let failure: Int32 = 65
  /// A file of the shell line, or the data of a checked session, is not there.
  public static let missing: Int32 = 66
  /// Our bug.
  public static let bug: Int32 = 70
  /// Results could not be written.
  public static let output: Int32 = 74
  /// Another process runs the point of a sweep (EX_TEMPFAIL of sysexits).
  public static let elsewhere: Int32 = 75
  /// Ctrl-C ended it; 128 and the number of the signal, as shells have it.
  public static let interrupted: Int32 = 130

  /// That of a line that failed.
  ///
  /// - Parameter isPartial: part of its work was done and is kept, as where the disk fills while a
  ///   network trains; what could not be written is then no result of the line.
  static func of(_ diagnostic: Diagnostic, isPartial: Bool = false) -> Int32 {
    switch diagnostic.code {
    case .internal: bug
    case .assertionFailed: difference
    case .cannotWrite where !isPartial: output
    default: failure
    }
  }
}
