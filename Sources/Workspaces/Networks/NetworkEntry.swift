import Costs
import Networks
import Pruning
import Reports
import Training

/// A network by name, with what its training and pruning hold.
///
/// Its history holds states of itself, so `EpochHistory`, `KeptState` and `TrainingState` lie in
/// one folder with it.
public struct NetworkEntry {
  /// Where a compacted network came from.
  public struct Origin: Sendable, Equatable, Codable {
    /// Of the network it was compacted from.
    public var name: String
    /// The work of one image in that network before its channels left.
    public var denseWork: Work
    /// The layers of the network that nothing had left, for what pruning saved.
    public var denseLayers: [LayerWork]
    /// That network; nil in files of before it was kept.
    public var dense: DenseNetwork?
    /// Nil where channels left without one, and in files of before it was kept.
    public var proof: CompactionProof?
    /// What the target counted; nil where no method was set.
    public var kind: CostKind?
    /// Shares removed; the target is nil where none was asked.
    public var target: Double?
    /// The share of that cost which is gone.
    public var achieved: Double
    /// Where the training of that network stood; nil in files of earlier versions.
    public var position: Position?

    /// `target` and `achieved` are shares, 0…1; kind and target are nil where no method was set.
    public init(
      name: String, denseWork: Work, denseLayers: [LayerWork], dense: DenseNetwork? = nil,
      proof: CompactionProof? = nil, kind: CostKind? = nil, target: Double? = nil,
      achieved: Double, position: Position? = nil
    ) {
      self.name = name
      self.denseWork = denseWork
      self.denseLayers = denseLayers
      self.dense = dense
      self.proof = proof
      self.kind = kind
      self.target = target
      self.achieved = achieved
      self.position = position
    }
  }

  /// As it was typed after `as=`, or given by `network`.
  public var name: String
  /// The weights, what the optimizer remembers, and where the training stands.
  public var run: Run
  /// What was typed to make it, such as `convnet width=0.5`.
  public var spec: String
  /// What `prune` set; it begins with the first batch of the next `train`.
  public var method: (any PruningMethod)?
  /// Along which the learning rate moves; made by the first `train` after `optimizer`.
  public var horizon: Horizon?
  /// What each epoch left, the first one first.
  public var epochs: [EpochReport] = []
  /// The training that was cut short here, whose rest `continue` trains.
  public var plan: TrainingPlan?
  /// What has been trained, stretch by stretch of one graph.
  public var stretches: [TrainingStretch] = []
  /// Which gates were open at the last look.
  public var lastLook: [String: [Bool]] = [:]
  /// The share of images that open each gate, where images were asked because no method keeps
  /// count.
  public var asked: [Double] = []
  /// Where it came from, if `compact` made it.
  public var origin: Origin?
  /// The states its training went through.
  public var history = EpochHistory()
  /// Blocks that `add residual` opened and no `add end` closed: the node each began at.
  public var openBlocks: [Int] = []

  /// Whether its numbers came from a file of another's or an earlier training.
  public var isImported = false
  /// What the state dict it came from calls layers that are called otherwise here, by their names
  /// here.
  public var fileNames: [String: String] = [:]
  /// The nodes of the model it came from whose layers are called otherwise here, by their names
  /// here.
  public var nodeNames: [String: String] = [:]

  /// What the file it came from calls a layer, where it is another name.
  public func nameInFile(_ layer: String) -> String? { fileNames[layer] ?? nodeNames[layer] }

  /// A network that nobody has trained.
  public init(name: String, network: Network, spec: String) {
    self.name = name
    run = Run(network)
    self.spec = spec
  }

  /// The network as it is now.
  public var network: Network { run.network }

  /// The method, once it has begun.
  public var activeMethod: (any PruningMethod)? {
    method.flatMap { $0.hasBegun ? $0 : nil }
  }

  /// Whether what is pruned are gates: there are some, or a method had them.
  public var worksOnGates: Bool {
    network.hasGates
      || method.map { $0.description.subject == .gates && $0.shrinkage != nil }
        ?? false
  }

  /// The network whose gates are told: the one before anything left, where gates went with it.
  public var gatedNetwork: Network { (worksOnGates ? method?.shrinkage?.wide : nil) ?? network }

  /// Gates that left with their channels or blocks.
  public var gatesLeft: Int {
    worksOnGates ? network.gatesLeft(since: method?.shrinkage?.wide) : 0
  }

  /// The graph with everything that ever left put back.
  public var denseGraph: Graph { method?.shrinkage?.wide.graph ?? network.graph }

