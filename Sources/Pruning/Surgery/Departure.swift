import Costs
import Networks
import Tensors

/// What leaves a network with the channels and branches of closed gates, and what work is left.
///
/// Counts as `Surgery` does and touches nothing. It goes further in one case: a layer may lose all
/// of its channels. Who reads them then reads nothing, and what only fed such a layer is not
/// computed.
public struct Departure {
  /// Numbers of one layer that leave together.
  public struct Part: Equatable, Sendable {
    /// Which of a layer's weights leave.
    public enum What: String, Sendable {
      /// Filters of a convolution, or neurons.
      case outputs
      /// The weights that read what left.
      case inputs
      /// A channel's own numbers in a batch norm or a depthwise convolution.
      case entries
      case gates
      /// All of it.
      case layer
      /// A sum of which one term is left.
      case sum
    }

    /// The name of the layer.
    public var layer: String
    /// Which of its weights.
    public var what: What
    /// Which of them, from 0; empty where all of the layer leaves.
    public var indices: [Int]
    /// Learned numbers that leave with them.
    public var parameters: Int
  }

  /// In network order, several for one layer where it loses outputs and inputs.
  public private(set) var parts: [Part] = []
  /// The work of one image that is left, gates and what asks them not counted.
  public private(set) var work: [LayerWork] = []

  /// What leaves `graph` with `closed`, by the flow of its layers alone; no weight is read.
  public init(_ graph: Graph, closed: Set<GateMap.Gate>) {
    let rest = Remainder(graph, closed: closed, droppingGates: false)
    for index in graph.nodes.indices where graph.nodes[index].isRead {
      let left = rest.work(of: index)
      if let left, !graph.nodes[index].isGate { work.append(left) }
      parts += rest.parts(of: index, left: left?.work)
    }
  }
}

extension Remainder {
  /// The work that a node still has; nil where it has left or only passes on.
  fileprivate func work(of index: Int) -> LayerWork? {
    guard live.contains(index), !channels[index].isEmpty, let narrowing = narrowings[index] else {
      return nil
    }
    return narrowing.layer.work(of: shapes(of: index), named: graph.nodes[index].name)
  }

  /// What leaves of a node whose work `left` is left.
  fileprivate func parts(of index: Int, left: Work?) -> [Departure.Part] {
    let node = graph.nodes[index]
    let before = node.layer.work(of: node.inputShapes).parameters
    let gone = Int(before - (left?.parameters ?? 0))
    func part(
      _ what: Departure.Part.What, _ indices: [Int], _ parameters: Int
    ) -> Departure.Part {
      Departure.Part(layer: node.name, what: what, indices: indices, parameters: parameters)
    }
    guard left != nil else {
      if node.layer.flow == .adds, passesOn(index), live.contains(index) {
        return [part(.sum, [], 0)]
      }
      return before > 0 ? [part(.layer, [], gone)] : []
    }
    guard gone > 0, let narrowing = narrowings[index] else { return [] }
    guard node.layer.flow == .makes || node.isGate else {
      let stays = missing(channels(of: node.inputs[0]), of: node.inputShapes[0].channels)
      return [part(.entries, stays, gone)]
    }
    let makes = missing(narrowing.outputs, of: node.shape.channels)
    // The first parameter reads what comes in, a column each: its rows that stay still read it.
    let size = node.layer.parameters(of: node.inputShapes)[0].dimensions
    let selection = narrowing.parameters[0]
    let columns = selection.columns.map { missing($0, of: size[1]) } ?? []
    let made: Departure.Part.What = node.isGate ? .gates : .outputs
    if makes.isEmpty { return [part(.inputs, columns, gone)] }
    if columns.isEmpty { return [part(made, makes, gone)] }
    // A weight from a channel that leaves to one that leaves counts with the outputs.
    let rows = selection.rows?.count ?? size[0]
    let readers = size.dropFirst(2).reduce(columns.count * rows, *)
    return [part(made, makes, gone - readers), part(.inputs, columns, readers)]
  }

  private func missing(_ kept: [Int], of count: Int) -> [Int] {
    let stays = Set(kept)
    return (0..<count).filter { !stays.contains($0) }
  }
}
