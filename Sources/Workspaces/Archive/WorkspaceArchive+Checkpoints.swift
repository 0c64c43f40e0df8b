import Datasets
import Networks
import Training

extension WorkspaceArchive {
  /// A checkpoint, its network beside the others under a name that no network can have.
  struct CheckpointPart: Codable, Sendable {
    public var name: String
    public var network: NetworkPart
    public var seed: UInt64
    public var optimizer: OptimizerSettings
    public var over: Double?
    public var task: String?
    public var data: DatasetRequest?
    public var batch: Int?
    var dataChecksum: String?

    init(
      _ checkpoint: Checkpoint, named name: String, in folder: String?, into file: inout Safetensors
    ) {
      let state = checkpoint.state
      self.name = name
      network = WorkspaceArchive.part(state.entry, as: Self.prefix(name), into: &file)
      seed = state.seed
      optimizer = state.optimizer
      over = state.over
      task = state.task.name
      data = WorkspaceArchive.portable(state.data, folder)
      batch = state.data?.batch
      dataChecksum = state.data?.dataset.checksum.description
    }

    /// What the names of its tensors begin with.
    public static func prefix(_ name: String) -> String { "@\(name)" }
  }
}
