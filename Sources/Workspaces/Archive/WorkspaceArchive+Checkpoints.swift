import Datasets
import Networks
import Training

extension WorkspaceArchive {
  /// A checkpoint, its network beside the others under a name that no network can have.
  struct CheckpointPart: Codable, Sendable {
    var name: String
    var network: NetworkPart
    var seed: UInt64
    var optimizer: OptimizerSettings
    var over: Double?
    var data: DatasetRequest?
    var batch: Int?
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
      data = WorkspaceArchive.portable(state.data, folder)
      batch = state.data?.batch
      dataChecksum = state.data?.dataset.checksum.description
    }

    /// What the names of its tensors begin with.
    static func prefix(_ name: String) -> String { "@\(name)" }
  }
}
