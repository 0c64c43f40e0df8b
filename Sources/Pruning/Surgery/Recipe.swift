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
    var result = Network(graph) { place in
      switch place {
      case .parameter(let index):
        let part = parameters[index]
        return part.selection.forward(old.parameters[part.source].value)
      case .buffer(let index):
        let part = buffers[index]
        return part.selection.forward(old.buffers[part.source].value)
      }
    }
    for (index, part) in parameters.enumerated() {
      guard let mask = old.parameters[part.source].mask else { continue }
      result.parameters[index].hold(part.selection.forward(mask))
    }
    return result
  }

  /// What the optimizer remembers of the numbers that stay.
  public func optimizerState(from old: OptimizerState) -> OptimizerState {
    OptimizerState(
      moments: parameters.map { part in
        old.moments[part.source].map(part.selection.forward)
      },
      steps: parameters.map { old.steps[$0.source] })
  }

  /// A run's network after this surgery, and with it all that goes along.
  func carry(_ run: inout Run, to network: Network) {
    let old = run.network
    run.optimizerState = optimizerState(from: run.optimizerState)
    run.changeCompanions { values in
      var kept: [String: Tensor] = [:]
      for (part, parameter) in zip(parameters, network.parameters) {
        kept[parameter.name] = values[old.parameters[part.source].name].map(part.selection.forward)
      }
      for (part, buffer) in zip(buffers, network.buffers) {
        kept[buffer.name] = values[old.buffers[part.source].name].map(part.selection.forward)
      }
      values = kept
    }
    run.network = network
  }

  /// Writes the numbers of the narrower network back into the wider one.
  public func scatter(_ small: Network, into large: inout Network) {
    for (index, part) in parameters.enumerated() {
      large.parameters[part.source].value.scatter(
        small.parameters[index].value, rows: part.selection.rows, columns: part.selection.columns)
      if let mask = small.parameters[index].mask {
        let wide = large.parameters[part.source]
        var whole = wide.mask ?? Tensor(wide.value.dimensions, repeating: 1)
        whole.scatter(mask, rows: part.selection.rows, columns: part.selection.columns)
        large.parameters[part.source].hold(whole)
      }
    }
    for (index, part) in buffers.enumerated() {
      large.buffers[part.source].value.scatter(
        small.buffers[index].value, rows: part.selection.rows, columns: part.selection.columns)
    }
  }
}
