import Costs
import Datasets
import Foundation
import Language
import Networks
import Pruning
import Tensors
import Training

/// A workspace as it is written beside a session: numbers as tensors, the rest as one JSON text in
/// the file's metadata.
struct WorkspaceArchive: Codable {
  static let format = 1

  struct NetworkPart: Codable {
    var name: String
    var spec: String
    var input: Shape
    var lines: [String]
    var steps: [Int]
    var momentCounts: [Int]
    var position: Training.Position
    var plan: NetworkEntry.Plan?
    var method: Consensus.Archive?
    var wideLines: [String]?
    var horizon: Horizon?
    var epochs: [EpochReport]
    var stretches: [NetworkEntry.Stretch]
    var lastLook: [String: [Bool]]
    var origin: NetworkEntry.Origin?
    /// Nil in files of before blocks belonged to their network.
    var openBlocks: [Int]?
    /// Nil in files of before networks were imported.
    var isImported: Bool?
  }

  var format = Self.format
  /// The checksum of the session's cells; weights of other cells are not used.
  var cells: String
  var arithmetic: String
  var seed: UInt64
  var parameters: [String: String]
  var settings: [String: String]
  var data: DatasetRequest?
  var batch: Int?
  var dataChecksum: String?
  var networks: [NetworkPart]
  /// Nil in files of before there were any.
  var checkpoints: [CheckpointPart]?
  var current: String?
  var optimizer: OptimizerSettings
  var over: Double?
  var logFile: String?

  // Writing

  /// - Parameter namingFolders: whether it names where data lie, for a file that stays on the machine.
  static func file(
    _ workspace: Workspace, cells: String, namingFolders: Bool = false
  ) throws -> Safetensors {
    var file = Safetensors()
    let archive = WorkspaceArchive(
      cells: cells, arithmetic: Provenance.arithmetic, seed: workspace.seed,
      parameters: workspace.parameters, settings: workspace.settings,
      data: namingFolders ? workspace.data?.request : portable(workspace.data),
      batch: workspace.data?.batch, dataChecksum: workspace.data?.dataset.checksum.description,
      networks: workspace.networkNames.map { part(workspace.networks[$0]!, as: $0, into: &file) },
      checkpoints: workspace.checkpoints.keys.sorted().map {
        CheckpointPart(workspace.checkpoints[$0]!, named: $0, into: &file)
      }, current: workspace.current, optimizer: workspace.optimizer, over: workspace.over,
      logFile: workspace.logFile)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    file.metadata["pollard"] = String(decoding: try encoder.encode(archive), as: UTF8.self)
    file.metadata["format"] = "pollard workspace \(Self.format)"
    file.metadata["checksum"] = checksum(file)
    return file
  }

  /// Of the state and of every number, so that a file that was damaged is not taken for a good one.
  static func checksum(_ file: Safetensors) -> String {
    var checksum = Checksum()
    checksum.add(file.metadata["pollard"] ?? "")
    checksum.add(file)
    return checksum.description
  }

  /// - Parameter prefix: what the names of its tensors begin with.
  static func part(
    _ entry: NetworkEntry, as prefix: String, into file: inout Safetensors
  ) -> NetworkPart {
    store(entry.network, as: prefix, into: &file)
    for (index, parameter) in entry.network.parameters.enumerated() {
      for (place, moment) in entry.run.optimizerState.moments[index].enumerated() {
        file["\(prefix)/moment\(place)/\(parameter.name)"] = moment
      }
    }
    let wide = entry.method?.shrinkage?.wide
    if let wide { store(wide, as: "\(prefix)/wide", into: &file) }
    return NetworkPart(
      name: entry.name, spec: entry.spec, input: entry.network.graph.input,
      lines: entry.network.graph.lines, steps: entry.run.optimizerState.steps,
      momentCounts: entry.run.optimizerState.moments.map { $0.count },
      position: entry.run.position, plan: entry.plan,
      method: entry.method?.archive(entry.network), wideLines: wide?.graph.lines,
      horizon: entry.horizon, epochs: entry.epochs, stretches: entry.stretches,
      lastLook: entry.lastLook, origin: entry.origin, openBlocks: entry.openBlocks,
      isImported: entry.isImported)
  }

  private static func store(_ network: Network, as name: String, into file: inout Safetensors) {
    for parameter in network.parameters {
      file["\(name)/parameter/\(parameter.name)"] = parameter.value
    }
    for buffer in network.buffers { file["\(name)/buffer/\(buffer.name)"] = buffer.value }
  }

  // Reading

  /// Why a file of weights cannot be used; the session is then replayed.
  struct Mismatch: Error, CustomStringConvertible {
    var description: String
  }

  static func read(_ file: Safetensors) throws -> WorkspaceArchive {
    guard let text = file.metadata["pollard"] else {
      throw Mismatch(description: "they hold no workspace of this program")
    }
    guard file.metadata["checksum"] == checksum(file) else {
      throw Mismatch(description: "they were damaged or changed")
    }
    let archive = try JSONDecoder().decode(WorkspaceArchive.self, from: Data(text.utf8))
    guard archive.format == Self.format else {
      throw Mismatch(description: "format \(archive.format), this program reads \(Self.format)")
    }
    return archive
  }

