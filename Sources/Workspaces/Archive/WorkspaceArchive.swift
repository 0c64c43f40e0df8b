import Costs
import Datasets
import Foundation
import Language
import Networks
import Pruning
import Sessions
import Tensors
import Training

/// A workspace as it is written beside a session: numbers as tensors, the rest as one JSON text in
/// the file's metadata.
public struct WorkspaceArchive: Codable, Sendable {
  static let format = 2

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
  }

  struct CompanionPart: Codable, Sendable {
    var rule: Companion.Rule
    /// The parameters and buffers that it has, sorted.
    var names: [String]
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
  var checkpoints: [CheckpointPart]
  var current: String?
  var optimizer: OptimizerSettings
  var over: Double?
  /// None in files of old, whose networks classify.
  var task: String?
  var logFile: String?

  // Writing

  /// - Parameter folder: where the session lies, from which its files are named; nil for a file
  ///   that stays on the machine, and names where data lie.
  public static func file(
    _ workspace: Workspace, cells: String, in folder: String? = nil
  ) throws -> Safetensors {
    var file = Safetensors()
    let archive = WorkspaceArchive(
      cells: cells, arithmetic: Provenance.arithmetic, seed: workspace.seed,
      parameters: workspace.parameters, settings: portable(workspace.settings, folder),
      data: portable(workspace.data, folder),
      batch: workspace.data?.batch, dataChecksum: workspace.data?.dataset.checksum.description,
      networks: workspace.networkNames.map { part(workspace.networks[$0]!, as: $0, into: &file) },
      checkpoints: workspace.checkpoints.keys.sorted().map {
        CheckpointPart(workspace.checkpoints[$0]!, named: $0, in: folder, into: &file)
      }, current: workspace.current, optimizer: workspace.optimizer, over: workspace.over,
      task: workspace.task.name, logFile: workspace.logFile.map { place(of: $0, in: folder) })
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
    for name in file.names.sorted() { checksum.add(file[name]!, named: name) }
    return checksum.description
  }

  /// The request without folders of the machine, its file as it is named in `folder`.
  static func portable(_ data: LoadedData?, _ folder: String?) -> DatasetRequest? {
    guard var request = data?.request else { return nil }
    request.file = request.file.map { place(of: $0, in: folder) }
    guard folder != nil else { return request }
    request.dataFolder = nil
    request.folder = nil
    return request
  }

  /// The settings with their folder as it is named in `folder`.
  private static func portable(_ settings: [String: String], _ folder: String?) -> [String: String]
  {
    var settings = settings
    if let counters = settings[Setting.powercap.key], counters != Setting.powercap.defaultText {
      settings[Setting.powercap.key] = place(of: counters, in: folder)
    }
    return settings
  }

  /// A file as it is named in `folder`, or from anywhere.
  private static func place(of path: String, in folder: String?) -> String {
    let place = FilePath.real(path) ?? path
    return folder.map { FilePath.relative(place, to: $0) } ?? place
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
    for name in entry.run.companions.keys.sorted() {
      let values = entry.run.companions[name]!.values
      for number in values.keys.sorted() {
        file["\(companionPrefix(prefix, name))/\(number)"] = values[number]
      }
    }
    let companions = entry.run.companions.mapValues {
      CompanionPart(rule: $0.rule, names: $0.values.keys.sorted())
    }
    return NetworkPart(
      name: entry.name, spec: entry.spec, input: entry.network.graph.input,
      lines: entry.network.graph.lines, steps: entry.run.optimizerState.steps,
      momentCounts: entry.run.optimizerState.moments.map { $0.count },
      position: entry.run.position,
      method: entry.method.map { MethodArchive($0, entry.network) }, wideLines: wide?.graph.lines,
      horizon: entry.horizon, epochs: entry.epochs, stretches: entry.stretches,
      lastLook: entry.lastLook, origin: entry.origin, openBlocks: entry.openBlocks,
      isImported: entry.isImported, masks: maskNames(entry.network),
      wideMasks: wide.flatMap(maskNames), companions: companions.isEmpty ? nil : companions)
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
