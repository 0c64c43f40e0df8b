import Foundation
import Synchronization

/// Work of a library that looks at no stop flag.
public enum Errand {
  private final class Result<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
    let isDone = DispatchSemaphore(value: 0)
  }

  /// What `body` gives; it runs on a thread of its own, and is left behind when a stop is asked
  /// for.
  ///
  /// - Returns: nil where it was left.
  public static func run<Value: Sendable>(
    stop: StopFlag, _ body: @escaping @Sendable () -> Value
  ) -> Value? {
    let result = Result<Value>()
    let thread = Thread {
      let value = body()
      result.value.withLock { $0 = value }
      result.isDone.signal()
    }
    // What a deeply nested text needs.
    thread.stackSize = 8 << 20
    thread.start()
    while result.isDone.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
      if stop.isRaised { return nil }
    }
    return result.value.withLock { $0 }
  }
}
