import Datasets
import Networks

extension Workspace {
  /// Roughly the bytes that training takes with the data and networks that there are: the data set,
  /// every network, a step of the largest one.
  public var trainingBytes: Double {
    let examples = data.map { data in
      Double(data.dataset.training.count + data.dataset.test.count)
        * Double(data.dataset.shape.size) * 4
    }
    let graphs = networks.values.map(\.network.graph)
    let step = graphs.map { MemoryNeed.training($0, batch: data?.largestBatch ?? 1) }.max() ?? 0
    return graphs.reduce((examples ?? 0) + step) { $0 + MemoryNeed.weights($1) }
  }
}
