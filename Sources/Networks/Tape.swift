import Tensors

/// The operations of a forward pass, each with the way back.
public final class Tape {
  private var pullbacks: [() -> Void] = []

  /// A tape that nothing was recorded on.
  public init() {}

  func record(_ pullback: @escaping () -> Void) { pullbacks.append(pullback) }

  /// Runs back from the end; what an operation kept is let go as soon as it has run.
  ///
  /// - Throws: `Interruption` where `stop` is raised between two operations.
  public func runBack(stop: StopFlag?) throws(Interruption) {
    while let pullback = pullbacks.popLast() {
      if stop?.isRaised == true {
        pullbacks = []
        throw Interruption()
      }
      pullback()
    }
  }
}

/// Work was asked to stop between two operations; nothing of the step was kept.
public struct Interruption: Error {
  /// The error that a raised stop flag becomes.
  public init() {}
}
