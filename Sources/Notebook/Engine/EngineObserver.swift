/// Listens to an engine. A front shows what a command runs by itself, autosave keeps what is at the
/// end of an epoch. Whatever is left out does nothing.
public protocol EngineObserver: AnyObject {
  /// A line that a command such as `replay` runs by itself, or the prose before one.
  func willRun(inner line: String)
  /// What came of such a line.
  func didRun(inner turn: Turn)
  /// Whether to go on, before each line of `replay FILE step`.
  func allows(step line: String) -> Bool
  /// The end of an epoch of a training.
  func didReach(_ edge: TrainingEdge)
  /// Another session is about to take the place of one in which something was trained and not
  /// saved.
  ///
  /// - Returns: whether it is kept for the next start.
  func willPutAway() -> Bool
}

extension EngineObserver {
  public func willRun(inner line: String) {}
  public func didRun(inner turn: Turn) {}
  public func allows(step line: String) -> Bool { true }
  public func didReach(_ edge: TrainingEdge) {}
  public func willPutAway() -> Bool { false }
}
