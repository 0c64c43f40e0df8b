import Training

extension TrainingState {
  /// A network under the settings that are in force in `workspace`.
  public init(_ entry: NetworkEntry, in workspace: Workspace) {
    self.init(
      entry, optimizer: workspace.optimizer, over: workspace.over, task: workspace.task,
      seed: workspace.seed, data: workspace.data)
  }
}

extension Checkpoint {
  /// A network as it is, with the settings in force and the epochs behind it.
  public init(_ entry: NetworkEntry, in workspace: Workspace) {
    self.init(TrainingState(entry, in: workspace), entry.history)
  }
}

extension Workspace {
  /// Puts a network back as it was, with the settings that its training depends on, and in use.
  ///
  /// - Returns: what else changed with it, a sentence each.
  public mutating func restore(
    _ state: TrainingState, as name: String, _ history: EpochHistory
  ) -> [String] {
    var said: [String] = []
    if state.optimizer != optimizer || state.over != over {
      adopt(state.optimizer, over: state.over)
      said.append("the optimizer is as it was then: \(optimizerText)")
    }
    if state.task.name != task.name {
      task = state.task
      said.append("the task is as it was then: \(task.name)")
    }
    if state.seed != seed {
      seed = state.seed
      said.append("seed \(String(seed)), as it was then")
    }
    if !TrainingState.isSame(state.data, data) {
      endEpochs()
      data = state.data
      let name = data.map { "\($0.dataset.name), batch \($0.batch)" } ?? "none"
      said.append("the data are those of then: \(name)")
    }
    var back = state.entry
    back.name = name
    back.history = history
    entry = back
    return said
  }

  /// Takes over how weights move; horizons begin anew, and momentum of one rule means nothing to
  /// another.
  public mutating func adopt(_ settings: OptimizerSettings, over: Double?) {
    let isOther = settings.optimizer.name != optimizer.optimizer.name
    optimizer = settings
    self.over = over
    for name in networkNames {
      networks[name]!.horizon = nil
      if isOther {
        networks[name]!.run.optimizerState = OptimizerState(networks[name]!.network)
      }
    }
  }

  /// An epoch under way ends where the batches change, and what was planned in them.
  public mutating func endEpochs() {
    for name in networkNames {
      networks[name]!.plan = nil
      if networks[name]!.run.position.batch > 0 { networks[name]!.run.endEpoch() }
    }
  }
}
