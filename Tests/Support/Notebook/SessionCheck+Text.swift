import Notebook
import Sessions
import Tensors
import TestSupport
import Workspaces

extension SessionCheck {
  /// What `check` finds of a session.
  ///
  /// - Parameters:
  ///   - seed: the seed of the shell line.
  ///   - start: lines that run before the session's own.
  package static func of(
    _ text: String, _ commands: CommandSet, exactly: Bool = false, seed: UInt64? = nil,
    threads: Int = 0, after start: [String] = []
  ) -> SessionCheck {
    let scratch = Scratch()
    let path = scratch.file("a.pollard", text)
    var configuration = EngineConfiguration()
    configuration.threads = threads
    var check = SessionCheck(path: path, exactly: exactly)
    check.run {
      let rerun = try SessionRerun(
        path, commands, configuration: configuration, seed: seed, stop: StopFlag(),
        progress: SilentProgress())
      rerun.engine.run(start)
      return rerun
    }
    return check
  }

  /// Whether nothing differs.
  package var isSame: Bool { if case .same = outcome { true } else { false } }
}
