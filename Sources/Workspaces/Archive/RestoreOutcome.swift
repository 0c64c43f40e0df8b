/// What became of the weights beside a session.
public enum RestoreOutcome: Hashable, Sendable {
  /// - Parameter skippedLog: where epochs were logged and are no longer, for the session's own line
  ///   may not write there.
  case restored(skippedLog: String?)
  /// There are none.
  case missing
  /// There are some, but the lines have to run again; with the reason.
  case unusable(String)

  /// Whether the state is back without a line being run.
  public var isRestored: Bool { if case .restored = self { true } else { false } }
}
