import Costs
import Tensors

/// A number array that training keeps.
public struct Buffer {
  /// With its node in front: `bn1.mean`.
  public let name: String
  /// The numbers as they are now.
  public var value: Tensor
}

/// A graph with its numbers. A value: a copy shares storage until one of the two changes.
public struct Network {
  /// Which layers there are and who reads whom.
  public let graph: Graph
  /// Layer by layer, in the order of `Layer.parameters(of:)`.
  public var parameters: [Parameter]
  /// Layer by layer, in the order of `Layer.buffers(of:)`.
  public var buffers: [Buffer]
  private let places: [Place]

  /// Where a node's numbers begin, and whether the rectifier after it is computed along with it.
  private struct Place {
    var parameter: Int
    var buffer: Int
    var rectifier: Rectifier?
    var hasOneReader = false
  }

  /// A network with starting values; they are a function of (seed, parameter name).
  public init(_ graph: Graph, seed: UInt64) {
    self.init(graph, seed: seed, carrying: nil, stop: nil)
  }

  /// The same, but for the numbers that `other` has under the same names and dimensions.
  ///
  /// - Parameter stop: looked at on the way.
  /// - Throws: `Interruption` where it was raised, also because memory has no room for the weights.
  public init(
    _ graph: Graph, seed: UInt64, carrying other: Network? = nil, interruptedBy stop: StopFlag
  ) throws(Interruption) {
    let new = graph.work.total.parameters - Double(other?.parameterCount ?? 0)
    if new > 0 { stop.require(4 * new) }
    if stop.isRaised { throw Interruption() }
    self.init(graph, seed: seed, carrying: other, stop: stop)
    if stop.isRaised { throw Interruption() }
  }

  /// The same without a stop.
  public init(_ graph: Graph, seed: UInt64, carrying other: Network) {
    self.init(graph, seed: seed, carrying: other, stop: nil)
  }

  private init(_ graph: Graph, seed: UInt64, carrying other: Network?, stop: StopFlag?) {
    let oldParameters = Dictionary(
      uniqueKeysWithValues: (other?.parameters ?? []).map { ($0.name, $0) })
    let oldBuffers = Dictionary(
      uniqueKeysWithValues: (other?.buffers ?? []).map { ($0.name, $0.value) })
    var parameters: [Parameter] = []
    var buffers: [Buffer] = []
    for node in graph.nodes {
      for spec in node.layer.parameters(of: node.inputShapes) {
        let name = "\(node.name).\(spec.name)"
        let old = oldParameters[name].flatMap {
          $0.value.dimensions == spec.dimensions ? $0 : nil
        }
        let stream: Generator.Stream = spec.role == .gate ? .gates : .weights
        let generator = Generator(seed: seed, stream: stream).split(Self.hash(name))
        parameters.append(
          Parameter(
            name: name, role: spec.role,
            value: old?.value ?? spec.start.tensor(spec.dimensions, generator, stop: stop),
            mask: old?.mask))
      }
      for spec in node.layer.buffers(of: node.inputShapes) {
        let name = "\(node.name).\(spec.name)"
        let old = oldBuffers[name].flatMap { $0.dimensions == spec.dimensions ? $0 : nil }
        buffers.append(
          Buffer(name: name, value: old ?? Tensor(spec.dimensions, repeating: spec.start)))
      }
    }
    self.init(graph, parameters: parameters, buffers: buffers)
  }

  /// A network of numbers that come from elsewhere.
  public init(_ graph: Graph, tensor: (StateTensor.Place) -> Tensor) {
    var parameters: [Parameter] = []
    var buffers: [Buffer] = []
    for node in graph.nodes {
      for spec in node.layer.parameters(of: node.inputShapes) {
        parameters.append(
          Parameter(
            name: "\(node.name).\(spec.name)", role: spec.role,
            value: tensor(.parameter(parameters.count))))
      }
      for spec in node.layer.buffers(of: node.inputShapes) {
        buffers.append(
          Buffer(name: "\(node.name).\(spec.name)", value: tensor(.buffer(buffers.count))))
      }
    }
    self.init(graph, parameters: parameters, buffers: buffers)
  }

