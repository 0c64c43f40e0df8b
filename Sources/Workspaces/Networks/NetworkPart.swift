import Networks
import Pruning
import Tensors
import Training

/// A network as it is written: its numbers as tensors, the rest as what JSON holds of it.
struct NetworkPart: Codable, Sendable {
  var name: String
  var spec: String
  var input: Shape
  var lines: [String]
  var steps: [Int]
  var momentCounts: [Int]
  var position: Position
  var method: MethodArchive?
  var wideLines: [String]?
  var horizon: Horizon?
  var epochs: [EpochReport]
  var stretches: [TrainingStretch]
  var lastLook: [String: [Bool]]
  var origin: NetworkEntry.Origin?
  var openBlocks: [Int]
  var isImported: Bool
  /// The parameters that have masks, by their names; nil where none has.
  var masks: [String]?
  var wideMasks: [String]?
  /// By name; nil where there are none.
  var companions: [String: CompanionPart]?
  /// Of the epoch under way; nil in files of old too.
  var tally: EpochTally?
  /// The training that was cut short; nil in files of old too.
  var plan: TrainingPlan?
  /// What the state dict it came from calls its layers, by their names here; nil where there are
  /// none.
  var fileNames: [String: String]?
  /// The same of the nodes of a model.
  var nodeNames: [String: String]?

  /// A network that follows this one.
  struct CompanionPart: Codable, Sendable {
    var rule: Companion.Rule
    /// The parameters and buffers that it has, sorted.
    var names: [String]
  }

  /// Writes the numbers too.
  ///
  /// - Parameter prefix: what the names of its tensors begin with.
  init(_ entry: NetworkEntry, as prefix: String, into file: inout Safetensors) {
    let network = entry.network
    let moments = entry.run.optimizerState.moments
    Self.store(network, as: prefix, into: &file)
    for (parameter, moments) in zip(network.parameters, moments) {
      for (place, moment) in moments.enumerated() {
        file["\(prefix)/moment\(place)/\(parameter.name)"] = moment
      }
    }
    let wide = entry.method?.shrinkage?.wide
    if let wide { Self.store(wide, as: "\(prefix)/wide", into: &file) }
    for name in entry.run.companions.keys.sorted() {
      let values = entry.run.companions[name]!.values
      for number in values.keys.sorted() {
        file["\(Self.companionPrefix(prefix, name))/\(number)"] = values[number]
      }
    }
    let companions = entry.run.companions.mapValues {
      CompanionPart(rule: $0.rule, names: $0.values.keys.sorted())
    }
    name = entry.name
    spec = entry.spec
    input = network.graph.input
    lines = network.graph.lines
    steps = entry.run.optimizerState.steps
    momentCounts = moments.map { $0.count }
    position = entry.run.position
    method = entry.method.map { MethodArchive($0, network) }
    wideLines = wide?.graph.lines
    horizon = entry.horizon
    epochs = entry.epochs
    stretches = entry.stretches
    lastLook = entry.lastLook
    origin = entry.origin
    openBlocks = entry.openBlocks
    isImported = entry.isImported
    masks = Self.maskNames(network)
    wideMasks = wide.flatMap(Self.maskNames)
    self.companions = companions.isEmpty ? nil : companions
    tally = entry.run.tally
    plan = entry.plan
    fileNames = entry.fileNames.isEmpty ? nil : entry.fileNames
    nodeNames = entry.nodeNames.isEmpty ? nil : entry.nodeNames
  }

  /// What the names of a companion's tensors begin with.
  static func companionPrefix(_ prefix: String, _ name: String) -> String {
    "\(prefix)/companion/\(name)"
  }

  private static func maskNames(_ network: Network) -> [String]? {
    let names = network.parameters.filter { $0.mask != nil }.map(\.name)
    return names.isEmpty ? nil : names
  }

  private static func store(_ network: Network, as name: String, into file: inout Safetensors) {
    for parameter in network.parameters {
      file["\(name)/parameter/\(parameter.name)"] = parameter.value
      if let mask = parameter.mask { file["\(name)/mask/\(parameter.name)"] = mask }
    }
    for buffer in network.buffers { file["\(name)/buffer/\(buffer.name)"] = buffer.value }
  }
}
