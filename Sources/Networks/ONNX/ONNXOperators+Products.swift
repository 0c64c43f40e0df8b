extension ONNXOperators {
  /// `Conv` on images: a convolution, or one of each channel by itself.
  static func convolution(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let weight = try operation.weight(1, "weight")
    let (map, zeros) = try translation.windowed(operation)
    guard weight.sizes.count == 4 else {
      throw LayerError("its weight is of \(ONNXTranslation.text(weight.sizes)), no window")
    }
    let outputs = weight.sizes[0]
    let groups = operation.step.integer("group") ?? 1
    let kernel = Array(weight.sizes[2...])
    if let said = operation.step.integers("kernel_shape"), said != kernel {
      throw LayerError(
        "its window is \(ONNXTranslation.text(said)), that of its weight "
          + ONNXTranslation.text(kernel))
    }
    let window = try ONNXWindow(operation.step, kernel: kernel, on: map.sizes, in: zeros)
    let isByChannel = groups == map.sizes[1] && groups == outputs && groups > 1
    var options = window.options
    if !isByChannel, groups != 1 { options["groups"] = "\(groups)" }
    let bias = try operation.step.input(2).map { _ in try operation.weight(2, "bias") }
    if bias == nil { options["bias"] = "off" }
    let node = try translation.add(
      operation, isByChannel ? "depthwise" : "conv",
      (isByChannel ? [] : ["\(outputs)"]) + ["\(kernel[0])x\(kernel[1])"], options,
      from: [map.node], weight: operation.step.input(1))
    try translation.bind(node, "weight", .init(tensor: weight))
    if let bias { try translation.bind(node, "bias", .init(tensor: bias)) }
    return [translation.output(node, rank: 4)]
  }

  static func transposedConvolution(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let weight = try operation.weight(1, "weight")
    let map = try translation.image(operation)
    guard weight.sizes.count == 4, operation.step.attributes["output_shape"] == nil,
      !(operation.step.text("auto_pad")?.hasPrefix("SAME") ?? false)
    else { throw LayerError("the size of what it makes is asked for, not its padding") }
    let groups = operation.step.integer("group") ?? 1
    let outputs = weight.sizes[1] * groups
    let kernel = Array(weight.sizes[2...])
    var options = try ONNXWindow(operation.step, kernel: kernel, on: map.sizes).options
    if groups != 1 { options["groups"] = "\(groups)" }
    if let added = operation.step.integers("output_padding"), added.contains(where: { $0 > 0 }) {
      options["outpad"] = ONNXWindow.pair(added)
    }
    let bias = try operation.step.input(2).map { _ in try operation.weight(2, "bias") }
    if bias == nil { options["bias"] = "off" }
    let node = try translation.add(
      operation, "deconv", ["\(outputs)", "\(kernel[0])x\(kernel[1])"], options,
      from: [map.node], weight: operation.step.input(1))
    try translation.bind(node, "weight", .init(tensor: weight, isTransposed: true))
    if let bias { try translation.bind(node, "bias", .init(tensor: bias)) }
    return [translation.output(node, rank: 4)]
  }

  /// `Gemm`, y = α x W + β b, as a linear layer.
  static func gemm(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    guard operation.step.integer("transA") ?? 0 == 0 else {
      throw LayerError("its input is transposed, which would mix images")
    }
    let weight = ONNXTranslation.Weight(
      tensor: try operation.weight(1, "weight"),
      isTransposed: operation.step.integer("transB") ?? 0 == 0,
      factor: operation.step.single("alpha") ?? 1)
    let bias = try operation.step.input(2).map { _ in try operation.weight(2, "bias") }
    return try linear(operation, &translation, weight, bias)
  }

  /// `MatMul` of a vector and a weight, as a linear layer without a bias; an `Add` behind it gives
  /// it one.
  static func matrixProduct(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let weight = ONNXTranslation.Weight(
      tensor: try operation.weight(1, "weight"), isTransposed: true)
    return try linear(operation, &translation, weight, nil)
  }

  private static func linear(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation,
    _ weight: ONNXTranslation.Weight, _ bias: ONNXTensor?
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.node(operation)
    let sizes = weight.tensor.sizes
    guard sizes.count == 2, map.sizes.count == 2 else {
      throw LayerError(
        "it multiplies \(ONNXTranslation.text(map.sizes)) by \(ONNXTranslation.text(sizes))")
    }
    let outputs = weight.isTransposed ? sizes[1] : sizes[0]
    let node = try translation.add(
      operation, "linear", ["\(outputs)"], bias == nil ? ["bias": "off"] : [:], from: [map.node],
      weight: operation.step.input(1))
    try translation.bind(node, "weight", weight)
    if let bias {
      let factor = operation.step.single("beta") ?? 1
      try translation.bind(
        node, "bias",
        .init(tensor: bias, factor: factor, copies: bias.count == 1 ? outputs : 1))
    }
    return [translation.output(node, rank: 2)]
  }

  static func batchNorm(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let step = operation.step
    guard step.integer("training_mode") ?? 0 == 0 else {
      throw LayerError("it is in training; export the model for inference")
    }
    guard step.integer("spatial") ?? 1 == 1 else {
      throw LayerError("it has statistics by position, not by channel")
    }
    let tensors = try ["scale", "shift", "mean", "variance"].enumerated().map {
      ($1, try operation.weight($0 + 1, $1))
    }
    let map = try translation.node(operation)
    var options: [String: String] = [:]
    if let epsilon = step.single("epsilon"), abs(epsilon - 1e-5) > 1e-9 {
      options["epsilon"] = "\(epsilon)"
    }
    if let kept = step.single("momentum"), abs(kept - 0.9) > 1e-6 {
      options["momentum"] = "\(Double(((1 - Double(kept)) * 1e6).rounded() / 1e6))"
    }
    let node = try translation.add(
      operation, "batchnorm", [], options, from: [map.node], weight: step.input(1))
    for (name, tensor) in tensors { try translation.bind(node, name, .init(tensor: tensor)) }
    return [translation.output(node, like: map)]
  }

  static func localResponseNorm(
    _ operation: ONNXOperation, _ translation: inout ONNXTranslation
  ) throws -> [ONNXTranslation.Known] {
    let map = try translation.image(operation)
    guard let size = operation.step.integer("size") else { throw LayerError("it has no size") }
    let options = [
      "alpha": "\(operation.step.single("alpha") ?? 1e-4)",
      "beta": "\(operation.step.single("beta") ?? 0.75)",
      "k": "\(operation.step.single("bias") ?? 1)",
    ]
    let node = try translation.add(operation, "lrn", ["\(size)"], options, from: [map.node])
    return [translation.output(node, like: map)]
  }
}
