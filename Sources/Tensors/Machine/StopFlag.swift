import Synchronization

/// A request to stop long work, raised by a signal handler or where memory is short, and looked at
/// between operations.
public final class StopFlag: Sendable {
  private let requests = Atomic<Int>(0)
  private let isShort = Atomic<Bool>(false)
  private let found = Mutex<MemoryShortage?>(nil)

  /// A flag that nobody raised.
  public init() {}

  /// How many times a stop was asked for since the last `clear()`.
  public var count: Int { requests.load(ordering: .relaxed) }

  /// Whether a stop was asked for since the last `clear()`, or memory is short.
  public var isRaised: Bool { count > 0 || lacksMemory }

  /// Safe inside a signal handler.
  @discardableResult
  public func raise() -> Int { requests.add(1, ordering: .relaxed).newValue }

  /// Takes all requests back.
  public func clear() {
    requests.store(0, ordering: .relaxed)
    clearShortage()
  }

  /// Whether memory is what ends the work.
  public var lacksMemory: Bool { isShort.load(ordering: .relaxed) }

  /// What was asked for and was not there; nil where memory ran out unasked.
  public var shortage: MemoryShortage? { found.withLock { $0 } }

  /// Ends the work because memory ran out; asks for none, and may be called on any thread.
  public func raiseForMemory() { isShort.store(true, ordering: .relaxed) }

  /// Asks for the bytes that the work is about to take; raises the flag where they are not there.
  public func require(_ bytes: Double) {
    do throws(MemoryShortage) {
      try AvailableMemory.require(bytes)
    } catch {
      found.withLock { $0 = error }
      raiseForMemory()
    }
  }

  /// Takes back that memory is short.
  public func clearShortage() {
    found.withLock { $0 = nil }
    isShort.store(false, ordering: .relaxed)
  }
}
