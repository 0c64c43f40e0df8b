import Costs
import Tensors

/// A layer in its place: a name, where its inputs come from, the shapes around it.
public struct Node: Sendable {
  /// As typed with `name=`, else the layer's stem and a number; no two nodes share one.
  public var name: String
  /// What stands here.
  public var layer: any Layer
  /// Indices of earlier nodes; `Graph.source` is the network's input.
  public var inputs: [Int]
  /// Of one image, in the order of `inputs`.
  public var inputShapes: [Shape]
  /// Of one image, as it comes out.
  public var shape: Shape
  /// Whether the network's output depends on it; the last node is the output.
  public fileprivate(set) var isRead = false

  /// Its products, where they are its work.
  public var product: Product? { layer.product(on: inputShapes[0]) }

  /// The work of one image in it.
  public var work: LayerWork { layer.work(of: inputShapes, named: name) }
}

/// A network's description: layers as a directed graph, inputs before users.
///
/// Layers that nothing reads may stand in it while it is built. They keep their place and their
/// numbers; nobody computes, trains, counts or prices them.
public struct Graph: Sendable {
  /// The index that stands for the network's input.
  public static let source = -1

  /// The shape of one image.
  public let input: Shape
  /// In the order of evaluation.
  public private(set) var nodes: [Node] = []
  private var places: [String: Int] = [:]

  /// A graph without layers: its output is its input.
  public init(input: Shape) { self.input = input }

  /// Layers that each read the one before.
  public init(input: Shape, stack layers: [any Layer]) throws(LayerError) {
    self.init(input: input)
    for layer in layers { try append(layer) }
  }

  /// The shape of the last node, or of the input while there is none.
  public var output: Shape { nodes.last?.shape ?? input }

  /// What comes out of node `index`; `Graph.source` gives the input.
  public func shape(of index: Int) -> Shape {
    index == Self.source ? input : nodes[index].shape
  }

  /// The node of that name; `input` is `Graph.source`.
  public func index(named name: String) -> Int? {
    name == "input" ? Self.source : places[name]
  }

  /// Adds a layer; shapes are checked here, so a graph that exists computes.
  @discardableResult
  public mutating func append(
    _ layer: any Layer, name: String? = nil, from inputs: [Int]? = nil
  ) throws(LayerError) -> Int {
    let from = inputs ?? [nodes.count - 1]
    for index in from where index < Self.source || index >= nodes.count {
      throw LayerError("there is no layer number \(index)")
    }
    if layer.flow == .gates {
      let modules = from.dropFirst()
      guard modules.allSatisfy({ $0 >= 0 && nodes[$0].layer.flow == .decides }),
        Set(modules).count == modules.count
      else { throw LayerError("what multiplies by gates reads a layer, then different gates") }
    }
    let shapes = from.map { shape(of: $0) }
    for shape in shapes where !shape.isPossible {
      throw LayerError("an input of \(shape) is too large")
    }
    let output = try layer.output(of: shapes)
    guard output.isPossible else {
      throw LayerError(
        output.channels < 1
          ? "a layer has one output at least" : "an output of \(output) is too large")
    }
    for spec in layer.parameters(of: shapes) where !spec.isPossible {
      throw LayerError("a layer of \(shapes[0]) inputs and \(output) outputs has too many weights")
    }
    let chosen = name ?? nextName(type(of: layer).stem)
    guard Self.isName(chosen) else {
      throw LayerError(
        "‘\(chosen)’ is no name", hint: "a name has letters, digits and _ - . / + :", word: chosen)
    }
    guard index(named: chosen) == nil else {
      throw LayerError(
        "there is a layer named ‘\(chosen)’ already", hint: "name=… gives another", word: chosen)
    }
    places[chosen] = nodes.count
    nodes.append(
      Node(name: chosen, layer: layer, inputs: from, inputShapes: shapes, shape: output))
    markRead()
    return nodes.count - 1
  }

