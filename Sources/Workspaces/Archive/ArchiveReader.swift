import Datasets
import Foundation
import Language
import Networks
import Pruning
import Tensors
import Training

/// Brings a workspace back from a file of weights.
///
/// Nothing that the file says is taken on trust: its header must speak of just the tensors that its
/// networks have before one is read, names are names, numbers lie in their ranges, and what it
/// repeats of the session's lines (files, data, settings, parameters) must stand there.
public struct ArchiveReader {
  private let file: SafetensorsFile
  let archive: WorkspaceArchive
  private let source: Source
  private let stop: StopFlag
  private var tensors: [String: Tensor] = [:]
  /// The log of epochs that is not kept, because its line may not write it.
  private(set) var skippedLog: String?

  private typealias Mismatch = WorkspaceArchive.Mismatch

  /// What comes from elsewhere.
  public struct Source {
    /// The workspace before.
    public var workspace: Workspace
    /// The checksum of the session's cells.
    public var cells: String
    /// `--data`, else POLLARD_DATA.
    public var dataFolder: String?
    /// What the session's lines say; nil for a file that this program keeps for itself.
    public var lines: TypedLines?
    /// Where pictures are kept that were decoded.
    public var pictures: PictureCache

    /// Without `lines` the file is trusted with the paths, data and settings that it names.
    public init(
      workspace: Workspace, cells: String, dataFolder: String? = nil, lines: TypedLines? = nil,
      pictures: PictureCache = PictureCache()
    ) {
      self.workspace = workspace
      self.cells = cells
      self.dataFolder = dataFolder
      self.lines = lines
      self.pictures = pictures
    }
  }

  /// The largest JSON that is decoded, in bytes: that of more than a hundred thousand epochs.
  private static let limit = 32 << 20

  /// - Throws: `WorkspaceArchive.Mismatch` where the lines have to run again.
  init(_ file: SafetensorsFile, _ source: Source, stop: StopFlag) throws {
    self.file = file
    self.source = source
    self.stop = stop
    guard let text = file.metadata["pollard"] else {
      throw Mismatch(description: "they hold no workspace of this program")
    }
    guard text.utf8.count <= Self.limit else {
      throw Mismatch(description: "their state is too large")
    }
    archive = try Self.decoded(text, stop)
    guard archive.cells == source.cells else {
      throw Mismatch(description: "they belong to other lines")
    }
    guard archive.arithmetic == Provenance.arithmetic else {
      throw Mismatch(
        description: "they come from the arithmetic \(Printable.of(archive.arithmetic))")
    }
  }

  private static func decoded(_ text: String, _ stop: StopFlag) throws -> WorkspaceArchive {
    let found = Errand.run(stop: stop) { Result { try decoded(text) } }
    guard let decoded = found else { throw Interruption() }
    switch decoded {
    case .success(let archive): return archive
    case .failure(let mismatch as Mismatch): throw mismatch
    case .failure: throw Mismatch(description: "their state cannot be read")
    }
  }

  private struct Header: Decodable { var format: Int }

  private static func decoded(_ text: String) throws -> WorkspaceArchive {
    let data = Data(text.utf8)
    let format = try JSONDecoder().decode(Header.self, from: data).format
    guard (1...WorkspaceArchive.format).contains(format) else {
      throw Mismatch(
        description: "format \(format), this program reads up to \(WorkspaceArchive.format)")
    }
    return try JSONDecoder().decode(
      WorkspaceArchive.self, from: format == 1 ? ArchiveFormat1.modern(text) : data)
  }

  /// The workspace as it was; data are loaded again and must be the same.
  public mutating func workspace() throws -> Workspace {
    try archive.checkRanges()
    try archive.checkNames()
    if let lines = source.lines { try archive.checkSettings(lines) }
    let plan = try ArchivePlan(archive, file, stop)
    try readTensors(plan)
    return try build(plan)
  }

  // Numbers

