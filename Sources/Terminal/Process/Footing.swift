import Allocation
import Glibc
import Language
import Tensors

/// What the program stands on: memory, its stack, the terminal as it was found.
enum Footing {
  /// Bytes of the stack that every command runs in.
  private static let stack = 512 << 10
  /// Bytes of address space that are given back where memory runs out, so that a command can end.
  private static let reserve = 32 << 20

  /// To be called before anything else.
  ///
  /// - Returns: what is missing, where the program cannot run.
  static func prepare() -> Diagnostic? {
    allocation_remember_terminal()
    var limit = rlimit()
    let isKnown = getrlimit(Int32(RLIMIT_STACK.rawValue), &limit) == 0
    if isKnown, limit.rlim_cur < rlim_t(stack) {
      return Diagnostic(
        .outOfMemory,
        "the stack may have \(limit.rlim_cur >> 10) kB, and pollard needs \(stack >> 10) kB",
        hint: "‘ulimit -s 8192’ gives it 8 MB")
    }
    keepWords()
    guard AvailableMemory.isBounded else { return nil }
    // Main's own frames lie on it already.
    allocation_be_frugal(stack / 2)
    keepReserve()
    return nil
  }

  /// Sets memory aside again, if some was given back.
  static func keepReserve() {
    guard allocation_reserved() == 0, AvailableMemory.isBounded else { return }
    let share = AvailableMemory.least.left / 4
    allocation_reserve(min(reserve, share)) { Interruption.flag.raiseForMemory() }
  }

  /// Restores the terminal and ends at once: libraries that tidy up at an exit may wait for ever.
  static func end(_ code: Int32) -> Never {
    allocation_restore_terminal()
    fflush(nil)
    _exit(code)
  }

  /// What is said where memory runs out so that not even an error can be made.
  ///
  /// - Parameter output: for standard output: a line of JSON that says the same.
  static func keepWords(output: String? = nil, atPrompt isPrompt: Bool = false) {
    let kept = isPrompt ? "; the next start offers the session" : ""
    let words = """
      error: memory ran out, and the program ends\(kept)
        hint: smaller batches (‘data … batch=’), data or networks need less

      """
    let before = self.words
    self.words = (output.flatMap { strdup($0) }, strdup(words))
    allocation_last_words(self.words.output, self.words.errors, ExitCode.failure)
    free(before.output)
    free(before.errors)
  }

  private nonisolated(unsafe) static var words:
    (output: UnsafeMutablePointer<CChar>?, errors: UnsafeMutablePointer<CChar>?) = (nil, nil)
}
