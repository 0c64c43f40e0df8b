import Tensors

extension ONNXTranslation {
  /// The map at a place of an operator's inputs, as it is.
  func map(_ operation: ONNXOperation, _ place: Int = 0) throws(LayerError) -> Map {
    guard case .map(let map)? = values[try operation.input(place)] else {
      throw LayerError("its input number \(place + 1) does not depend on the image")
    }
    return map
  }

  /// The node whose output is the map at a place, with a layer for what was done to it.
  mutating func node(_ operation: ONNXOperation, _ place: Int = 0) throws(LayerError) -> Map {
    let name = try operation.input(place)
    let map = try layered(try self.map(operation, place))
    // The next reader finds the layer there.
    hold(name, map)
    return map
  }

  /// The same of a map of four dimensions.
  mutating func image(_ operation: ONNXOperation, _ place: Int = 0) throws(LayerError) -> Map {
    let map = try node(operation, place)
    guard map.sizes.count == 4 else {
      throw LayerError("its input is of \(Self.text(map.sizes)), no map of height and width")
    }
    return map
  }

  /// `1x64x7x7`.
  static func text(_ sizes: [Int]) -> String {
    sizes.map(String.init).joined(separator: "x")
  }

  /// The map as an output of a layer: one is added where sizes or channels changed.
  mutating func layered(_ map: Map) throws(LayerError) -> Map {
    let shape = graph.shape(of: map.node)
    var result = map
    switch map.form {
    case .plain: break
    case .shuffled, .unshuffled:
      throw LayerError("its channels are turned around within their groups")
    case .channelsLast: throw LayerError("its channels stand last")
    case .padded: throw LayerError("it reads zeros around a map, which windows alone do")
    case .picked(let strides, let sources):
      result.node = try pick(sources, strides: strides, from: map.node)
      result.form = .plain
      return result
    }
    let numbers = map.sizes.dropFirst()
    let own = [shape.channels, shape.height, shape.width]
    if Array(numbers) == own
      || shape.isVector && numbers.filter({ $0 != 1 }) == own.filter({ $0 != 1 })
    {
      return result
    }
    guard map.sizes.count == 2, map.sizes[1] == shape.size else {
      throw LayerError("its input is of \(Self.text(map.sizes)), no map and no vector")
    }
    result.node = try append("flatten", [], [:], from: [map.node])
    return result
  }

  /// The layers that copy these channels, nil for zeros, at these strides.
  private mutating func pick(
    _ sources: [Int?], strides: [Int], from node: Int
  ) throws(LayerError) -> Int {
    let channels = graph.shape(of: node).channels
    if strides == [1, 1], let (keyword, options) = Self.rearrangement(sources, of: channels) {
      return try append(keyword, [], options, from: [node])
    }
    guard strides[0] == strides[1] else {
      throw LayerError("it takes rows and columns at different strides")
    }
    var options = strides[0] == 1 ? [:] : ["stride": "\(strides[0])"]
    let before = (sources.count - channels) / 2
    let isPadding =
      sources
      == (0..<sources.count).map { channel -> Int? in
        (0..<channels).contains(channel - before) ? channel - before : nil
      }
    let places = sources.indices.filter { sources[$0] != nil }
    let reads = places.map { sources[$0]! }
    if !isPadding || sources.count < channels {
      func list(_ indices: [Int]) -> String {
        indices.isEmpty ? "none" : IndexList(indices).description
      }
      options["reads"] = list(reads.sorted())
      options["at"] = list(places)
    }
    let copied = try append("shortcut", ["\(sources.count)"], options, from: [node])
    guard reads != reads.sorted(), let order = Self.order(of: reads, at: places, sources.count)
    else { return copied }
    return try append("shuffle", [], ["order": IndexList(order).description], from: [copied])
  }

  /// The shuffle that puts `reads`, which stand at `places` in ascending order, into their own.
  private static func order(of reads: [Int], at places: [Int], _ count: Int) -> [Int]? {
    guard Set(reads).count == reads.count else { return nil }
    let standing = Dictionary(uniqueKeysWithValues: zip(reads.sorted(), places))
    var order = Array(0..<count)
    for (place, read) in zip(places, reads) { order[place] = standing[read]! }
    return order
  }