  /// Reads each tensor once, on the way to the checksum of all.
  private mutating func readTensors(_ plan: ArchivePlan) throws {
    var checksum = Checksum()
    checksum.add(file.metadata["pollard"] ?? "")
    for name in plan.needed.keys.sorted() {
      guard let tensor = try file.tensor(name) else { continue }
      checksum.add(tensor, named: name)
      tensors[name] = tensor
    }
    guard file.metadata["checksum"] == checksum.description else {
      throw Mismatch(description: "they were damaged or changed")
    }
  }

  // The workspace

  private mutating func build(_ plan: ArchivePlan) throws -> Workspace {
    var result = source.workspace
    result.seed = archive.seed
    result.parameters = archive.parameters
    result.settings = try settings()
    result.data = try load(archive.data, archive.batch, archive.dataChecksum, source.workspace.data)
    result.networks = [:]
    for part in archive.networks {
      result.networks[part.name] = try entry(part, part.name, plan, archive.optimizer.optimizer)
    }
    result.findDenseNetworks()
    result.checkpoints = [:]
    for part in archive.checkpoints {
      let state = try trainingState(part, plan, result.data)
      result.checkpoints[part.name] = Checkpoint(state, EpochHistory(isCut: true))
    }
    result.current = archive.current
    result.optimizer = archive.optimizer
    result.over = archive.over
    result.task = try task(archive.task)
    result.logFile = try log()
    try restoreHistories(of: &result, plan)
    return result
  }

  /// The state that a checkpoint, or the start of a training, keeps.
  ///
  /// - Parameter old: data that are loaded.
  func trainingState(
    _ part: WorkspaceArchive.CheckpointPart, _ plan: ArchivePlan, _ old: LoadedData?
  ) throws -> TrainingState {
    let entry = try entry(
      part.network, WorkspaceArchive.CheckpointPart.prefix(part.name), plan,
      part.optimizer.optimizer)
    return TrainingState(
      entry, optimizer: part.optimizer, over: part.over, task: try task(part.task),
      seed: part.seed, data: try load(part.data, part.batch, part.dataChecksum, old))
  }

  /// - Parameter wide: the network before anything left.
  func method(
    _ archive: MethodArchive, _ network: Network, wide: Network?, of name: String
  ) throws -> any PruningMethod {
    let method: any PruningMethod
    do {
      method = try archive.method(network, wide: wide)
    } catch {
      throw Mismatch(description: "the pruning method of ‘\(name)’ does not fit its network")
    }
    try WorkspaceArchive.checkRanges(method, of: name)
    return method
  }

  private func task(_ name: String?) throws(Mismatch) -> any Task {
    guard let name else { return TaskCatalog.standard }
    guard let task = TaskCatalog.find(name) else {
      throw Mismatch(description: "their task ‘\(Printable.of(name))’ is not known")
    }
    return task
  }

  private func settings() throws -> [String: String] {
    var settings = archive.settings
    guard let lines = source.lines else { return settings }
    // Whether the prompt keeps its session is for its user to say.
    let autosave = Setting.autosave.key
    if let text = settings[autosave], !lines.names(setting: autosave, text) {
      settings[autosave] = nil
    }
    for setting in Setting.meters {
      guard let typed = settings[setting.key], typed != setting.defaultText else { continue }
      let folder = lines.place(typed)
      guard lines.scope.mayRead(folder, of: setting) else {
        throw lines.scope.refusal(typed, at: nil)
      }
      settings[setting.key] = folder
    }
    return settings
  }

  /// Where epochs are logged; nowhere if the session's own line would not be obeyed.
  private mutating func log() throws -> String? {
    guard let named = archive.logFile else { return nil }
    guard let lines = source.lines else { return named }
    let path = lines.scope.path(named)
    guard lines.names(log: path) else {
      throw Mismatch(description: "they log to a file that no line names")
    }
    guard lines.scope.obstacle(toWriting: path) == nil else {
      skippedLog = named
      return nil
    }
    return path
  }

