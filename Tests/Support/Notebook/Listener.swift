import Notebook

/// Notes what an engine tells, for tests.
package final class Listener: EngineObserver {
  package private(set) var inner: [Turn] = []
  private let edge: (TrainingEdge) -> Void

  package init(edge: @escaping (TrainingEdge) -> Void = { _ in }) { self.edge = edge }

  package func didRun(inner turn: Turn) { inner.append(turn) }

  package func didReach(_ edge: TrainingEdge) { self.edge(edge) }
}
