import Datasets
import Networks
import Training

/// A pruning method on one network: what was asked of it, and how far it has come.
///
/// A value. `prune` makes it; it begins with the first batch of the next `train` (`begin`), and
/// whatever keeps a network keeps it too: checkpoints, undo, the files beside sessions. Nobody
/// outside its own files asks which method it is.
public protocol PruningMethod: TrainingMethod {
  /// What is written of it in files, beside the network's tensors.
  associatedtype State: Codable & Sendable

  /// As it is typed behind `prune`.
  var name: String { get }
  /// Target, cost and horizon as typed.
  var request: PruningRequest { get }
  /// Its own options with their values, in the order they are told.
  var settings: [MethodSetting] { get }

  /// False between `prune` and the first batch.
  var hasBegun: Bool { get }
  /// Whether everything is decided: nothing leaves any more.
  var isFinished: Bool { get }
  /// The share of the dense cost that the network needs by now, as the last batch has it.
  var share: Double { get }
  /// What it found when it decided.
  var report: MethodReport? { get }
  /// The network before anything left, and how the one at hand came from it.
  var shrinkage: Shrinkage? { get }
  /// The share of images that open each gate of the network, where it keeps count.
  var openness: [Double]? { get }

  /// Readies a network for it, such as with gates; the method is made for what comes back.
  ///
  /// - Throws: `PruningError` where it cannot work on the network.
  func prepared(_ network: Network, seed: UInt64) throws(PruningError) -> PreparedNetwork

  /// Sets out on `network` along `horizon`.
  mutating func begin(_ network: Network, _ horizon: Horizon)

  /// Forgets how far it has come: it begins anew with the next `train`.
  mutating func reset()

  /// Which gates of `network` stay, on the target: the decision of the freeze, of `compact`, and of
  /// whatever speaks of the static sub-network. Nil where it has nothing to go by yet.
  func decision(_ network: Network) -> GateDecision?

  /// The network with the gates that the method itself holds as they were set by hand.
  func released(_ network: Network) -> Network

  /// How its target moves and where it stands, for `explain`.
  ///
  /// - Parameters:
  ///   - position: of the run, after its last batch.
  ///   - dense: the cost of the network with everything open, before anything left.
  func derivation(
    at position: Position, stepsPerEpoch: Int, dense: Double
  ) -> [DerivationStep]

  /// What its own options do, for `explain`.
  var settingsDerivation: [DerivationStep] { get }

  /// - Parameter network: the one the method works on.
  func state(_ network: Network) -> State

  /// Restores it beside its network.
  ///
  /// - Parameters:
  ///   - name: as typed.
  ///   - wide: the network before anything left.
  /// - Throws: `PruningError` where state and network do not belong together, or no typed line
  ///   leads to the state.
  init(_ state: State, named name: String, _ network: Network, wide: Network?) throws(PruningError)
}

extension PruningMethod {
  public var openness: [Double]? { nil }
  public var settingsDerivation: [DerivationStep] { [] }
  public func released(_ network: Network) -> Network { network }
}

/// A network that a method can work on.
public struct PreparedNetwork {
  /// What the method works on from here: as it was given, or with gates put on.
  public let network: Network
  /// The layers that gates were put on for it.
  public let gated: [String]
  /// The largest share of the method's cost that can be removed.
  public let largestCut: Double
}

/// What `prune` asks of any method.
public struct PruningRequest: Sendable, Equatable, Codable {
  /// The share of the dense cost to remove; nil for a method that takes no target.
  public var target: Double?
  /// What the target counts.
  public var cost: CostKind
  /// The horizon in epochs; nil takes the first `train`'s.
  public var over: Double?

  /// A request; the target is a share 0…1 of the dense cost.
  public init(target: Double?, cost: CostKind = .macs, over: Double? = nil) {
    self.target = target
    self.cost = cost
    self.over = over
  }
}

/// An option of a method with the value in force.
public struct MethodSetting: Sendable, Equatable {
  /// What is in force.
  public enum Value: Sendable, Equatable {
    case number(Double)
    case word(String)
    case none
  }

  /// As it is typed before the equals sign.
  public var key: String
  /// In the unit in which it is typed.
  public var value: Value
  /// As `prune` tells it, behind its key; nil leaves it out of the sentence.
  public var text: DerivationText?

  /// A setting; without a text the sentence of `prune` leaves it out.
  public init(_ key: String, _ value: Value, _ text: DerivationText?) {
    self.key = key
    self.value = value
    self.text = text
  }
}
