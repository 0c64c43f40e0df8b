extension ONNXOperators {
  /// A layer that works number by number, with its words.
  static func pointwise(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation, _ keyword: String,
    _ words: [String] = [], _ options: [String: String] = [:]
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.node(operation)
    let node = try translation.add(operation, keyword, words, options, from: [map.node])
    return [translation.output(node, like: map)]
  }

  static func leakyRectifier(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    try pointwise(
      operation, &translation, "leakyrelu", [],
      ["slope": "\(operation.step.single("alpha") ?? 0.01)"])
  }

  /// `max(0, min(1, α x + β))`; PyTorch's has α = 1/6 and β = 1/2.
  static func hardSigmoid(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let slope = operation.step.single("alpha") ?? 0.2
    let middle = operation.step.single("beta") ?? 0.5
    if abs(slope - 1 / 6) < 1e-6, middle == 0.5 {
      return try pointwise(operation, &translation, "hardsigmoid")
    }
    throw LayerError("its alpha is \(slope) and its beta \(middle); read are 1/6 and 0.5")
  }

  /// Bounds are attributes up to set 10, inputs since.
  static func clip(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    func bound(_ name: String, _ place: Int) throws -> Float? {
      if let value = operation.step.single(name) { return value }
      guard operation.step.input(place) != nil else { return nil }
      return try operation.weight(place, name).singles(translation.file.source)?.first
    }
    let low = try bound("min", 1).flatMap { $0 <= -Float.greatestFiniteMagnitude ? nil : $0 }
    let high = try bound("max", 2).flatMap { $0 >= Float.greatestFiniteMagnitude ? nil : $0 }
    switch (low, high) {
    case (0, nil): return try pointwise(operation, &translation, "relu")
    case (0, 6): return try pointwise(operation, &translation, "relu6")
    case (nil, nil): return [.map(try translation.map(operation))]
    default:
      var options: [String: String] = [:]
      if let low { options["low"] = "\(low)" }
      if let high { options["high"] = "\(high)" }
      return try pointwise(operation, &translation, "clip", [], options)
    }
  }

  static func gelu(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    guard operation.step.text("approximate") == "tanh" else {
      throw LayerError("it is the exact form; the one with tanh is read")
    }
    return try pointwise(operation, &translation, "gelu")
  }

  /// Over the channels of each position. Up to set 12 it is over all that follows its axis.
  static func softmax(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    if case .channelsLast = try translation.map(operation).form {
      return [try lastSoftmax(operation, &translation)]
    }
    let map = try translation.node(operation)
    try requireChannels(operation, map, translation)
    if translation.readers[operation.step.outputs.first ?? ""] == 1,
      translation.file.outputs.first?.name == operation.step.outputs.first
    {
      translation.note(
        "it ends in a softmax, which the loss of a training computes by itself: logits=on leaves "
          + "it out")
      if translation.takesLogits { return [.map(map)] }
    }
    let node = try translation.add(operation, "softmax", from: [map.node])
    return [translation.output(node, like: map)]
  }

  /// Over channels that stand last, as models of old sets have them.
  private static func lastSoftmax(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> ONNXTranslation.Known {
    var map = try translation.map(operation)
    let last = map.sizes.count - 1
    guard
      ONNXAxis.place(operation.step.integer("axis") ?? 1, of: map.sizes.count) == last
    else { throw LayerError("it mixes more than the channels of a place") }
    map.node = try translation.add(operation, "softmax", from: [map.node])
    return .map(map)
  }

  /// The last layer of a classifier: the loss of a training is the same without it.
  static func logSoftmax(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.node(operation)
    try requireChannels(operation, map, translation)
    guard translation.takesLogits,
      translation.file.outputs.first?.name == operation.step.outputs.first
    else {
      throw LayerError("no layer takes logarithms; at the end of a network logits=on leaves it out")
    }
    return [.map(map)]
  }

  private static func requireChannels(
    _ operation: ONNXOperation, _ map: ONNXTranslation.Map, _ translation: ONNXTranslation
  ) throws {
    let isOld = translation.file.operatorSet < 13
    let axis = operation.step.integer("axis") ?? (isOld ? 1 : -1)
    let isVector = map.sizes.dropFirst(2).allSatisfy { $0 == 1 }
    guard ONNXAxis.place(axis, of: map.sizes.count) == 1, !isOld || isVector else {
      throw LayerError("it is not over the channels of each position")
    }
  }

  static func dropout(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    var rate = operation.step.single("ratio") ?? 0.5
    if operation.step.input(1) != nil {
      rate = try operation.weight(1, "ratio").singles(translation.file.source)?.first ?? rate
    }
    guard rate > 0 else { return [.map(try translation.map(operation))] }
    return try pointwise(operation, &translation, "dropout", ["\(rate)"])
  }

  static func cast(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    guard operation.step.integer("to") == ONNXTensor.NumberType.single.rawValue else {
      throw LayerError("it makes numbers that are no 32-bit floats")
    }
    return [.map(try translation.map(operation))]
  }
}
