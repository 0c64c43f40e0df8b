extension ONNXOperators {
  static func flatten(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.map(operation)
    let axis = operation.step.integer("axis") ?? 1
    guard let place = axis == map.sizes.count ? axis : ONNXAxis.place(axis, of: map.sizes.count)
    else { throw LayerError("it has no axis \(axis)") }
    let sizes = [map.sizes[..<place], map.sizes[place...]].map { $0.reduce(1, *) }
    return [try view(map, sizes, &translation)]
  }

  static func reshape(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.map(operation)
    let wanted =
      try operation.step.integers("shape")
      ?? translation.folding.list(
        operation.constants, 1)
    guard let wanted else { throw LayerError("the shape it makes depends on the image") }
    guard
      let sizes = ONNXAxis.reshaped(
        map.sizes, to: wanted, zeroKeeps: operation.step.integer("allowzero") != 1)
    else {
      throw LayerError(
        "\(ONNXTranslation.text(map.sizes)) does not become \(ONNXTranslation.text(wanted))")
    }
    return [try view(map, sizes, &translation)]
  }

  static func squeeze(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.map(operation)
    let axes = try translation.folding.axes(operation.step, operation.constants)
    // The batch stays, also where it is one image.
    let places = axes ?? map.sizes.indices.dropFirst().filter { map.sizes[$0] == 1 }
    guard let sizes = ONNXAxis.squeezed(map.sizes, places) else {
      throw LayerError("\(ONNXTranslation.text(map.sizes)) has no such axes of size 1")
    }
    return [try view(map, sizes, &translation)]
  }

  static func unsqueeze(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.map(operation)
    guard let axes = try translation.folding.axes(operation.step, operation.constants),
      let sizes = ONNXAxis.unsqueezed(map.sizes, axes)
    else { throw LayerError("it does not say where its axes stand") }
    return [try view(map, sizes, &translation)]
  }

  /// The same numbers in the same order under other sizes.
  private static func view(
    _ map: ONNXTranslation.Map, _ sizes: [Int], _ translation: inout ONNXTranslation
  ) throws -> ONNXTranslation.Known {
    guard sizes.first == translation.batch else {
      throw LayerError(
        "\(ONNXTranslation.text(sizes)) mixes the images of \(ONNXTranslation.text(map.sizes))")
    }
    var result = map
    result.sizes = sizes
    switch map.form {
    case .plain: break
    case .shuffled(let groups):
      let shape = translation.graph.shape(of: map.node)
      guard Array(sizes.dropFirst()) == [shape.channels, shape.height, shape.width] else {
        throw LayerError("it reads channels that are turned around within their groups")
      }
      result.node = try translation.append("shuffle", [], ["groups": "\(groups)"], from: [map.node])
      result.form = .plain
    case .unshuffled(let side):
      let shape = translation.graph.shape(of: map.node)
      let wanted = [shape.channels * side * side, shape.height / side, shape.width / side]
      guard Array(sizes.dropFirst()) == wanted else {
        throw LayerError("it reads squares of a map in another order")
      }
      result.node = try translation.append("pixelunshuffle", ["\(side)"], from: [map.node])
      result.form = .plain
    case .picked where sizes != map.sizes:
      result = try translation.layered(map)
      result.sizes = sizes
    case .picked, .channelsLast, .padded:
      guard sizes != map.sizes else { break }
      throw LayerError("it reads \(ONNXTranslation.text(map.sizes)) in another order")
    }
    return .map(result)
  }

  /// What moves only axes of size 1 moves no number. Axes 1 and 2 of five are a channel shuffle, if
  /// a reshaping joins them again.
  static func transposition(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    var map = try translation.map(operation)
    let rank = map.sizes.count
    let order = operation.step.integers("perm") ?? Array((0..<rank).reversed())
    guard order.sorted() == Array(0..<rank) else { throw LayerError("it has no such axes") }
    let sizes = order.map { map.sizes[$0] }
    let shape = translation.graph.shape(of: map.node)
    let large = order.filter { map.sizes[$0] > 1 }
    switch map.form {
    case .plain where large == large.sorted() && order[0] == 0:
      return [try view(map, sizes, &translation)]
    case .plain
    where order == [0, 2, 1, 3, 4] && Array(map.sizes[3...]) == [shape.height, shape.width]:
      map.form = .shuffled(groups: map.sizes[1])
    case .plain
    where order == [0, 1, 3, 5, 2, 4] && map.sizes[3] == map.sizes[5]
      && map.sizes[1] == shape.channels:
      map.form = .unshuffled(side: map.sizes[3])
    case .plain where order == [0, 3, 1, 2] && map.node == Graph.source:
      return [try translation.turnInput(map, to: sizes, operation)]
    case .plain where order == [0, 2, 3, 1]: map.form = .channelsLast
    case .channelsLast where order == [0, 3, 1, 2]: map.form = .plain
    default: throw LayerError("it changes the order of axes to \(order)")
    }
    map.sizes = sizes
    return [.map(map)]
  }

  /// Rows and columns at a stride, or some channels.
  static func slice(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.map(operation)
    guard let slices = try translation.folding.slices(operation.step, operation.constants) else {
      throw LayerError("where it begins and ends depends on the image")
    }
    var strides = [1, 1]
    var channels = Array(0..<(map.sizes.count > 1 ? map.sizes[1] : 0))
    for slice in slices {
      guard let axis = ONNXAxis.place(slice.axis, of: map.sizes.count) else {
        throw LayerError("it has no axis \(slice.axis)")
      }
      let places = slice.places(of: map.sizes[axis])
      if axis == 1 {
        channels = places
      } else if places == Array(0..<map.sizes[axis]) {
        continue
      } else if axis >= 2, axis < 4, slice.step > 0,
        places == Array(stride(from: 0, to: map.sizes[axis], by: slice.step))
      {
        strides[axis - 2] = slice.step
      } else {
        throw LayerError("it takes a part of a map's rows or columns")
      }
    }
    return [.map(try translation.picked(map, strides: strides, channels))]
  }

  /// Parts of the channels.
  static func split(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.map(operation)
    let count = operation.step.outputs.count
    guard ONNXAxis.place(operation.step.integer("axis") ?? 0, of: map.sizes.count) == 1 else {
      throw LayerError("it does not split channels")
    }
    let channels = map.sizes[1]
    let even = (channels + count - 1) / count
    let sizes =
      try operation.step.integers("split")
      ?? translation.folding.list(operation.constants, 1)
      ?? (0..<count).map { min(even, channels - $0 * even) }
    guard sizes.count == count, sizes.allSatisfy({ $0 > 0 }), sizes.reduce(0, +) == channels else {
      throw LayerError("its parts do not add up to \(channels) channels")
    }
    var first = 0
    return try sizes.map { size in
      defer { first += size }
      return .map(try translation.picked(map, Array(first..<first + size)))
    }
  }

  static func gather(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.map(operation)
    guard let places = try translation.folding.list(operation.constants, 1),
      operation.constant(1)?.sizes.count == 1,
      ONNXAxis.place(operation.step.integer("axis") ?? 0, of: map.sizes.count) == 1
    else { throw LayerError("it does not choose channels by a list") }
    let channels = places.compactMap { ONNXAxis.place($0, of: map.sizes[1]) }
    guard channels.count == places.count else { throw LayerError("it has no such channels") }
    return [.map(try translation.picked(map, channels))]
  }

  /// Zeros around a map, or channels of zeros.
  static func pad(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.map(operation)
    let step = operation.step
    var pads = try step.integers("pads") ?? translation.folding.list(operation.constants, 1)
    let rank = map.sizes.count
    if let list = pads, let axes = try translation.folding.list(operation.constants, 3) {
      var all = Array(repeating: 0, count: 2 * rank)
      for (index, axis) in axes.enumerated() where list.count == 2 * axes.count {
        guard let place = ONNXAxis.place(axis, of: rank) else { continue }
        all[place] = list[index]
        all[place + rank] = list[index + axes.count]
      }
      pads = all
    }
    var value = step.single("value") ?? 0
    if step.input(2) != nil {
      value = try operation.weight(2, "value").singles(translation.file.source)?.first ?? 0
    }
    guard step.text("mode") ?? "constant" == "constant", value == 0, let pads,
      pads.count == 2 * rank, rank == 2 || rank == 4, pads[0] == 0, pads[rank] == 0,
      pads.allSatisfy({ 0...4096 ~= $0 })
    else { throw LayerError("it does not pad with zeros") }
    if pads.allSatisfy({ $0 == 0 }) { return [.map(map)] }
    let channels = [pads[1], pads[1 + rank]]
    let sides = rank == 2 ? [] : [pads[2], pads[3], pads[6], pads[7]]
    guard channels != [0, 0] else {
      guard case .plain = map.form else { throw LayerError("it pads what has another order") }
      var padded = map
      padded.form = .padded(sides)
      padded.sizes[2] += sides[0] + sides[2]
      padded.sizes[3] += sides[1] + sides[3]
      return [.map(padded)]
    }
    guard sides.allSatisfy({ $0 == 0 }) else {
      throw LayerError("it pads channels and rows at once")
    }
    let sources =
      Array(repeating: Int?.none, count: channels[0]) + (0..<map.sizes[1]).map { $0 }
      + Array(repeating: Int?.none, count: channels[1])
    return [.map(try translation.picked(map, sources))]
  }

  static func spaceOfDepth(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.image(operation)
    guard operation.step.text("mode") == "CRD", let block = operation.step.integer("blocksize")
    else { throw LayerError("its channels are ordered by place first (DCR); CRD is read") }
    let node = try translation.add(operation, "pixelshuffle", ["\(block)"], from: [map.node])
    return [translation.output(node, rank: 4)]
  }
}

