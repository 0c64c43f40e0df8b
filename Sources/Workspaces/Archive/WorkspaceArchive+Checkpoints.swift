import Datasets
import Networks
import Training

extension WorkspaceArchive {
  /// A checkpoint, its network beside the others under a name that no network can have.
  struct CheckpointPart: Codable, Sendable {
    /// As it was typed; the names of its tensors begin with `@` and this (`prefix`).
    var name: String
    /// The network as it was then, without the epochs behind it.
    var network: NetworkPart
    /// Of shuffling, augmentation and dropout, as it was in force.
    var seed: UInt64
    /// How weights moved, as it was in force.
    var optimizer: OptimizerSettings
    /// The optimizer's horizon in epochs; nil: the first `train`'s.
    var over: Double?
    /// The name of the task; nil in files of before there were others, which classify.
    var task: String?
    /// What was loaded, without folders of the machine; nil where nothing was.
    var data: DatasetRequest?
    /// Images of a training batch; nil without data.
    var batch: Int?
    var dataChecksum: String?

    init(
      _ checkpoint: Checkpoint, named name: String, in folder: String?, into file: inout Safetensors
    ) {
      let state = checkpoint.state
      self.name = name
      network = NetworkPart(state.entry, as: Self.prefix(name), into: &file)
      seed = state.seed
      optimizer = state.optimizer
      over = state.over
      task = state.task.name
      data = WorkspaceArchive.portable(state.data, folder)
      batch = state.data?.batch
      dataChecksum = state.data?.dataset.checksum.description
    }

    /// What the names of its tensors begin with.
    static func prefix(_ name: String) -> String { "@\(name)" }
  }
}
