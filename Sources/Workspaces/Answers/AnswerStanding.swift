import Networks
import Reports
import Training

/// Where networks and data stood when a question was answered.
///
/// It holds digests, no numbers, and compares by value: an answer that `undo` or `checkout` leads
/// back to is no longer out of date.
public struct AnswerStanding: Hashable, Sendable {
  /// What of a network the answer depends on.
  public struct Network: Hashable, Sendable {
    /// As it was then; the answer is out of date once no network has it.
    public let name: String
    /// Epochs that had ended.
    public let epoch: Int
    /// Batches of the epoch under way.
    public let batch: Int
    /// Layers, with the settings of gates.
    public let layers: [String]
    /// Nil where the answer does not depend on trained numbers.
    public let numbers: UInt64?
  }

  /// What of them counts.
  public let basis: AnswerBasis
  /// In the order asked about; empty where the answer depends on data alone.
  public let networks: [Network]
  /// Name and checksum of the data asked about.
  public let data: (name: String, checksum: String)?
  /// The task asked under, where data were asked about.
  private let task: String?

  /// - Parameter basis: nil for what stands on nothing.
  public init?(_ basis: AnswerBasis?, _ workspace: Workspace) {
    guard let basis else { return nil }
    self.basis = basis
    let names =
      switch basis.networks {
      case .inUse: [workspace.current].compactMap { $0 }
      case .named(let names): names
      case .all: workspace.networkNames
      }
    let entries = names.compactMap { workspace.networks[$0] }
    networks = entries.map { Network($0, withNumbers: basis.needsNumbers) { $0.network.digest } }
    let asksData = basis.needsData || entries.contains { $0.network.hasGates }
    data = asksData ? workspace.data.map(Self.name) : nil
    task = asksData ? workspace.task.name : nil
  }

  private static func name(_ data: LoadedData) -> (name: String, checksum: String) {
    (data.dataset.name, data.dataset.checksum.description)
  }

  /// Why the answer is out of date in `workspace`, as a clause; nil if it holds still.
  ///
  /// - Parameter digest: of a network's numbers; one that remembers serves many answers.
  public func outOfDate(
    in workspace: Workspace, digest: (NetworkEntry) -> UInt64 = { $0.network.digest }
  ) -> String? {
    for network in networks {
      if let reason = network.outOfDate(in: workspace, digest) { return reason }
    }
    if let task, task != workspace.task.name {
      return "it was asked about under ‘task \(task)’, and the task is another now"
    }
    guard let data else { return nil }
    guard let now = workspace.data.map(Self.name) else {
      return "it was asked about ‘\(data.name)’, and no data are loaded now"
    }
    guard now.checksum != data.checksum else { return nil }
    return now.name == data.name
      ? "‘\(data.name)’ was loaded again and is not the same"
      : "it was asked about ‘\(data.name)’, and ‘\(now.name)’ is loaded now"
  }

  /// Names and positions, as JSON says them.
  public var values: JSONValue {
    .array(
      networks.map {
        ["network": .string($0.name), "epoch": .integer($0.epoch), "batch": .integer($0.batch)]
      })
  }

  public static func == (one: AnswerStanding, other: AnswerStanding) -> Bool {
    one.networks == other.networks && one.data?.checksum == other.data?.checksum
      && one.task == other.task
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(networks)
    hasher.combine(data?.checksum)
    hasher.combine(task)
  }
}

extension AnswerStanding.Network {
  fileprivate init(
    _ entry: NetworkEntry, withNumbers: Bool, _ digest: (NetworkEntry) -> UInt64
  ) {
    name = entry.name
    epoch = entry.run.position.epoch
    batch = entry.run.position.batch
    layers = entry.network.graph.nodes.map { "\($0.name) \($0.layer.text) \($0.inputs)" }
    numbers = withNumbers || entry.network.hasGates ? digest(entry) : nil
  }

  fileprivate func outOfDate(
    in workspace: Workspace, _ digest: (NetworkEntry) -> UInt64
  ) -> String? {
    guard let entry = workspace.networks[name] else { return "there is no ‘\(name)’ any more" }
    let now = Self(entry, withNumbers: numbers != nil, digest)
    // Layers alone stay what they are when training goes on.
    let hasMoved = numbers != nil && (now.epoch, now.batch) != (epoch, batch)
    if !hasMoved, now.layers == layers, now.numbers == numbers { return nil }
    let places = "at \(place) when it was computed"
    if hasMoved { return "‘\(name)’ was \(places) and is at \(now.place) now" }
    return now.layers == layers
      ? "‘\(name)’ was \(places) and has other weights now"
      : "‘\(name)’ was \(places) and has other layers or gates now"
  }

  /// `epoch 3`, `epoch 3, batch 5`.
  private var place: String { "epoch \(epoch)" + (batch > 0 ? ", batch \(batch)" : "") }
}

extension Networks.Network {
  /// A number that tells its weights and statistics apart from others, in this run of the program.
  public var digest: UInt64 {
    let numbers = parameters.map(\.value) + buffers.map(\.value)
    return numbers.reduce(0) { $1.digest($0) }
  }
}
