import Foundation
import Synchronization

/// Work of a library that looks at no stop flag.
public enum Errand {
  private final class Result<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
    let isDone = DispatchSemaphore(value: 0)
  }

  /// Bytes that a deeply nested text needs.
  private static let stack = 8 << 20

  /// What `body` gives; it runs on a thread of its own, and is left behind when a stop is asked
  /// for.
  ///
  /// - Returns: nil where it was left, or where memory has no room for the thread.
  public static func run<Value: Sendable>(
    stop: StopFlag, _ body: @escaping @Sendable () -> Value
  ) -> Value? {
    let result = Result<Value>()
    let isStarted = DetachedThread.start(stack: stack) {
      let value = body()
      result.value.withLock { $0 = value }
      result.isDone.signal()
    }
    guard isStarted else {
      stop.raiseForMemory()
      return nil
    }
    while result.isDone.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
      if stop.isRaised { return nil }
    }
    return result.value.withLock { $0 }
  }
}
