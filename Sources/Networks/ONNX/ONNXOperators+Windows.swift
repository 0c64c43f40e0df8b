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
    var map = try translation.image(operation)
    let window = try ONNXWindow(step, kernel: kernel, on: map.sizes)
    var options = try window.options(&translation, &map, padding: "pool")
    if keyword == "avgpool", window.pads.contains(where: { $0 > 0 }) {
      options["count"] = step.integer("count_include_pad") ?? 0 == 1 ? "all" : "inside"
    }
    if options["stride"] == nil { options["stride"] = "1" }
    let side = kernel[0] == kernel[1] ? "\(kernel[0])" : "\(kernel[0])x\(kernel[1])"
    if options["stride"] == side { options["stride"] = nil }
    let node = try translation.add(operation, keyword, [side], options, from: [map.node])
    return [translation.output(node, rank: 4)]
  }

  /// By a whole factor, the same in height and width.
  static func resize(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    throw LayerError("no layer does that")
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

  /// - Parameter sizes: of the map, batch first.
  init(_ step: ONNXFile.Step, kernel: [Int], on sizes: [Int]) throws(LayerError) {
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
        let size = sizes[axis + 2]
        let reach = (kernel[axis] - 1) * dilations[axis] + 1
        let outputs = (size + strides[axis] - 1) / strides[axis]
        let all = max(0, (outputs - 1) * strides[axis] + reach - size)
        let first = automatic == "SAME_UPPER" ? all / 2 : all - all / 2
        pads[axis] = first
        pads[axis + 2] = all - first
      }
    default: throw LayerError("its padding is ‘\(automatic)’")
    }
    guard pads.count == 4, pads.allSatisfy({ 0...4096 ~= $0 }) else {
      throw LayerError("its pads are \(pads)")
    }
  }

  /// The options of a layer of this window; what no option says is put in front of it.
  func options(
    _ translation: inout ONNXTranslation, _ map: inout ONNXTranslation.Map, padding: String
  ) throws(LayerError) -> [String: String] {
    var options: [String: String] = [:]
    func pair(_ values: [Int]) -> String {
      values[0] == values[1] ? "\(values[0])" : "\(values[0])x\(values[1])"
    }
    if strides != [1, 1] { options["stride"] = pair(strides) }
    if dilations != [1, 1] { options["dilation"] = pair(dilations) }
    if pads.contains(where: { $0 > 0 }) {
      options["pad"] = "\(pads[0])"
      guard pads.allSatisfy({ $0 == pads[0] }) else { throw LayerError("its pads are \(pads)") }
    }
    if roundsUp { options["ceil"] = "on" }
    return options
  }
}

extension ONNXTranslation {
  /// Zeros around a map: top, left, bottom, right.
  mutating func pad(
    _ map: Map, _ sides: [Int], named operation: ONNXOperation
  ) throws(LayerError) -> Int {
    try add(operation, "pad", sides.map(String.init), from: [map.node])
  }
}