  /// Marks what the last node depends on; where it reads the one before, that is marked already.
  private mutating func markRead() {
    let last = nodes.count - 1
    if !nodes[last].inputs.contains(last - 1) {
      for index in nodes.indices { nodes[index].isRead = false }
    }
    var frontier = [last]
    while let index = frontier.popLast() {
      guard index >= 0, !nodes[index].isRead else { continue }
      nodes[index].isRead = true
      frontier += nodes[index].inputs
    }
  }

  /// As in the language: letters, digits and `_ - . / + :`, one at least, so that a name that came
  /// with a file can be typed, and means nothing to a shell.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0)
          || "_-./+:".unicodeScalars.contains($0)
      }
  }

  /// The graph with another layer of the same shapes at `index`.
  public func replacing(_ index: Int, by layer: any Layer) -> Graph {
    var result = self
    result.nodes[index].layer = layer
    return result
  }

  private func nextName(_ stem: String) -> String {
    var number = nodes.count { type(of: $0.layer).stem == stem } + 1
    while index(named: "\(stem)\(number)") != nil { number += 1 }
    return "\(stem)\(number)"
  }

  /// The nodes that read node `index`, those left out that nothing reads.
  public func users(of index: Int) -> [Int] {
    nodes.indices.filter { nodes[$0].isRead && nodes[$0].inputs.contains(index) }
  }

  /// The layers that nothing reads, gates not among them.
  public var unread: [Node] { nodes.filter { !$0.isRead && !$0.isGate } }

  /// Multiply-adds of one image in the layers that nothing reads, which nobody does.
  public var unreadMacs: Double { unread.map(\.work).total.multiplyAdds }

  /// The same graph without the layers that nothing reads.
  public func withoutUnread() throws(LayerError) -> Graph {
    var graph = Graph(input: input)
    var places = [Self.source: Self.source]
    for (index, node) in nodes.enumerated() where node.isRead {
      places[index] = try graph.append(
        node.layer, name: node.name, from: node.inputs.map { places[$0]! })
    }
    return graph
  }

  /// The one node that reads node `index`; nil where there are more, or it is the last.
  func onlyUser(of index: Int) -> Int? {
    let users = users(of: index)
    return users.count == 1 && index != nodes.count - 1 ? users[0] : nil
  }

  /// The work of one image, node by node, gates included, what nothing reads left out.
  public var work: [LayerWork] { nodes.filter(\.isRead).map(\.work) }

  /// The work of one image in the network itself, without gates and what asks them, what
  /// nothing reads left out.
  public var ownWork: [LayerWork] {
    nodes.filter { $0.isRead && !$0.isGate }.map(\.work)
  }

  /// What a counting tool meets in the network itself, without gates and what asks them, with what
  /// nothing reads.
  public var operations: [LayerOperation] {
    nodes.filter { !$0.isGate }.map {
      LayerOperation(
        $0.name, $0.layer.operation, $0.layer.work(of: $0.inputShapes), isRead: $0.isRead)
    }
  }

  /// The lines that build the network again, one a layer, without the verb.
  public var lines: [String] {
    nodes.indices.map { index in
      let node = nodes[index]
      var line = "\(node.layer.text) name=\(node.name)"
      if node.inputs != [index - 1] {
        let names = node.inputs.map { $0 == Self.source ? "input" : nodes[$0].name }
        line += " from=\(names.joined(separator: ","))"
      }
      return line
    }
  }

  /// Reads what `lines` wrote.
  ///
  /// - Parameter check: called with each layer before the next, so that a file whose numbers do not
  ///   bear its lines out costs no memory.
  public init(
    input: Shape, lines: [String], check: (Node) throws(LayerError) -> Void = { _ in }
  ) throws(LayerError) {
    self.init(input: input)
    for line in lines {
      var words = LayerWords(line)
      guard !words.keyword.isEmpty else { throw LayerError("a line without a layer") }
      let name = words.options.removeValue(forKey: "name")
      var from: [Int]?
      if let text = words.options.removeValue(forKey: "from") {
        from = []
        for part in text.split(separator: ",") {
          guard let index = index(named: String(part)) else {
            throw LayerError("there is no layer named ‘\(part)’", word: String(part))
          }
          from!.append(index)
        }
      }
      try append(LayerCatalog.layer(words), name: name, from: from)
      try check(nodes[nodes.count - 1])
    }
  }
}