extension ONNXTranslation {
  /// Rows and columns of a map at strides, and those of its channels that `sources` lists, nil
  /// for one of zeros.
  func picked(
    _ map: Map, strides: [Int] = [1, 1], _ sources: [Int?]
  ) throws(LayerError) -> Map {
    var result = map
    let channels = graph.shape(of: map.node).channels
    var (steps, old) = ([1, 1], (0..<channels).map { Int?($0) })
    switch map.form {
    case .plain: break
    case .picked(let strides, let sources): (steps, old) = (strides, sources)
    case .shuffled, .unshuffled, .channelsLast, .padded:
      throw LayerError("its channels are in another order")
    }
    guard [2, 4].contains(map.sizes.count), map.sizes[1] == old.count else {
      throw LayerError("it takes parts of \(Self.text(map.sizes))")
    }
    let all = sources.map { $0.flatMap { old[$0] } }
    steps = [steps[0] * strides[0], steps[1] * strides[1]]
    let isWhole = steps == [1, 1] && all == (0..<channels).map { $0 }
    result.form = isWhole ? .plain : .picked(strides: steps, all)
    result.sizes[1] = sources.count
    for axis in result.sizes.indices.dropFirst(2) {
      let stride = strides[axis - 2]
      result.sizes[axis] = (result.sizes[axis] + stride - 1) / stride
    }
    return result
  }

  /// The network's input in the order of this program, where the model's has channels last.
  mutating func turnInput(
    _ map: Map, to sizes: [Int], _ operation: ONNXOperation
  ) throws(LayerError) -> Known {
    guard graph.nodes.isEmpty, readers[try operation.input(0)] == 1,
      let shape = Self.shape(sizes[1...])
    else { throw LayerError("the input is read in two orders") }
    graph = Graph(input: shape)
    note("its input has channels last, N x height x width x channels; here they come first")
    return .map(Map(node: Graph.source, sizes: sizes))
  }
}
