import Datasets
import Networks
import Training

extension WorkspaceArchive {
  /// A checkpoint, its network beside the others under a name that no network can have.
  struct CheckpointPart: Codable {
    var name: String
    var network: NetworkPart
    var seed: UInt64
    var optimizer: OptimizerSettings
    var over: Double?
    var data: DatasetRequest?
    var batch: Int?
    var dataChecksum: String?

    init(_ checkpoint: Checkpoint, named name: String, into file: inout Safetensors) {
      let state = checkpoint.state
      self.name = name
      network = WorkspaceArchive.part(state.entry, as: Self.prefix(name), into: &file)
      seed = state.seed
      optimizer = state.optimizer
      over = state.over
      data = WorkspaceArchive.portable(state.data)
      batch = state.data?.batch
      dataChecksum = state.data?.dataset.checksum.description
    }

    private static func prefix(_ name: String) -> String { "@\(name)" }

    /// - Parameter old: the data in use, which are not loaded again if they are the same.
    func checkpoint(
      _ file: Safetensors, like old: LoadedData?, _ dataFolder: String?
    ) throws -> Checkpoint {
      let entry = try WorkspaceArchive.entry(
        network, as: Self.prefix(name), optimizer.optimizer, file)
      let data = try WorkspaceArchive.load(data, batch, dataChecksum, like: old, dataFolder)
      return Checkpoint(
        TrainingState(entry, optimizer: optimizer, over: over, seed: seed, data: data))
    }
  }
}
