@testable import Notebook

/// Notes what an engine tells, for tests.
final class Listener: EngineObserver {
  private(set) var inner: [Turn] = []
  private let edge: (TrainingEdge) -> Void

  init(edge: @escaping (TrainingEdge) -> Void = { _ in }) { self.edge = edge }

  func didRun(inner turn: Turn) { inner.append(turn) }

  func didReach(_ edge: TrainingEdge) { self.edge(edge) }
}
