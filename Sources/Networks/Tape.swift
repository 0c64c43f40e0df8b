import Tensors

/// A batch of activations and, once the tape has run back to it, its gradient.
public final class Variable {
  public let value: Activations
  /// Whether a gradient is wanted.
  public let isTracked: Bool
  public private(set) var gradient: Activations?

  public init(_ value: Activations, tracked: Bool) {
    self.value = value
    isTracked = tracked
  }

  /// Adds to the gradient.
  public func accumulate(_ part: Activations) {
    guard isTracked else { return }
    gradient = gradient.map { $0.adding(part) } ?? part
  }

  /// Hands the gradient over; it is needed once.
  func takeGradient() -> Activations? {
    defer { gradient = nil }
    return gradient
  }
}

/// The operations of a forward pass, each with the way back.
public final class Tape {
  private var pullbacks: [() -> Void] = []

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
  public init() {}
}
