import Language
import Workspaces

extension Engine {
  /// Keeps earlier states within their bounds.
  ///
  /// - Parameter training: the network in use at the end of an epoch, while its `train` runs.
  public func settle(training: NetworkEntry? = nil) throws -> StateMemory.Use {
    var holdings = Holdings()
    if let training {
      holdings.markInUse(training)
      holdings.add(training.history)
    }
    for entry in undoStack.past + undoStack.future { holdings.add(entry.workspace) }
    holdings.add(workspace)
    for entry in workspace.networks.values where entry.name != training?.name {
      holdings.markInUse(entry)
    }
    return try StateMemory(workspace, folder: configuration.stateFolder).settle(holdings)
  }

  /// What a training calls at the end of each epoch. It asks all states there are only where those
  /// since the last time may have filled the room that it found: else each epoch of a long training
  /// would take longer than the one before.
  func roomMaker() -> (_ training: NetworkEntry) throws -> Void {
    var room = 0
    return { [unowned self] training in
      room -= Holdings.growth(keeping: training)
      if room < 0 { room = try settle(training: training).room }
    }
  }

  /// The same after a change, which holds whatever becomes of earlier states. What is wrong is said
  /// once, not at every change.
  public func settle(_ context: CommandContext) {
    var problem: String?
    do {
      if try !settle().fits {
        problem =
          "checkpoints and what ‘undo’ takes back hold more than memory= and disk= allow; "
          + "‘checkpoint NAME drop’ and ‘set undo=N’ make room"
      }
    } catch {
      let diagnostic = ErrorTranslation.diagnostic(for: error)
      problem = "earlier states stay in memory: \(diagnostic.message)"
    }
    if let problem, problem != memoryProblem { context.warn(problem) }
    memoryProblem = problem
  }
}