  /// - Precondition: parameters and buffers stand in the order the graph's nodes ask for them.
  public init(_ graph: Graph, parameters: [Parameter], buffers: [Buffer]) {
    self.graph = graph
    self.parameters = parameters
    self.buffers = buffers
    var places: [Place] = []
    var parameter = 0
    var buffer = 0
    for (index, node) in graph.nodes.enumerated() {
      var place = Place(parameter: parameter, buffer: buffer)
      parameter += node.layer.parameters(of: node.inputShapes).count
      buffer += node.layer.buffers(of: node.inputShapes).count
      if let layer = node.layer as? any RectifyingLayer, graph.onlyUser(of: index) == index + 1 {
        place.rectifier = layer.takes(graph.nodes[index + 1].layer)
      }
      place.hasOneReader = graph.onlyUser(of: place.rectifier == nil ? index : index + 1) != nil
      places.append(place)
    }
    precondition(parameter == parameters.count && buffer == buffers.count)
    self.places = places
  }

  /// The network without the layers that nothing reads.
  public func withoutUnread() throws(LayerError) -> Network {
    guard !graph.nodes.allSatisfy(\.isRead) else { return self }
    return Network(try graph.withoutUnread(), seed: 0, carrying: self)
  }

  /// The parameters of the layers that are read, in network order.
  public var readParameters: [Int] {
    graph.nodes.indices.filter { graph.nodes[$0].isRead }.flatMap { Array(parameterRange(of: $0)) }
  }

  /// The parameters of node `index`.
  public func parameterRange(of index: Int) -> Range<Int> {
    let end = index + 1 < places.count ? places[index + 1].parameter : parameters.count
    return places[index].parameter..<end
  }

  /// The buffers of node `index`.
  public func bufferRange(of index: Int) -> Range<Int> {
    let end = index + 1 < places.count ? places[index + 1].buffer : buffers.count
    return places[index].buffer..<end
  }

  /// Weights in all, biases and gates included, buffers and what nothing reads not.
  public var parameterCount: Int { readParameters.reduce(0) { $0 + parameters[$1].value.count } }

  /// Runs a batch.
  ///
  /// - Parameters:
  ///   - recording: keep what the way back needs.
  ///   - stop: looked at between operations.
  ///   - filters: shared by batches between which no weight changes.
  /// - Throws: `Interruption` where `stop` was raised.
  public func forward(
    _ x: Activations, mode: Pass.Mode, recording: Bool = false, stop: StopFlag? = nil,
    generator: Generator = Generator(seed: 0, stream: .dropout), firstImage: Int = 0,
    filters: FilterCache? = nil
  ) throws(Interruption) -> (output: Variable, pass: Pass) {
    let pass = Pass(
      self, mode: mode, recording: recording, stop: stop, generator: generator,
      firstImage: firstImage, filters: filters)
    let source = Variable(x, tracked: false)
    var lastUse = Array(repeating: -1, count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated() where node.isRead {
      for input in node.inputs where input >= 0 { lastUse[input] = index }
    }
    var values: [Variable?] = Array(repeating: nil, count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated() where node.isRead {
      if stop?.isRaised == true { throw Interruption() }
      let inputs = node.inputs.map { $0 == Graph.source ? source : values[$0]! }
      let place = places[index]
      let view = NodePass(
        pass: pass, node: index, firstParameter: place.parameter, firstBuffer: place.buffer,
        readsImages: node.inputs.contains(Graph.source), hasOneReader: place.hasOneReader)
      if index > 0, places[index - 1].rectifier != nil {
        values[index] = inputs[0]
      } else if let rectifier = place.rectifier, let layer = node.layer as? any RectifyingLayer {
        values[index] = layer.forward(inputs, view, with: rectifier)
      } else {
        values[index] = node.layer.forward(inputs, view)
      }
      for input in node.inputs where input >= 0 && lastUse[input] == index { values[input] = nil }
    }
    return (values.last.flatMap { $0 } ?? source, pass)
  }

  /// Takes over the statistics a training pass gathered.
  public mutating func commit(_ pass: Pass) {
    for (index, value) in pass.newBuffers { buffers[index].value = value }
  }

  /// A stable hash of a name (FNV-1a), so that a parameter's start depends on its name alone.
  private static func hash(_ name: String) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash)
  }
}
