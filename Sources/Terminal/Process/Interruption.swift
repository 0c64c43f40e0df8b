import Glibc
import Synchronization
import Tensors

/// Signals, turned into flags and a byte in a pipe that wakes the prompt.
enum Interruption {
  /// Raised by Ctrl-C.
  static let flag = StopFlag()
  /// True at the prompt, which no Ctrl-C ends: what it holds would be lost.
  private static let isPrompt = Atomic<Bool>(false)
  /// The signal that asks the prompt to leave, or 0.
  static let leaving = Atomic<Int32>(0)
  static let wasResized = Atomic<Bool>(false)
  private static let wakeWriter = Atomic<Int32>(-1)
  private static let wakeReader = Atomic<Int32>(-1)

  /// Handles Ctrl-C: work stops at its next look at the flag; of a script the second one does not
  /// wait for it.
  static func install() {
    // Touched here, so that no handler is the first to make them.
    flag.clear()
    isPrompt.store(false, ordering: .relaxed)
    leaving.store(0, ordering: .relaxed)
    wasResized.store(false, ordering: .relaxed)
    wakeWriter.store(-1, ordering: .relaxed)
    wakeReader.store(-1, ordering: .relaxed)
    handle(SIGINT) { _ in
      let count = Interruption.flag.raise()
      if count > 1, !Interruption.isPrompt.load(ordering: .relaxed) { _exit(130) }
      Interruption.wake()
    }
  }

  /// Handles what `mpiexec` and schedulers send before they kill: as Ctrl-C.
  static func installForTermination() {
    handle(SIGTERM) { _ in Interruption.flag.raise() }
  }

  /// Handles what only the prompt needs: changes of the window's size, requests to end.
  ///
  /// - Returns: the descriptor to wait on beside standard input.
  static func installForPrompt() -> Int32 {
    isPrompt.store(true, ordering: .relaxed)
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      }
      wakeReader.store(ends[0], ordering: .relaxed)
      wakeWriter.store(ends[1], ordering: .relaxed)
    }
    handle(SIGWINCH) { _ in
      Interruption.wasResized.store(true, ordering: .relaxed)
      Interruption.wake()
    }
    for number in [SIGTERM, SIGHUP] {
      handle(number) { number in
        Interruption.leaving.store(number, ordering: .relaxed)
        Interruption.flag.raise()
        Interruption.wake()
      }
    }
    return ends[0]
  }

  /// Takes the bytes out of the pipe.
  static func drain() {
    let descriptor = wakeReader.load(ordering: .relaxed)
    var bytes = [UInt8](repeating: 0, count: 64)
    while descriptor >= 0, read(descriptor, &bytes, bytes.count) > 0 {}
  }

  private static func wake() {
    let descriptor = wakeWriter.load(ordering: .relaxed)
    guard descriptor >= 0 else { return }
    let saved = errno
    var byte: UInt8 = 0
    _ = write(descriptor, &byte, 1)
    errno = saved
  }

  private static func handle(_ number: Int32, _ handler: @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigemptyset(&action.sa_mask)
    // No read of a file is disturbed; what waits for a person waits in poll, which is.
    action.sa_flags = Int32(SA_RESTART)
    sigaction(number, &action, nil)
    // A parent that blocks a signal hands that down to its children.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
