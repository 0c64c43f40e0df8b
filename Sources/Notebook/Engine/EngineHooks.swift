import Language
import Tensors

/// The places where the rooms below tie into the engine.
public struct EngineHooks: Sendable {
  /// Called before each command, to apply settings such as the thread count.
  public var prepare: @Sendable (Workspace, EngineConfiguration) -> Void = { _, _ in }
  /// The checksum of the data in use, for the header of a session.
  public var dataChecksum: @Sendable (Workspace) -> String? = { _ in nil }

  /// The names that complete a value: layers, networks, devices, whatever signatures ask for.
  public var names: @Sendable (Workspace, NameKind) -> [Candidate] = { _, _ in [] }

  public init() {}

  /// What the program runs with.
  public static let standard: EngineHooks = {
    var hooks = EngineHooks()
    hooks.prepare = { workspace, _ in
      Processor.threads = Setting.threadCount(in: workspace)
    }
    hooks.dataChecksum = { $0.data?.dataset.checksum.description }
    hooks.names = { workspace, kind in DomainNames.candidates(workspace, kind) }
    return hooks
  }()
}

/// What became of the weights beside a session.
public enum RestoreOutcome: Hashable, Sendable {
  /// - Parameter skipped: the log of epochs that is not kept, for its line may not write it.
  case restored(skipped: String?)
  /// There are none.
  case missing
  /// There are some, but the lines have to run again; with the reason.
  case unusable(String)

  var isRestored: Bool { if case .restored = self { true } else { false } }
}
