import Foundation
import Networks
import Pruning
import Reports
import Tensors
import Training

/// All that going on with a training depends on: the network with what its optimizer and its method
/// remember, its position and its log, and the settings in force. A value that shares its numbers
/// with whatever it was taken of, until that changes.
public struct TrainingState {
  /// Without its history.
  public var entry: NetworkEntry
  /// How weights move.
  public var optimizer: OptimizerSettings
  /// The optimizer's horizon in epochs; nil takes the first `train`'s.
  public var over: Double?
  /// What is learned.
  public var task: any Task
  /// Of shuffling, augmentation and dropout.
  public var seed: UInt64
  /// What it trains on, with the size of its batches; nil where nothing is loaded.
  public var data: LoadedData?
  /// The rate that the line under way trains at, whatever the schedule says; nil leaves it to that.
  /// Whoever comes back here does not take it over.
  public var lineRate: Double?

  /// A network under given settings; the epochs behind it are left out.
  public init(
    _ entry: NetworkEntry, optimizer: OptimizerSettings, over: Double?, task: any Task,
    seed: UInt64, data: LoadedData?
  ) {
    self.entry = entry
    self.entry.history = EpochHistory()
    self.optimizer = optimizer
    self.over = over
    self.task = task
    self.seed = seed
    self.data = data
  }

  /// The same state with another network in its place, under the same settings.
  public func with(_ entry: NetworkEntry) -> TrainingState {
    var state = self
    state.entry = entry
    state.entry.history = EpochHistory()
    return state
  }

  /// How weights move from here: `optimizer`, but for the rate of the line under way.
  public var settings: OptimizerSettings { lineRate.map(optimizer.holding) ?? optimizer }

  /// Whether training from here is training from `other`: the same numbers, not only equal ones,
  /// and nothing else that training reads is different.
  public func continues(_ other: TrainingState) -> Bool {
    entry.run.position == other.entry.run.position && optimizer == other.optimizer
      && lineRate == other.lineRate && over == other.over && task.name == other.task.name
      && seed == other.seed
      && Self.isSame(data, other.data)
      && entry.tensors.map(\.holder) == other.entry.tensors.map(\.holder)
      && Self.text(entry) == Self.text(other.entry)
  }

  static func isSame(_ a: LoadedData?, _ b: LoadedData?) -> Bool {
    a?.request == b?.request && a?.batch == b?.batch
      && a?.dataset.checksum.description == b?.dataset.checksum.description
  }

  /// What training reads besides numbers. One that cannot be written is like no other.
  private static func text(_ entry: NetworkEntry) -> String {
    var plain = entry
    plain.name = ""
    plain.epochs = []
    plain.stretches = []
    plain.lastLook = [:]
    plain.plan = nil
    plain.run.tally = nil
    var file = Safetensors()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let data = try? encoder.encode(NetworkPart(plain, as: "", into: &file))
    return data.map { String(decoding: $0, as: UTF8.self) } ?? UUID().uuidString
  }

}

extension NetworkEntry {
  /// `after epoch 2 and 3 batches`, `before training`: where its training stands, in words.
  public var place: String {
    let position = run.position
    guard position.step > 0 else { return "before training" }
    let batches = "\(position.batch) \(NumberFormat.noun("batch", position.batch))"
    guard position.epoch > 0 else { return "after \(batches)" }
    return "after epoch \(position.epoch)" + (position.batch > 0 ? " and \(batches)" : "")
  }

  /// Every number of the network, of its optimizer, of its companions and of what left it.
  public var tensors: [Tensor] {
    var tensors = run.optimizerState.moments.flatMap { $0 }
    for name in run.companions.keys.sorted() {
      let values = run.companions[name]!.values
      for number in values.keys.sorted() { tensors.append(values[number]!) }
    }
    for network in [network, method?.shrinkage?.wide].compactMap({ $0 }) {
      tensors += network.parameters.map(\.value)
      tensors += network.parameters.compactMap(\.mask)
      tensors += network.buffers.map(\.value)
    }
    return tensors
  }
}

extension NetworkEntry {
  /// `, accuracy 83.2 % in training`, as last known; nothing before training.
  public var lastAccuracy: Phrase {
    guard let last = epochs.last else { return "" }
    return ", \(last.mark.score.title) \(Figure.mark(last.mark)) in training"
  }
}
