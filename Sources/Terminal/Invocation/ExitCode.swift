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
  /// Ctrl-C ended it; 128 and the number of the signal, as shells have it.
  public static let interrupted: Int32 = 130
}
