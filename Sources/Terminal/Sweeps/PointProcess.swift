import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A run of a point as a process of its own.
final class PointProcess: PointRun {
  let number: pid_t
  private let lifeline: Int32
  private var ending: PointEnding?

  /// Starts this program with other words.
  ///
  /// - Parameters:
  ///   - words: without the program's name.
  ///   - log: what it says is added there.
  /// - Throws: the number of the C library's error.
  init(_ words: [String], log: String) throws(POSIXError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    // No other run holds this one's end open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own: Ctrl-C is for the sweep, which passes it on.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let program = Self.program
    var environment = ProcessInfo.processInfo.environment
    environment[Lifeline.variable] = "1"
    let variables = environment.map { "\($0.key)=\($0.value)" }
    var process = pid_t()
    let arguments = ([program] + words).map { strdup($0) } + [nil]
    let settings = variables.map { strdup($0) } + [nil]
    defer { (arguments + settings).forEach { free($0) } }
    let failure = posix_spawn(&process, program, &actions, &attributes, arguments, settings)
    guard failure == 0 else {
      close(ends[1])
      throw POSIXError(.init(rawValue: failure) ?? .EIO)
    }
    number = process
    lifeline = ends[1]
  }

  deinit { close(lifeline) }

  /// Where this program really lies, whatever it was called by.
  static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
  }

  /// How it ended; nil while it runs.
  func ended() -> PointEnding? {
    if ending != nil { return ending }
    var status: Int32 = 0
    let found = waitpid(number, &status, WNOHANG)
    guard found != 0, !(found < 0 && errno == EINTR) else { return nil }
    let signal = status & 0x7F
    ending = found < 0 ? .code(-1) : signal == 0 ? .code((status >> 8) & 0xFF) : .signal(signal)
    return ending
  }

  /// Passes Ctrl-C on: the run keeps what it has and ends.
  func interrupt() { if ended() == nil { kill(number, SIGINT) } }

  func end() { if ended() == nil { kill(number, SIGKILL) } }
}
