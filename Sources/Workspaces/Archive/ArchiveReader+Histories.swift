import Language
import Networks
import Pruning
import Training

extension ArchiveReader {
  /// Puts the states that trainings went through behind the networks and checkpoints of a
  /// workspace.
  func restoreHistories(of workspace: inout Workspace, _ plan: ArchivePlan) throws {
    guard let parts = archive.histories else { return }
    let kept = try keptStates(workspace, plan)
    for part in parts {
      let states = try part.states.map { place in
        guard kept.indices.contains(place) else { throw Self.foreign(part.owner) }
        return kept[place]
      }
      guard Self.isCourse(states) else { throw Self.foreign(part.owner) }
      let history = EpochHistory(states, isCut: part.isCut)
      let here = try part.here.map { place in
        guard states.indices.contains(place) else { throw Self.foreign(part.owner) }
        return states[place]
      }
      if workspace.networks[part.owner] != nil {
        workspace.networks[part.owner]!.history = history
        here?.take(TrainingState(workspace.networks[part.owner]!, in: workspace))
      } else if part.owner.hasPrefix("@"),
        workspace.checkpoints[String(part.owner.dropFirst())] != nil
      {
        workspace.checkpoints[String(part.owner.dropFirst())]!.history = history
      } else {
        throw Self.foreign(part.owner)
      }
    }
  }

  private static func foreign(_ owner: String) -> WorkspaceArchive.Mismatch {
    WorkspaceArchive.Mismatch(
      description: "the epochs behind ‘\(Printable.of(owner))’ are not its own")
  }

  /// Whether training leads from one to the next: to each from where one set out, over whole
  /// epochs.
  private static func isCourse(_ states: [KeptState]) -> Bool {
    var source: KeptState?
    for state in states {
      if let source, state.position.step < source.position.step { return false }
      if state.start != nil {
        source = state
        continue
      }
      guard let from = source?.position, let data = source?.start?.data, let epoch = state.epoch,
        state.log.last?.epoch == epoch, epoch >= from.epoch, epoch - from.epoch < 1 << 20,
        state.position
          == Position(
            epoch: epoch, batch: 0,
            step: from.step + (epoch - from.epoch) * data.stepsPerEpoch - from.batch)
      else { return false }
    }
    return true
  }

  /// All of them in their order, without numbers but for where a training set out.
  private func keptStates(_ workspace: Workspace, _ plan: ArchivePlan) throws -> [KeptState] {
    var states: [KeptState] = []
    var loaded = workspace.data
    for part in archive.kept ?? [] {
      guard part.before.map(states.indices.contains) ?? true else { throw Self.foreign("") }
      let log = (part.before.map { states[$0].log } ?? []) + part.reports
      var begun: TrainingState?
      var start: TrainingState?
      if let set = part.start {
        let state = try trainingState(set.begun, plan, loaded)
        loaded = state.data ?? loaded
        var entry = state.entry
        entry.horizon = set.horizon
        if let archive = set.method {
          entry.method = try method(
            archive, state.entry.network, wide: state.entry.method?.shrinkage?.wide,
            of: state.entry.name)
        }
        begun = state
        start = state.with(entry)
        begun?.lineRate = set.lineRate
        start?.lineRate = set.lineRate
        guard state.entry.run.position == part.position else {
          throw Self.foreign(state.entry.name)
        }
      }
      states.append(
        KeptState(
          epoch: part.epoch, position: part.position, log: log, begun: begun, start: start))
    }
    return states
  }
}