  /// The work of one image with every gate open and nothing removed, gate modules not counted.
  public var denseWork: Work { denseGraph.ownWork.total }

  /// A cost with every gate open and nothing removed.
  public func dense(_ kind: CostKind) -> Double { kind.total(denseGraph.ownWork) }

  /// The layers against which costs are told: those of the network before anything left.
  public var denseLayers: [LayerWork] {
    origin?.denseLayers ?? denseGraph.ownWork
  }

  /// The work of `denseLayers`.
  public var denseTotal: Work { denseLayers.total }

  /// Whether its numbers are more than those that the seed gives.
  public var isTrained: Bool { run.position.step > 0 || isImported }

  /// Whether what its training cost can be told: a file does not say what the training before it
  /// took, so what came since is the least that it took.
  public var isTrainingKnown: Bool { !isImported }

  /// Whether channels left in training, so that counts are results and not given by what was typed.
  public var isShapedByTraining: Bool { origin != nil || method?.shrinkage != nil }

  /// Whether something can be taken away for good, or left in training already.
  public var isPruned: Bool { network.hasGates || method?.shrinkage != nil }

  /// Whether counts of its static sub-network are results: gates decide them, or training did.
  public var isResult: Bool { network.hasGates || isShapedByTraining }

  /// Trains `steps` batches, network and method in place.
  ///
  /// - Parameter cut: the epoch at whose end it goes on with a training that was cut short there.
  public mutating func train(
    _ trainer: Trainer, steps: Int, resuming cut: EpochReport? = nil
  ) -> TrainingOutcome {
    var active: (any TrainingMethod)? = activeMethod
    let waiting = active == nil ? method : nil
    method = nil
    let outcome = trainer.train(&run, &active, steps: steps, resuming: cut)
    method = waiting
    take(active)
    return outcome
  }

  /// Takes the method over as training left it.
  public mutating func take(_ trained: (any TrainingMethod)?) {
    if let trained { method = (trained as! any PruningMethod) }
  }

  /// Ends how far the method has come; what had left with it stays known.
  public mutating func endMethod() {
    origin = inheritedOrigin
    method?.reset()
  }

  /// How a count is compared whose dense network's is `dense`.
  public func rule(dense: Double) -> ComparisonRule {
    isShapedByTraining ? .total(dense: dense) : .derived
  }

  /// The static sub-network with every gate at its decision, gates in place; nil without gates.
  public func decided() throws -> Network? {
    guard network.hasGates else { return nil }
    let map = GateMap(network.graph)
    return network.fixing(map, decision(map).open)
  }

  /// The network as its gates are decided, gates and what they closed gone; itself without gates.
  public func staticNetwork() throws -> Network {
    guard network.hasGates else { return network }
    return try Surgery.removing(closed: closedGates, from: network, droppingGates: true).network
  }

  /// The graph of `staticNetwork()`: shapes and work, no weight is sliced.
  public func staticGraph() throws -> Graph {
    guard network.hasGates else { return network.graph }
    return try Surgery.removing(closed: closedGates, from: network.graph)
  }

  /// The gates that are shut at their decision.
  private var closedGates: Set<GateMap.Gate> {
    let map = GateMap(network.graph)
    return Set(zip(map.gates, decision(map).open).filter { !$1 }.map { $0.0 })
  }

  /// Which gates stay: on the target where a method is set, else by majority.
  public func decision(_ map: GateMap) -> GateDecision {
    method?.decision(network) ?? .majority(openness, network, map)
  }

  /// The share of the images that open each gate, as far as is known: from the method, else as
  /// asked, else open; settings by hand hold.
  public var openness: [Double] {
    let map = GateMap(network.graph)
    var result = Array(repeating: 1.0, count: map.gates.count)
    if let known = method?.openness, known.count == result.count {
      result = known
    } else if asked.count == result.count {
      result = asked
    }
    for (index, gate) in map.gates.enumerated() {
      guard let module = network.graph.nodes[gate.module].gates else { continue }
      switch module.settings[gate.position] {
      case .free: continue
      case .on: result[index] = 1
      case .off: result[index] = 0
      }
    }
    return result
  }

  /// A cost with everything open, now as gates open on average, and with every gate at its
  /// decision.
  public func cost(_ kind: CostKind) -> (open: Double, now: Double, fixed: Double) {
    let map = GateMap(network.graph)
    let cost = GatedCost(network.graph, map, kind)
    let openness = self.openness
    let decided = decision(map).open.map { $0 ? 1.0 : 0 }
    return (dense(kind), cost.total(openness), cost.total(decided))
  }
}
