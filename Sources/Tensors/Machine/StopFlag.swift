import Synchronization

/// A request to stop long work, raised by a signal handler and looked at between operations.
public final class StopFlag: Sendable {
  private let requests = Atomic<Int>(0)

  /// A flag that nobody raised.
  public init() {}

  /// How many times a stop was asked for since the last `clear()`.
  public var count: Int { requests.load(ordering: .relaxed) }

  /// Whether a stop was asked for since the last `clear()`.
  public var isRaised: Bool { count > 0 }

  /// Safe inside a signal handler.
  @discardableResult
  public func raise() -> Int { requests.add(1, ordering: .relaxed).newValue }

  /// Takes all requests back.
  public func clear() { requests.store(0, ordering: .relaxed) }
}