  /// The layer that gives these of so many channels, where it is a part or another order of them.
  private static func rearrangement(
    _ sources: [Int?], of count: Int
  ) -> (keyword: String, options: [String: String])? {
    let channels = sources.compactMap { $0 }
    guard channels.count == sources.count, let first = channels.first else { return nil }
    if channels == Array(first..<first + channels.count) {
      let start = first == 0 ? [:] : ["start": "\(first)"]
      return ("slice", start.merging(["end": "\(first + channels.count)"]) { $1 })
    }
    return channels.sorted() == Array(0..<count)
      ? ("shuffle", ["order": IndexList(channels).description]) : nil
  }

  /// Adds a layer by its words.
  mutating func append(
    _ keyword: String, _ words: [String] = [], _ options: [String: String] = [:],
    from inputs: [Int], named name: String? = nil
  ) throws(LayerError) -> Int {
    let layer = try LayerCatalog.layer(keyword, words: words, options: options)
    return try graph.append(layer, name: name, from: inputs)
  }

  /// Adds the layer that an operator is, under a name from the file.
  ///
  /// - Parameter weight: the name of a weight, which often holds that of the layer.
  mutating func add(
    _ operation: ONNXOperation, _ keyword: String, _ words: [String] = [],
    _ options: [String: String] = [:], from inputs: [Int], weight: String? = nil
  ) throws(LayerError) -> Int {
    let name = ONNXName.name(operation.step, weight: weight, in: containers) {
      graph.index(named: $0) != nil
    }
    let node = try append(keyword, words, options, from: inputs, named: name)
    let original = ONNXName.original(operation.step)
    if original != graph.nodes[node].name { originals[graph.nodes[node].name] = original }
    return node
  }

  /// What a layer makes, as a value of so many dimensions.
  func output(_ node: Int, rank: Int) -> Known {
    let shape = graph.shape(of: node)
    let numbers =
      rank == 4 ? [shape.channels, shape.height, shape.width] : [shape.size]
    return .map(Map(node: node, sizes: [batch] + numbers))
  }

  /// The same with the sizes of a map of the same shape.
  func output(_ node: Int, like map: Map) -> Known { .map(Map(node: node, sizes: map.sizes)) }

  /// Notes where the numbers of a layer's parameter or buffer come from.
  ///
  /// - Throws: where the file has them in another shape.
  mutating func bind(_ node: Int, _ own: String, _ weight: Weight) throws(LayerError) {
    let place = graph.nodes[node]
    let wanted =
      place.layer.parameters(of: place.inputShapes).first { $0.name == own }?.dimensions
      ?? place.layer.buffers(of: place.inputShapes).first { $0.name == own }?.dimensions
    guard let wanted else { throw LayerError("its layer has no ‘\(own)’") }
    let found = weight.tensor.sizes
    let count = weight.tensor.count * weight.copies
    let fits =
      weight.copies > 1 || weight.isTransposed
      || found.filter { $0 != 1 } == wanted.filter { $0 != 1 }
    guard count == wanted.reduce(1, *), fits else {
      throw LayerError(
        "its ‘\(own)’ is of \(Self.text(weight.tensor.sizes)), where \(Self.text(wanted)) belongs")
    }
    weights["\(place.name).\(own)"] = weight
  }

  /// The layer at `node` with a bias, where it is one without that only one operator reads.
  mutating func addBias(
    _ operation: ONNXOperation, _ place: Int, to map: Map, _ bias: Weight
  ) throws(LayerError) -> Bool {
    guard isAlone(map, try operation.input(place)) else { return false }
    let text = graph.nodes[map.node].layer.text
    let option = " bias=off"
    guard text.contains(option) else { return false }
    try replace(map.node, by: text.replacing(option, with: ""))
    let specs = graph.nodes[map.node].layer.parameters(of: graph.nodes[map.node].inputShapes)
    try bind(map.node, specs.last!.name, bias)
    return true
  }

  /// Whether a value is what a node makes, as it is, and one operator reads it.
  func isAlone(_ map: Map, _ name: String) -> Bool {
    guard case .plain = map.form, map.node != Graph.source else { return false }
    return made[map.node] == name && readers[name] == 1
  }

  mutating func replace(_ node: Int, by text: String) throws(LayerError) {
    graph = graph.replacing(node, by: try LayerCatalog.layer(LayerWords(text)))
  }

  mutating func hold(_ name: String, _ map: Map) { values[name] = .map(map) }
  mutating func note(_ text: String) { notes.append(text) }
}