  /// The data of `request`, which must be those of `checksum`; nil where there were none.
  private func load(
    _ request: DatasetRequest?, _ batch: Int?, _ checksum: String?, _ old: LoadedData?
  ) throws -> LoadedData? {
    guard var request else { return nil }
    if let lines = source.lines {
      request.folder = nil
      request.dataFolder = nil
      request.file = request.file.map(lines.scope.path)
      guard lines.names(request) else {
        throw Mismatch(description: "they use data that no line names")
      }
      if let file = request.file, !lines.scope.mayRead(file) {
        throw lines.scope.refusal(file, at: nil)
      }
    }
    request.dataFolder = source.dataFolder
    // The same data in use now say where they lie.
    if let loaded = old?.request, loaded.name == request.name { request.folder = loaded.folder }
    let isLoaded = old?.request == request && old?.dataset.checksum.description == checksum
    let dataset =
      if let old, isLoaded {
        old.dataset
      } else {
        try Dataset.load(request, keeping: source.pictures, stop: stop)
      }
    guard dataset.checksum.description == checksum else {
      throw Mismatch(description: "the data are not the same as when it was saved")
    }
    return LoadedData(request: request, dataset: dataset, batch: batch ?? 128)
  }

  private func network(_ prefix: String, _ plan: ArchivePlan) -> Network {
    let graph = plan.graphs[prefix]!
    var names: [StateTensor.Place: String] = [:]
    var (parameter, buffer) = (0, 0)
    for node in graph.nodes {
      for spec in node.layer.parameters(of: node.inputShapes) {
        names[.parameter(parameter)] = "\(prefix)/parameter/\(node.name).\(spec.name)"
        parameter += 1
      }
      for spec in node.layer.buffers(of: node.inputShapes) {
        names[.buffer(buffer)] = "\(prefix)/buffer/\(node.name).\(spec.name)"
        buffer += 1
      }
    }
    var network = Network(graph) { tensors[names[$0]!]! }
    for index in network.parameters.indices {
      if let mask = tensors["\(prefix)/mask/\(network.parameters[index].name)"] {
        network.parameters[index].hold(mask)
      }
    }
    return network
  }

  /// - Parameter optimizer: the rule that its moments belong to.
  private func entry(
    _ part: NetworkPart, _ prefix: String, _ plan: ArchivePlan,
    _ optimizer: any Optimizer
  ) throws -> NetworkEntry {
    let network = network(prefix, plan)
    var entry = NetworkEntry(name: part.name, network: network, spec: part.spec)
    entry.history = EpochHistory(isCut: true)
    let areMomentsPossible = zip(part.momentCounts, network.parameters).allSatisfy {
      count, parameter in
      let rule = parameter.role == .gate ? GateOptimizer.optimizer : optimizer
      return count == 0 || count == rule.momentCount
    }
    guard areMomentsPossible else { throw Mismatch(optimizerOf: part.name) }
    entry.run.optimizerState = OptimizerState(
      moments: network.parameters.enumerated().map { index, parameter in
        (0..<part.momentCounts[index]).map { tensors["\(prefix)/moment\($0)/\(parameter.name)"]! }
      }, steps: part.steps)
    entry.run.position = part.position
    entry.run.tally = part.tally
    entry.plan = part.plan
    for (name, companion) in part.companions ?? [:] {
      let prefix = NetworkPart.companionPrefix(prefix, name)
      entry.run.companions[name] = Companion(
        companion.rule,
        values: Dictionary(
          uniqueKeysWithValues: Set(companion.names).map { ($0, tensors["\(prefix)/\($0)"]!) }))
    }
    if let archive = part.method {
      let wide = part.wideLines.map { _ in self.network("\(prefix)/wide", plan) }
      entry.method = try method(archive, network, wide: wide, of: part.name)
    }
    entry.horizon = part.horizon
    entry.epochs = part.epochs
    entry.stretches = part.stretches
    entry.lastLook = part.lastLook.filter { network.graph.index(named: $0.key) != nil }
    entry.origin = part.origin
    // Files of earlier versions know no shapes of products; the network they are of does.
    if let layers = try? part.origin?.dense?.graph().work { entry.origin?.denseLayers = layers }
    entry.openBlocks = part.openBlocks
    entry.isImported = part.isImported
    entry.fileNames = part.fileNames ?? [:]
    entry.nodeNames = part.nodeNames ?? [:]
    return entry
  }
}
