import Training

/// Everything a session holds, as a value: a command works on a draft, and the draft takes the
/// place of the workspace only if the command succeeds.
public struct Workspace {
  /// The seed of every random number.
  public var seed: UInt64 = 1
  /// What `$name` stands for.
  public var parameters: [String: String] = [:]
  /// Parameters given on the shell line; a `param` line of a script does not change them.
  public var pinned: Set<String> = []
  /// What `set` changed, by key, as typed.
  public var settings: [String: String] = [:]

  /// The limits that the user set, by hand or with a script; those of a session do not exceed them.
  public var ownLimits: [String: String] = [:]

  /// The data in use.
  public var data: LoadedData?
  /// Every network, by its name.
  public var networks: [String: NetworkEntry] = [:]
  /// The name of the network in use.
  public var current: String?
  /// The networks of charts, in the order in which they were first drawn: each keeps its colour.
  public var drawn: [String] = []
  /// States that were given a name.
  public var checkpoints: [String: Checkpoint] = [:]
  /// How weights move from the next `train` on.
  public var optimizer = OptimizerSettings.standard
  /// What networks are to do with the data.
  public var task: any Task = TaskCatalog.standard
  /// The optimizer's horizon in epochs; nil takes the first `train`'s.
  public var over: Double?
  /// Where `log` writes each epoch.
  public var logFile: String?

  /// Nothing loaded, nothing built.
  public init() {}
}
