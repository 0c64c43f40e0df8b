import Language
import Tensors

/// The places where the rooms below tie into the engine.
public struct EngineHooks: Sendable {
  /// Called before each command, to apply settings such as the thread count.
  public var prepare: @Sendable (Workspace, EngineConfiguration) -> Void = { _, _ in }
  /// Writes weights and state beside a session at `path`; gives the name of the file written, or
  /// nil if there was nothing to write.
  public var saveBeside:
    @Sendable (_ workspace: Workspace, _ path: String, _ checksum: String) throws -> String? = {
      _, _, _ in nil
    }
  /// Restores what was written beside the session at `path`, if it belongs to the cells of
  /// `checksum`.
  public var restoreBeside:
    @Sendable (
      _ workspace: inout Workspace, _ path: String, _ checksum: String,
      _ configuration: EngineConfiguration
    ) throws -> RestoreOutcome = {
      _, _, _, _ in .missing
    }
  /// The checksum of the data in use, for the header of a session.
  public var dataChecksum: @Sendable (Workspace) -> String? = { _ in nil }

  /// The names that complete a value: layers, networks, devices, whatever signatures ask for.
  public var names: @Sendable (Workspace, NameKind) -> [Candidate] = { _, _ in [] }

  public init() {}

  /// What the program runs with.
  public static let standard: EngineHooks = {
    var hooks = EngineHooks()
    hooks.prepare = { workspace, configuration in
      let asked = Setting.threads.integer(in: workspace)
      let chosen = asked > 0 ? asked : configuration.threads
      Processor.threads = chosen > 0 ? chosen : Processor.availableThreads
    }
    hooks.saveBeside = { try BesideFile.save($0, $1, $2) }
    hooks.restoreBeside = { try BesideFile.restore(&$0, $1, $2, $3.dataDirectory) }
    hooks.dataChecksum = { $0.data?.dataset.checksum.description }
    hooks.names = { workspace, kind in DomainNames.candidates(workspace, kind) }
    return hooks
  }()
}

/// What became of the weights beside a session.
public enum RestoreOutcome: Hashable, Sendable {
  case restored
  /// There are none.
  case missing
  /// There are some, but the lines have to run again; with the reason.
  case unusable(String)
}
