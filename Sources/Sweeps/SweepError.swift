/// Why a sweep cannot begin.
public struct SweepError: Error, Hashable, Sendable {
  /// One sentence: expected, found.
  public let message: String
  /// A way out.
  public let hint: String?

  /// A reason, and a way out if there is one.
  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
