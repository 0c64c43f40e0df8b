import Sessions
import Workspaces

/// The end of an epoch of a training that goes on.
public struct TrainingEdge {
  /// The line that brings a training to here from so many of its batches on.
  public let line: (Int) -> String
  /// Batches since it began.
  public let steps: Int
  /// The line's.
  public let scope: FileScope
  /// The session as it would be if the training had ended here.
  public let state: () throws -> SessionState
}

extension Engine {
  /// Gives observers the session as it would be if the training ended with this epoch.
  ///
  /// - Parameters:
  ///   - line: brings the training here, from so many of its batches on.
  ///   - cell: the line from its start, with what it prints.
  public func reachEdge(
    _ training: NetworkEntry, _ line: @escaping (Int) -> String, _ steps: Int,
    _ cell: @escaping () throws -> SessionCell
  ) {
    guard writesFiles else { return }
    let edge = TrainingEdge(line: line, steps: steps, scope: scope) { [self] in
      var state = state
      var cell = try cell()
      cell.scope = scope
      state.file.elements.append(.cell(cell))
      state.workspace.networks[training.name] = training
      return state
    }
    observers.forEach { $0.didReach(edge) }
  }
}
