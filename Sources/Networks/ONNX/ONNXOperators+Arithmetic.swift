extension ONNXOperators {
  /// A sum of maps; with a constant, a bias of the layer in front or a scale layer.
  static func addition(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    guard let place = constantPlace(operation) else { return try sum(operation, &translation) }
    let map = try translation.node(operation, 1 - place)
    let bias = try byChannel(try operation.weight(place, "addend"), map, translation)
    if try translation.addBias(operation, 1 - place, to: map, bias) {
      return [translation.output(map.node, like: map)]
    }
    return try scale(operation, &translation, map, .ones(map), bias, place)
  }

  /// Of maps of one shape.
  static func sum(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let maps = try operation.step.inputs.indices.map { try translation.node(operation, $0) }
    guard let first = maps.first, maps.allSatisfy({ $0.sizes == first.sizes }) else {
      throw LayerError(
        "it adds maps of "
          + maps.map { ONNXTranslation.text($0.sizes) }.joined(separator: " and "))
    }
    guard maps.count > 1 else { return [.map(first)] }
    let node = try translation.add(operation, "sum", from: maps.map(\.node))
    return [translation.output(node, like: first)]
  }

  static func subtraction(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    guard let place = constantPlace(operation) else {
      throw LayerError("no layer takes the difference of two maps")
    }
    let map = try translation.node(operation, 1 - place)
    var constant = try byChannel(try operation.weight(place, "operand"), map, translation)
    var factor = ONNXTranslation.Weight.ones(map)
    // x − c, or c − x.
    if place == 1 { constant.factor = -1 } else { factor.factor = -1 }
    return try scale(operation, &translation, map, factor, constant, place)
  }

  /// By constants a scale layer; of two maps a product, or the activation that it is.
  static func multiplication(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    if let place = constantPlace(operation) {
      return try scaled(
        operation, &translation, by: try operation.weight(place, "factor"), at: place)
    }
    if let known = try gatedBySelf(operation, &translation) { return known }
    let maps = try (0...1).map { try translation.node(operation, $0) }
    // The one that is larger comes first; the other may have one number a channel.
    let order = maps[1].sizes.reduce(1, *) > maps[0].sizes.reduce(1, *) ? [1, 0] : [0, 1]
    let (map, gate) = (maps[order[0]], maps[order[1]])
    let isByChannel =
      map.sizes.count == gate.sizes.count && gate.sizes.prefix(2) == map.sizes.prefix(2)
      && gate.sizes.dropFirst(2).allSatisfy { $0 == 1 }
    guard map.sizes == gate.sizes || isByChannel else {
      throw LayerError(
        "it multiplies \(ONNXTranslation.text(map.sizes)) by \(ONNXTranslation.text(gate.sizes))")
    }
    let node = try translation.add(operation, "multiply", from: [map.node, gate.node])
    return [translation.output(node, like: map)]
  }

  static func division(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    guard constantPlace(operation) == 1,
      let values = try operation.weight(1, "divisor").singles(translation.file.source)
    else { throw LayerError("no layer divides by a map") }
    let sizes = try operation.weight(1, "divisor").sizes
    return try scaled(operation, &translation, by: ONNXTensor(sizes, values.map { 1 / $0 }))
  }

  /// Times a constant.
  static func scaled(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation, by factor: ONNXTensor,
    at place: Int = 1
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.node(operation, 1 - place)
    let weight = try byChannel(factor, map, translation)
    return try scale(operation, &translation, map, weight, nil, place)
  }

  static func concatenation(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    guard !operation.constants.contains(where: { $0 != nil }) else {
      throw LayerError("it joins a constant to a map")
    }
    let maps = try operation.step.inputs.indices.map { try translation.node(operation, $0) }
    let rank = maps[0].sizes.count
    guard ONNXAxis.place(operation.step.integer("axis") ?? 1, of: rank) == 1,
      maps.allSatisfy({ $0.sizes.count == rank })
    else { throw LayerError("it does not join channels") }
    guard maps.count > 1 else { return [.map(maps[0])] }
    let node = try translation.add(operation, "concat", from: maps.map(\.node))
    return [translation.output(node, rank: rank)]
  }

  /// Where one of two operands is a constant.
  private static func constantPlace(_ operation: ONNXOperation) -> Int? {
    guard operation.step.inputs.count == 2 else { return nil }
    return (0...1).first { operation.constant($0) != nil }
  }

  /// A constant operand as one number a channel.
  private static func byChannel(
    _ tensor: ONNXTensor, _ map: ONNXTranslation.Map, _ translation: ONNXTranslation
  ) throws -> ONNXTranslation.Weight {
    let channels = map.sizes[1]
    if tensor.count == 1 { return .init(tensor: tensor, copies: channels) }
    let rank = map.sizes.count
    let sizes = Array(repeating: 1, count: max(0, rank - tensor.sizes.count)) + tensor.sizes
    guard sizes.count == rank, tensor.count == channels, sizes[1] == channels else {
      throw LayerError(
        "its constant of \(ONNXTranslation.text(tensor.sizes)) is not one number a channel")
    }
    return .init(tensor: tensor)
  }

  /// A layer that multiplies each channel and adds to it. A product that only this sum reads takes
  /// it along.
  private static func scale(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation, _ map: ONNXTranslation.Map,
    _ factor: ONNXTranslation.Weight, _ bias: ONNXTranslation.Weight?, _ place: Int
  ) throws -> [ONNXTranslation.Known] {
    let node = try translation.add(
      operation, "scale", [], bias == nil ? ["bias": "off"] : [:], from: [map.node],
      weight: operation.step.input(place))
    try translation.bind(node, "scale", factor)
    if let bias { try translation.bind(node, "shift", bias) }
    return [translation.output(node, like: map)]
  }

  /// x · sigmoid(x) as `silu`, x · hardsigmoid(x) as `hardswish`, where nothing else reads the
  /// factor.
  private static func gatedBySelf(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known]? {
    for place in 0...1 {
      let (gate, other) = (
        try translation.map(operation, place), try translation.map(operation, 1 - place)
      )
      guard translation.isAlone(gate, try operation.input(place)), case .plain = other.form,
        gate.sizes == other.sizes, translation.graph.nodes[gate.node].inputs == [other.node]
      else { continue }
      let forms = ["sigmoid": "silu", "hardsigmoid": "hardswish"]
      guard let form = forms[translation.graph.nodes[gate.node].layer.text] else { continue }
      try translation.replace(gate.node, by: form)
      return [translation.output(gate.node, like: gate)]
    }
    return nil
  }
}

extension ONNXTranslation.Weight {
  /// One for each channel of a map.
  static func ones(_ map: ONNXTranslation.Map) -> Self {
    Self(tensor: ONNXTensor([map.sizes[1]], repeating: 1))
  }
}
