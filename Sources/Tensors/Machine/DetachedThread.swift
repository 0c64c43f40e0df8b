import Glibc

/// A thread that nobody waits for. Its stack is its own size, whatever `ulimit -s` says.
enum DetachedThread {
  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  /// Runs `body` on a new thread.
  ///
  /// - Parameter stack: bytes.
  /// - Returns: whether there is one; none where the system gives no more, or memory no stack.
  static func start(stack: Int, _ body: @escaping () -> Void) -> Bool {
    // A stack that takes the last of a narrow bound would end whatever comes next.
    guard (try? AvailableMemory.require(Double(stack))) != nil else { return false }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stack)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let retained = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, &attributes,
      { raw in
        let body = Unmanaged<Body>.fromOpaque(raw!).takeRetainedValue()
        body.run()
        return nil
      }, retained.toOpaque())
    if failure != 0 { retained.release() }
    return failure == 0
  }
}
