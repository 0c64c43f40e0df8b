import Tensors

extension ONNXOperators {
  static func maximumPool(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    try pool(operation, &translation, "maxpool")
  }

  /// The mean of whole maps where the window is as large.
  static func averagePool(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.image(operation)
    let pads = operation.step.integers("pads") ?? []
    if operation.step.integers("kernel_shape") == Array(map.sizes[2...]),
      pads.allSatisfy({ $0 == 0 })
    {
      return try globalPool(operation, &translation, "globalpool")
    }
    return try pool(operation, &translation, "avgpool")
  }

  static func globalPool(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation, _ keyword: String
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.image(operation)
    // Of one position it is what is there.
    guard map.sizes[2] * map.sizes[3] > 1 else { return [.map(map)] }
    let node = try translation.add(operation, keyword, from: [map.node])
    return [translation.output(node, rank: 4)]
  }

  /// Over height and width, which are the last two axes; the dimensions may be kept.
  static func reduction(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation, _ keyword: String
  ) throws -> [ONNXTranslation.Known] {
    var map = try translation.map(operation)
    let rank = map.sizes.count
    let axes = try translation.folding.axes(operation.step, operation.constants) ?? []
    let places = axes.compactMap { ONNXAxis.place($0, of: rank) }.sorted()
    let isLast = if case .channelsLast = map.form { true } else { false }
    guard rank == 4, places == (isLast ? [1, 2] : [2, 3]) else {
      throw LayerError("it is not over the height and width of maps")
    }
    let keeps = operation.step.integer("keepdims") ?? 1 == 1
    guard !isLast || !keeps else { throw LayerError("its channels stand last") }
    if isLast {
      map.form = .plain
      map.sizes = [map.sizes[0], map.sizes[3], map.sizes[1], map.sizes[2]]
      translation.hold(try operation.input(0), map)
    }
    let known = try globalPool(operation, &translation, keyword)
    guard !keeps, case .map(var pooled)? = known.first else { return known }
    pooled.sizes = Array(pooled.sizes[..<2])
    return [.map(pooled)]
  }

  private static func pool(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation, _ keyword: String
  ) throws -> [ONNXTranslation.Known] {
    let step = operation.step
    guard let kernel = step.integers("kernel_shape"), kernel.count == 2 else {
      throw LayerError("its window has not two sides")
    }
    guard step.integers("dilations")?.allSatisfy({ $0 == 1 }) ?? true else {
      throw LayerError("its window is dilated")
    }
    guard step.outputs.count == 1 || translation.readers[step.outputs[1]] == nil else {
      throw LayerError("something reads the places of its maxima")
    }
    let (map, zeros) = try translation.windowed(operation)
    guard keyword != "maxpool" || zeros.allSatisfy({ $0 == 0 }) else {
      throw LayerError("zeros stand around its map, which a maximum would count")
    }
    let window = try ONNXWindow(step, kernel: kernel, on: map.sizes, in: zeros)
    var options = window.options
    if keyword == "avgpool", window.pads.contains(where: { $0 > 0 }) {
      let own = ONNXWindow.isPadded(step)
      let counts = zeros.contains { $0 > 0 } || step.integer("count_include_pad") ?? 0 == 1
      guard !own || zeros.allSatisfy({ $0 == 0 }) || step.integer("count_include_pad") == 1 else {
        throw LayerError("it counts some of the zeros around its map and others not")
      }
      if !counts { options["count"] = "inside" }
    }
    let side = ONNXWindow.pair(kernel)
    options["stride"] = options["stride"] ?? "1"
    if options["stride"] == side { options["stride"] = nil }
    let node = try translation.add(operation, keyword, [side], options, from: [map.node])
    return [translation.output(node, rank: 4)]
  }

  /// By whole factors: numbers repeated, or straight lines between the middles of numbers.
  static func resize(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let step = operation.step
    let map = try translation.image(operation)
    let factors = try scales(operation, map, translation)
    guard factors.count == 4, factors[0] == 1, factors[1] == 1 else {
      throw LayerError("it does not enlarge height and width by whole numbers")
    }
    let mode = step.text("mode") ?? "nearest"
    // Upsample, and Resize of set 10, say no more.
    let places =
      step.text("coordinate_transformation_mode")
      ?? (step.type == "Upsample" || translation.file.operatorSet < 11
        ? "asymmetric" : "half_pixel")
    let rounding =
      step.text("nearest_mode")
      ?? (translation.file.operatorSet < 11 ? "floor" : "round_prefer_floor")
    let isRepeated =
      places == "asymmetric" && rounding == "floor"
      || ["half_pixel", "pytorch_half_pixel"].contains(places)
        && rounding.hasPrefix("round_prefer")
    var options: [String: String] = [:]
    switch mode {
    case "nearest" where isRepeated: break
    case "linear" where ["half_pixel", "pytorch_half_pixel"].contains(places):
      options["mode"] = "bilinear"
    default: throw LayerError("its mode ‘\(mode)’ with places by ‘\(places)’ is not read")
    }
    let node = try translation.add(
      operation, "upsample", [ONNXWindow.pair(Array(factors[2...]))], options, from: [map.node])
    return [translation.output(node, rank: 4)]
  }

