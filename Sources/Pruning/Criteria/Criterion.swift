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

  /// The scores of channels that leave several layers together, from those of each layer: their
  /// mean, unless said.
  func joined(_ members: [[Double]]) -> [Double]

  /// Among which channels scores are compared where nothing is typed.
  var scope: SelectionScope { get }

  /// Why it can tell nothing of these layers; nil where it can.
  func obstacle(_ network: Network, producers: [Int]) -> PruningError?

  /// The strength of the term that it adds to the loss until the last cut; nil without a term.
  var strength: Double? { get }

  /// Adds the gradient of its term.
  ///
  /// - Returns: the term.
  func addTerm(_ strength: Double, _ pass: Pass, _ network: Network) -> Double
}

extension Criterion {
  public func joined(_ members: [[Double]]) -> [Double] {
    let count = Double(members.count)
    return members.dropFirst().reduce(members[0]) { sum, more in
      zip(sum, more).map { $0 + $1 }
    }.map { $0 / count }
  }

  public var scope: SelectionScope { .normalised }
  public func obstacle(_ network: Network, producers: [Int]) -> PruningError? { nil }
  public var strength: Double? { nil }
  public func addTerm(_ strength: Double, _ pass: Pass, _ network: Network) -> Double { 0 }
}

/// A criterion that tells single weights apart too: `mask NAME` takes them away one by one.
public protocol WeightCriterion: Criterion {
  /// A score for each weight of parameter `index`, at least 0.
  func weightScores(_ index: Int, _ scene: CriterionScene) -> [Float]
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

  /// A scene for `producers`, layers of `network` in its order; `step` is 0 before training.
  public init(
    network: Network, producers: [Int], seed: UInt64, step: Int, dataset: Dataset, stop: StopFlag?
  ) {
    self.network = network
    self.producers = producers
    self.seed = seed
    self.step = step
    self.dataset = dataset
    self.stop = stop
  }
}
