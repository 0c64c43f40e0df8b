import Networks
import Tensors
import Training

/// How the numbers of a narrower network come from those of the wider one.
public struct Recipe: Sendable, Codable {
  /// The old tensor a new one comes from, and the slices that stay.
  struct Slice: Sendable, Codable {
    var source: Int
    var selection: Selection
  }

  /// By new parameter.
  var parameters: [Slice] = []
  var buffers: [Slice] = []

  func network(_ graph: Graph, from old: Network) -> Network {
    Network(graph) { place in
      switch place {
      case .parameter(let index):
        let part = parameters[index]
        return Self.select(old.parameters[part.source].value, part.selection)
      case .buffer(let index):
        let part = buffers[index]
        return Self.select(old.buffers[part.source].value, part.selection)
      }
    }
  }

  /// What the optimizer remembers of the numbers that stay.
  public func optimizerState(from old: OptimizerState) -> OptimizerState {
    OptimizerState(
      moments: parameters.map { part in
        old.moments[part.source].map { Self.select($0, part.selection) }
      },
      steps: parameters.map { old.steps[$0.source] })
  }

  private static func select(_ tensor: Tensor, _ selection: Selection) -> Tensor {
    selection.rows == nil && selection.columns == nil
      ? tensor : tensor.selecting(rows: selection.rows, columns: selection.columns)
  }

  /// Writes the numbers of the narrower network back into the wider one.
  public func scatter(_ small: Network, into large: inout Network) {
    for (index, part) in parameters.enumerated() {
      large.parameters[part.source].value.scatter(
        small.parameters[index].value, rows: part.selection.rows, columns: part.selection.columns)
    }
    for (index, part) in buffers.enumerated() {
      large.buffers[part.source].value.scatter(
        small.buffers[index].value, rows: part.selection.rows, columns: part.selection.columns)
    }
  }
}