  /// The factor of each axis, where they are whole numbers; else none.
  private static func scales(
    _ operation: ONNXOperation, _ map: ONNXTranslation.Map, _ translation: ONNXTranslation
  ) throws -> [Int] {
    let set = translation.file.operatorSet
    let isOld = operation.step.type == "Upsample" || set == 10
    if case .singles(let values)? = operation.step.attributes["scales"] {
      return values.compactMap { Int(exactly: $0) }
    }
    let place = isOld ? 1 : 2
    if let scales = try operation.constant(place)?.singles(translation.file.source), !scales.isEmpty
    {
      return scales.compactMap { Int(exactly: $0) }
    }
    guard let sizes = try translation.folding.list(operation.constants, 3),
      sizes.count == map.sizes.count
    else { return [] }
    return zip(sizes, map.sizes).compactMap { $0 % $1 == 0 ? $0 / $1 : nil }
  }
}

/// A window that moves over a map, as ONNX says it.
struct ONNXWindow {
  /// Height and width.
  var kernel: [Int]
  var strides: [Int]
  var dilations: [Int]
  /// Top, left, bottom, right.
  var pads: [Int]
  /// Whether a window that leaves the map at the end counts.
  var roundsUp: Bool

  /// Whether the operator pads by itself.
  static func isPadded(_ step: ONNXFile.Step) -> Bool {
    step.integers("pads")?.contains { $0 > 0 } ?? false
      || step.text("auto_pad")?.hasPrefix("SAME") ?? false
  }

  /// - Parameters:
  ///   - sizes: of the map, batch first.
  ///   - zeros: what stands around it already.
  init(
    _ step: ONNXFile.Step, kernel: [Int], on sizes: [Int], in zeros: [Int] = [0, 0, 0, 0]
  ) throws(LayerError) {
    func pair(_ name: String) throws(LayerError) -> [Int] {
      let values = step.integers(name) ?? [1, 1]
      guard values.count == 2, values.allSatisfy({ 1...4096 ~= $0 }) else {
        throw LayerError("its \(name) are \(values)")
      }
      return values
    }
    self.kernel = kernel
    strides = try pair("strides")
    dilations = try pair("dilations")
    roundsUp = step.integer("ceil_mode") ?? 0 == 1
    guard kernel.count == 2, kernel.allSatisfy({ 1...4096 ~= $0 }), sizes.count == 4 else {
      throw LayerError("its window is \(kernel)")
    }
    pads = step.integers("pads") ?? [0, 0, 0, 0]
    let automatic = step.text("auto_pad") ?? "NOTSET"
    switch automatic {
    case "NOTSET": break
    case "VALID": pads = [0, 0, 0, 0]
    case "SAME_UPPER", "SAME_LOWER":
      for axis in 0...1 {
        let size = sizes[axis + 2] + zeros[axis] + zeros[axis + 2]
        let reach = (kernel[axis] - 1) * dilations[axis] + 1
        let all = ConvolutionGeometry.padding(of: size, span: reach, stride: strides[axis])
        let first = automatic == "SAME_UPPER" ? all / 2 : all - all / 2
        pads[axis] = first
        pads[axis + 2] = all - first
      }
    default: throw LayerError("its padding is ‘\(automatic)’")
    }
    guard pads.count == 4, pads.allSatisfy({ 0...4096 ~= $0 }) else {
      throw LayerError("its pads are \(pads)")
    }
    for side in pads.indices { pads[side] += zeros[side] }
  }

  /// The options of a layer of this window, as they are typed.
  var options: [String: String] {
    var options: [String: String] = [:]
    if strides != [1, 1] { options["stride"] = Self.pair(strides) }
    if dilations != [1, 1] { options["dilation"] = Self.pair(dilations) }
    if pads.contains(where: { $0 > 0 }) {
      options["pad"] =
        pads[..<2] == pads[2...]
        ? Self.pair(Array(pads[..<2])) : pads.map(String.init).joined(separator: ",")
    }
    if roundsUp { options["ceil"] = "on" }
    return options
  }

  /// `3`, or `3x2`.
  static func pair(_ values: [Int]) -> String {
    values[0] == values[1] ? "\(values[0])" : "\(values[0])x\(values[1])"
  }
}

extension ONNXTranslation {
  /// The map that a window moves over, and the zeros that stand around it, top, left, bottom,
  /// right.
  mutating func windowed(
    _ operation: ONNXOperation
  ) throws(LayerError) -> (map: Map, zeros: [Int]) {
    var map = try self.map(operation)
    guard case .padded(let zeros) = map.form else { return (try image(operation), [0, 0, 0, 0]) }
    map.form = .plain
    map.sizes[2] -= zeros[0] + zeros[2]
    map.sizes[3] -= zeros[1] + zeros[3]
    return (try layered(map), zeros)
  }
}
