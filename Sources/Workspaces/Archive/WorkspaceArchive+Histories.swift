import Foundation
import Networks
import Pruning
import Training

extension WorkspaceArchive {
  /// A state that trainings went through. Only where one set out are there numbers; training brings
  /// the others back.
  struct KeptPart: Codable, Sendable {
    /// The epoch that ended here; nil where changes by hand led away from one.
    var epoch: Int?
    var position: Position
    /// The place of the state whose epochs come before `reports`; nil where there are none.
    var before: Int?
    /// What the epochs from there to here left.
    var reports: [EpochReport]
    /// Nil where only training led here.
    var start: StartPart?
  }

  /// Where a training set out.
  struct StartPart: Codable, Sendable {
    /// Before it did; the names of its tensors begin with its place.
    var begun: CheckpointPart
    /// What it set out with.
    var horizon: Horizon?
    var method: MethodArchive?
    /// The rate of the line, whatever the schedule says.
    var lineRate: Double?
  }

  /// The states behind a network or a checkpoint.
  struct HistoryPart: Codable, Sendable {
    /// What the names of its tensors begin with.
    var owner: String
    /// The places of the states among all that are kept, in their order.
    var states: [Int]
    /// Which of them the network is at, its numbers and settings untouched since; nil for none.
    var here: Int?
    /// Whether there were others before that are not known.
    var isCut: Bool
  }

  /// Puts together the states behind all networks and checkpoints, each once.
  struct Histories {
    private(set) var kept: [KeptPart] = []
    private(set) var parts: [HistoryPart] = []
    private var places: [ObjectIdentifier: Int] = [:]
    private let folder: String?

    init(in folder: String?) { self.folder = folder }

    /// Adds those behind `state`, their numbers too.
    mutating func add(
      _ history: EpochHistory, behind state: TrainingState, of owner: String,
      into file: inout Safetensors
    ) {
      // Within an epoch nothing can be gone back to, and nothing set out.
      let states = history.states.filter { $0.epoch != nil || $0.start != nil }
      var before: KeptState?
      for state in states {
        add(state, behind: before, into: &file)
        before = state
      }
      let here = states.lastIndex { kept in
        kept.position == state.entry.run.position && (kept.state.map(state.continues) ?? false)
      }
      parts.append(
        HistoryPart(
          owner: owner, states: states.map { places[ObjectIdentifier($0)]! }, here: here,
          isCut: history.isCut))
    }

    private mutating func add(
      _ state: KeptState, behind before: KeptState?, into file: inout Safetensors
    ) {
      guard places[ObjectIdentifier(state)] == nil else { return }
      let place = kept.count
      places[ObjectIdentifier(state)] = place
      let known = before.map(\.log) ?? []
      let follows =
        known.count <= state.log.count && known.last == state.log.prefix(known.count).last
      var start: StartPart?
      if let begun = state.state, let set = state.start {
        start = StartPart(
          begun: CheckpointPart(
            Checkpoint(begun), named: WorkspaceArchive.name(ofStart: place), in: folder,
            into: &file),
          horizon: set.entry.horizon,
          method: set.entry.method.map { MethodArchive($0, set.entry.network) },
          lineRate: set.lineRate)
      }
      kept.append(
        KeptPart(
          epoch: state.epoch, position: state.position,
          before: follows ? before.map { places[ObjectIdentifier($0)]! } : nil,
          reports: Array(state.log.dropFirst(follows ? known.count : 0)), start: start))
    }
  }

  /// What no checkpoint can be called.
  static func name(ofStart place: Int) -> String { "/\(place)" }

  /// Where trainings set out.
  var starts: [StartPart] { (kept ?? []).compactMap(\.start) }
}
