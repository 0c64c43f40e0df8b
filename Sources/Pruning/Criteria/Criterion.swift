import Datasets
import Networks
import Tensors

/// What tells the channels of a network apart: those with the lowest scores leave first.
public protocol Criterion: Sendable {
  /// As it is typed: `prune NAME`, `prune gradual by=NAME`.
  var name: String { get }
  /// One line for `methods` and `help`, without a full stop.
  var summary: String { get }
  /// The paper it comes from, with its year.
  var source: String { get }

  /// A score for each output channel of each producer, at least 0.
  func scores(_ scene: CriterionScene) throws(Interruption) -> [[Double]]
}

/// What a criterion may look at.
public struct CriterionScene {
  /// Without gates.
  public let network: Network
  /// The layers whose channels may leave, in network order.
  public let producers: [Int]
  /// Of the run; whatever is drawn is a function of it, the layer and the channel.
  public let seed: UInt64
  /// Batches trained so far.
  public let step: Int
  /// What the run trains on, for criteria that look at data.
  public let dataset: Dataset
  /// Asked between batches, where a criterion runs the network.
  public let stop: StopFlag?
}
