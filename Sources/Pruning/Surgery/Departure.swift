import Costs
import Networks
import Tensors

/// What leaves a network with the channels and branches of closed gates, and what work is left.
///
/// Counts as `Surgery` does and touches nothing. It goes further in one case: a layer may lose all of
/// its channels. Who reads them then reads nothing, and what only fed such a layer is not computed.
public struct Departure {
  /// Numbers of one layer that leave together.
  public struct Part: Equatable, Sendable {
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

    public var layer: String
    public var what: What
    /// Which of them, from 0; empty where all of the layer leaves.
    public var indices: [Int]
    /// Learned numbers that leave with them.
    public var parameters: Int
  }

  public private(set) var parts: [Part] = []
  /// The work of one image that is left, gates and what asks them not counted.
  public private(set) var work: [LayerWork] = []

  public init(_ graph: Graph, closed: Set<GateMap.Gate>) {
    var walk = Walk(graph, closed: closed)
    walk.findChannels()
    walk.findLive()
    for index in graph.nodes.indices {
      let left = walk.work(of: index)
      if let left, !graph.nodes[index].isGate { work.append(left) }
      parts += walk.parts(of: index, left: left?.work)
    }
  }

  private struct Walk {
    let graph: Graph
    let closed: Set<GateMap.Gate>
    /// Producers and gate modules that lose channels or gates: those that stay.
    var kept: [Int: [Int]] = [:]
    /// By node: the channels that stay, by their numbers before.
    var channels: [[Int]] = []
    var layers: [any Layer] = []
    var live: Set<Int> = []

    init(_ graph: Graph, closed: Set<GateMap.Gate>) {
      self.graph = graph
      self.closed = closed
      for (index, node) in graph.nodes.enumerated() {
        if let module = node.layer as? GateModule {
          kept[index] = (0..<module.gateCount).filter { !isClosed(index, $0) }
        }
        guard let gated = node.layer as? Gated, !gated.isShared,
          let producer = GateSites.producer(of: graph, behind: node.inputs[0])
        else { continue }
        kept[producer] = (0..<node.shape.channels).filter {
          !isClosed(node.inputs[1], gated.first + $0)
        }
      }
    }

    private func isClosed(_ module: Int, _ position: Int) -> Bool {
      let count = (graph.nodes[module].layer as? GateModule)?.channels.count ?? 0
      return closed.contains(
        GateMap.Gate(module: module, position: position, isBlock: position >= count))
    }

    private func channels(of index: Int) -> [Int] {
      index == Graph.source ? Array(0..<graph.input.channels) : channels[index]
    }

    /// The inputs that still carry something.
    private func inputs(of index: Int) -> [Int] {
      graph.nodes[index].inputs.filter { !channels(of: $0).isEmpty }
    }

    mutating func findChannels() {
      for (index, node) in graph.nodes.enumerated() {
        let from = inputs(of: index)
        let isProducer = GateSites.isProducer(node.layer)
        let isShut =
          (node.layer as? Gated).map { $0.isShared && isClosed(node.inputs[1], $0.first) } ?? false
        if isShut || (from.isEmpty && !isProducer) {
          channels.append([])
          layers.append(node.layer)
        } else if node.layer is Gated || (node.layer is Sum && from.count == 1) {
          channels.append(channels(of: node.layer is Gated ? node.inputs[0] : from[0]))
          layers.append(node.layer)
        } else {
          let read = node.layer is Sum ? from : node.inputs
          let narrowing = node.layer.narrowed(
            inputs: read.map { channels(of: $0) }, shapes: read.map { graph.shape(of: $0) },
            outputs: kept[index])
          channels.append(narrowing.outputs)
          layers.append(narrowing.layer)
        }
      }
    }

    mutating func findLive() {
      var frontier = [graph.nodes.count - 1]
      while let index = frontier.popLast() {
        guard index >= 0, live.insert(index).inserted else { continue }
        frontier += inputs(of: index)
      }
    }

    /// The work that a node still has; nil where it has left or only passes on.
    func work(of index: Int) -> LayerWork? {
      let node = graph.nodes[index]
      let read = node.layer is Sum ? inputs(of: index) : node.inputs
      guard live.contains(index), !channels[index].isEmpty, !(node.layer is Sum && read.count == 1)
      else { return nil }
      let shapes = read.map { source in
        let shape = graph.shape(of: source)
        return Shape(channels(of: source).count, shape.height, shape.width)
      }
      return LayerWork(
        node.name, layers[index].work(of: shapes), isFused: layers[index].isFused)
    }

    func parts(of index: Int, left: Work?) -> [Part] {
      let node = graph.nodes[index]
      let before = node.layer.work(of: node.inputShapes).parameters
      let gone = Int(before - (left?.parameters ?? 0))
      func part(_ what: Part.What, _ indices: [Int], _ parameters: Int) -> Part {
        Part(layer: node.name, what: what, indices: indices, parameters: parameters)
      }
      guard left != nil else {
        if node.layer is Sum, live.contains(index) { return [part(.sum, [], 0)] }
        return before > 0 ? [part(.layer, [], gone)] : []
      }
      guard gone > 0 else { return [] }
      let makes = kept[index].map { missing($0, of: outputs(of: index)) } ?? []
      let reads = missing(channels(of: node.inputs[0]), of: node.inputShapes[0].channels)
      guard GateSites.isProducer(node.layer) || node.layer is GateModule else {
        return [part(.entries, reads, gone)]
      }
      let area = node.layer is Linear ? node.inputShapes[0].area : 1
      let columns = reads.flatMap { channel in (0..<area).map { channel * area + $0 } }
      let made: Part.What = node.layer is GateModule ? .gates : .outputs
      if makes.isEmpty { return [part(.inputs, columns, gone)] }
      if columns.isEmpty { return [part(made, makes, gone)] }
      // A weight from a channel that leaves to one that leaves counts with the outputs.
      let readers = columns.count * readers(of: index, outputs(of: index) - makes.count)
      return [part(made, makes, gone - readers), part(.inputs, columns, readers)]
    }

    /// Weights that read one input, of `count` outputs.
    private func readers(of index: Int, _ count: Int) -> Int {
      let node = graph.nodes[index]
      if let module = node.layer as? GateModule { return module.hidden }
      let inputs = node.layer is Linear ? node.inputShapes[0].size : node.inputShapes[0].channels
      let weights = Int(node.layer.work(of: node.inputShapes).connections)
      return weights / max(1, inputs * outputs(of: index)) * count
    }

    private func outputs(of index: Int) -> Int {
      (graph.nodes[index].layer as? GateModule)?.gateCount ?? graph.nodes[index].shape.channels
    }

    private func missing(_ kept: [Int], of count: Int) -> [Int] {
      let stays = Set(kept)
      return (0..<count).filter { !stays.contains($0) }
    }
  }
}
