import Language
import Networks
import Tensors
import Workspaces

extension BoundArguments {
  /// Measures the products of each layer.
  ///
  /// - Parameters:
  ///   - batch: images at once.
  ///   - rounds: nil: until they are stable.
  func layerTimings(
    of entry: NetworkEntry, batch: Int, rounds: Int? = nil, _ stop: StopFlag
  ) throws -> LayerTiming.Series {
    try refuseHuge(
      MemoryNeed.training(entry.network.graph, batch: batch), "a batch of \(batch) images",
      hint: "a smaller batch")
    return try LayerTiming.measure(
      entry.network.graph, batch: batch, rounds: rounds, stop: stop)
  }
}
