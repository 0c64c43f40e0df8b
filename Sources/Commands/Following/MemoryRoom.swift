import Notebook
import Training

/// Keeps earlier states within their bounds while a training makes more of them.
struct MemoryRoom: TrainingObserver {
  /// Told before this one.
  let history: HistoryKeeper
  let context: CommandContext

  func epochEnded(_ edge: inout EpochEdge) throws { try context.makeRoom(history.entry) }
}
