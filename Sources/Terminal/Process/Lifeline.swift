import Foundation
import Sweeps

#if canImport(Glibc)
  import Glibc
#endif

/// Ties a run to the sweep that started it: its standard input is a pipe that the sweep holds open,
/// so that however the sweep ends, its runs end.
enum Lifeline {
  /// Set for runs whose standard input is such a pipe.
  static let variable = "POLLARD_LIFELINE"

  /// Begins to watch the pipe, if there is one, and to keep the claim.
  static func watch(_ claim: PointClaim) {
    let descriptor: Int32 = getenv(variable) == nil ? -1 : 0
    Thread.detachNewThread {
      var beaten = ContinuousClock.now
      while true {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let found = poll(&waiting, 1, Int32(PointClaim.beat * 1000))
        var byte: UInt8 = 0
        if found > 0, read(descriptor, &byte, 1) == 0 { _exit(ExitCode.interrupted) }
        guard ContinuousClock.now - beaten >= .seconds(PointClaim.beat - 1) else { continue }
        beaten = ContinuousClock.now
        if !claim.keep() { _exit(ExitCode.elsewhere) }
      }
    }
  }
}