  /// The workspace as it was; data are loaded again and must be the same.
  func workspace(_ file: Safetensors, like old: Workspace, dataFolder: String?) throws -> Workspace
  {
    try checkRanges()
    var result = old
    result.seed = seed
    result.parameters = parameters
    result.settings = settings
    result.data = try Self.load(data, batch, dataChecksum, like: old.data, dataFolder)
    result.networks = [:]
    for part in networks {
      result.networks[part.name] = try Self.entry(part, as: part.name, optimizer.optimizer, file)
    }
    result.checkpoints = [:]
    for part in checkpoints ?? [] {
      result.checkpoints[part.name] = try part.checkpoint(file, like: result.data, dataFolder)
    }
    if let current, result.networks[current] == nil {
      throw Mismatch(description: "there is no network ‘\(current)’ in it")
    }
    result.current = current
    result.optimizer = optimizer
    result.over = over
    result.logFile = logFile
    return result
  }

  /// Where data lie is a matter of the machine, as in the session's text.
  static func portable(_ data: LoadedData?) -> DatasetRequest? {
    var request = data?.request
    request?.dataFolder = nil
    request?.folder = nil
    return request
  }

  /// The data of `request`, which must be those of `checksum`; nil where there were none.
  static func load(
    _ request: DatasetRequest?, _ batch: Int?, _ checksum: String?, like old: LoadedData?,
    _ dataFolder: String?
  ) throws -> LoadedData? {
    guard var request else { return nil }
    request.dataFolder = dataFolder
    // The same data in use now say where they lie.
    if let loaded = old?.request, loaded.name == request.name { request.folder = loaded.folder }
    let isLoaded = old?.request == request && old?.dataset.checksum.description == checksum
    let dataset = if let old, isLoaded { old.dataset } else { try Dataset.load(request) }
    guard dataset.checksum.description == checksum else {
      throw Mismatch(description: "the data are not the same as when it was saved")
    }
    return LoadedData(request: request, dataset: dataset, batch: batch ?? 128)
  }

  /// - Parameters:
  ///   - prefix: what the names of its tensors begin with.
  ///   - optimizer: the rule that its moments belong to.
  static func entry(
    _ part: NetworkPart, as prefix: String, _ optimizer: Optimizer, _ file: Safetensors
  ) throws -> NetworkEntry {
    let network = try load(prefix, try Graph(input: part.input, lines: part.lines), file)
    var entry = NetworkEntry(name: part.name, network: network, spec: part.spec)
    guard part.steps.count == network.parameters.count,
      part.momentCounts.count == network.parameters.count,
      zip(part.momentCounts, network.parameters).allSatisfy({ count, parameter in
        let rule = parameter.role == .gate ? GateOptimizer.optimizer : optimizer
        return count == 0 || count == rule.momentCount
      })
    else { throw Mismatch(description: "the optimizer's part of ‘\(part.name)’ does not fit") }
    entry.run.optimizerState = OptimizerState(
      moments: try network.parameters.enumerated().map { index, parameter in
        try (0..<part.momentCounts[index]).map {
          try tensor("\(prefix)/moment\($0)/\(parameter.name)", parameter.value.dimensions, file)
        }
      }, steps: part.steps)
    entry.run.position = part.position
    entry.plan = part.plan
    if let archive = part.method {
      let wide = try part.wideLines.map {
        try load("\(prefix)/wide", try Graph(input: part.input, lines: $0), file)
      }
      let method = try Consensus(archive, network, wide: wide)
      try Self.checkRanges(method, of: part.name)
      entry.method = method
    }
    entry.horizon = part.horizon
    entry.epochs = part.epochs
    entry.stretches = part.stretches
    entry.lastLook = part.lastLook
    entry.origin = part.origin
    entry.openBlocks = part.openBlocks ?? []
    entry.isImported = part.isImported ?? false
    return entry
  }

  private static func load(_ name: String, _ graph: Graph, _ file: Safetensors) throws -> Network {
    // All are there before memory for any is taken.
    for node in graph.nodes {
      for spec in node.layer.parameters(of: node.inputShapes) {
        _ = try tensor("\(name)/parameter/\(node.name).\(spec.name)", spec.dimensions, file)
      }
    }
    var network = Network(graph, seed: 0)
    for index in network.parameters.indices {
      network.parameters[index].value = try tensor(
        "\(name)/parameter/\(network.parameters[index].name)",
        network.parameters[index].value.dimensions, file)
    }
    for index in network.buffers.indices {
      network.buffers[index].value = try tensor(
        "\(name)/buffer/\(network.buffers[index].name)",
        network.buffers[index].value.dimensions, file)
    }
    return network
  }

  private static func tensor(
    _ name: String, _ dimensions: [Int], _ file: Safetensors
  ) throws -> Tensor {
    guard let tensor = file[name], tensor.dimensions == dimensions else {
      throw Mismatch(description: "‘\(name)’ is missing or has another shape")
    }
    return tensor
  }
}
