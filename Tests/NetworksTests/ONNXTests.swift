import Tensors
import Testing

@testable import Networks

/// Models read back by another reader; Tests/References/onnx_check.py runs them in ONNX Runtime.
@Suite struct ONNXTests {
  /// A model as it stands in its bytes.
  private struct Model {
    struct Step {
      var type: String
      var inputs: [String]
      var outputs: [String]
      var attributes: [String: [Int]]
      var singles: [String: Float]
      var lists: [String: [Float]] = [:]
      var words: [String: String] = [:]
    }

    let message: ProtobufMessage
    let graph: ProtobufMessage
    let steps: [Step]
    let tensors: [(name: String, dimensions: [Int], type: [Int], bytes: [UInt8])]
    let foldedCount: Int

    init(_ network: Network, _ set: OperatorSet, folding: Bool) throws {
      let model = try ONNXModel(
        network, name: "net", version: "1", input: "pixels", properties: [("a", "b")], set: set,
        folding: folding)
      foldedCount = model.foldedCount
      #expect(ONNXModel.openings.contains { model.bytes.starts(with: $0) })
      message = try #require(ProtobufMessage(model.bytes[...]))
      graph = try #require(message.messages(7).first ?? nil)
      steps = try graph.messages(1).map { found in
        let node = try #require(found)
        var step = Step(
          type: node.texts(4).joined(), inputs: node.texts(1), outputs: node.texts(2),
          attributes: [:], singles: [:])
        for found in node.messages(5) {
          let attribute = try #require(found)
          let name = attribute.texts(1).joined()
          switch attribute.integers(20) {
          case [1]: step.singles[name] = attribute.singles(2).first
          case [2]: step.attributes[name] = attribute.integers(3)
          case [3]: step.words[name] = attribute.texts(4).first
          case [6]: step.lists[name] = attribute.singles(7)
          case [7]: step.attributes[name] = attribute.integers(8)
          default: Issue.record("\(name) is of type \(attribute.integers(20))")
          }
        }
        return step
      }
      tensors = try graph.messages(5).map { found in
        let tensor = try #require(found)
        return (
          tensor.texts(8).joined(), tensor.integers(1), tensor.integers(2),
          tensor.data(9).first ?? []
        )
      }
    }

    /// The dimensions of an input (11) or output (12) behind its batch.
    func shape(
      _ field: Int, _ place: Int = 0
    ) throws -> (name: String, batch: [String], sizes: [Int]) {
      let value = try #require(graph.messages(field)[place])
      let type = try #require(value.messages(2).first ?? nil)
      let tensor = try #require(type.messages(1).first ?? nil)
      #expect(tensor.integers(1) == [place == 0 ? 1 : tensors[place - 1].type[0]])
      let dimensions = try #require(tensor.messages(2).first ?? nil).messages(1)
      return (
        value.texts(1).joined(), dimensions.flatMap { $0?.texts(2) ?? [] },
        dimensions.flatMap { $0?.integers(1) ?? [] }
      )
    }
  }

  /// Every value is made before it is read, once, and all weights stand there as they are, those
  /// apart into which a norm is folded.
  private func check(
    _ network: Network, _ set: OperatorSet = .standard, folding: Bool = false
  ) throws -> Model {
    let model = try Model(network, set, folding: folding)
    #expect(model.message.integers(1) == [set.formatVersion])
    #expect(model.message.texts(2) == ["pollard"])
    let imported = try #require(model.message.messages(8).first ?? nil)
    #expect(imported.texts(1) == [""] && imported.integers(2) == [set.number])
    var known = Set(model.tensors.map(\.name) + ["input"])
    #expect(known.count == model.tensors.count + 1)
    for step in model.steps {
      // An input that is left out has no name.
      #expect(step.inputs.allSatisfy { $0.isEmpty || known.contains($0) }, "\(step)")
      #expect(step.outputs.count == 1 && known.insert(step.outputs[0]).inserted, "\(step)")
      #expect(step.type != "Constant" || set.number >= 12)
    }
    #expect(known.contains("logits"))
    if !folding {
      let weights = model.tensors.filter { !$0.name.contains(".constant.") }
      let wanted = network.graph.stateTensors
      #expect(weights.map(\.name) == wanted.map(\.name))
      #expect(set.number < 12 || weights.count == model.tensors.count)
      for (found, tensor) in zip(weights, wanted) {
        #expect(found.dimensions == tensor.dimensions && found.type == [1])
        let value = network[tensor.place]
        #expect(Tensor(found.dimensions, bytes: found.bytes[...]).values == value.values)
      }
    }
    for (field, name, shape) in [
      (11, "input", network.graph.input), (12, "logits", network.graph.output),
    ] {
      let found = try model.shape(field)
      let sizes = shape.isVector ? [shape.size] : [shape.channels, shape.height, shape.width]
      #expect(found.name == name && found.batch == ["N"] && found.sizes == sizes)
    }
    let listed = set.formatVersion < 4 ? model.tensors : []
    #expect(model.graph.messages(11).count == 1 + listed.count)
    for (place, tensor) in listed.enumerated() {
      let found = try model.shape(11, place + 1)
      #expect(found.name == tensor.name && found.sizes == tensor.dimensions)
    }
    return model
  }

  @Test(arguments: LayerExample.all) func everyLayer(_ example: LayerExample) throws {
    let graph = try example.graph()
    guard !graph.nodes.contains(where: \.isGate) else {
      let error = #expect(throws: LayerError.self) {
        try ONNXModel(Network(graph, seed: 1), name: "x", version: "1", input: "")
      }
      #expect(error?.message.hasSuffix("has no form in ONNX") == true)
      return
    }
    let network = Network(graph, seed: 1)
    for set in OperatorSet.range {
      let set = try #require(OperatorSet(set))
      guard set.number >= example.operatorSet else {
        let error = #expect(throws: LayerError.self) { try check(network, set) }
        #expect(error?.hint == "opset=\(example.operatorSet) has, and later ones")
        continue
      }
      let model = try check(network, set)
      let types = Set(model.steps.map(\.type))
      #expect(set.number >= 20 || !types.contains("Gelu"))
      for step in model.steps where step.type == "Clip" || step.type == "Pad" {
        #expect((step.inputs.count == 1) == (set.number < 11), "\(step)")
      }
      for step in model.steps where step.type == "Slice" {
        #expect((step.inputs.count == 1) == (set.number < 10), "\(step)")
        #expect(step.attributes["steps"] == nil, "\(step)")
      }
      for step in model.steps where step.type == "Gemm" {
        #expect(step.inputs.count == 3 || set.number >= 11, "\(step)")
      }
      _ = try check(network, set, folding: true)
    }
    #expect(OperatorSet(6) == nil && OperatorSet(22) == nil)
  }

  /// Before set 13 a softmax ran over all that follows its axis.
  @Test func softmaxOfMaps() throws {
    for (number, types) in [
      (12, ["Transpose", "Softmax", "Transpose"]), (13, ["Softmax"]),
    ] {
      let set = try #require(OperatorSet(number))
      let map = try Graph(input: Shape(3, 2, 2), lines: ["softmax"])
      #expect(try check(Network(map, seed: 1), set).steps.map(\.type) == types)
      let vector = try Graph(input: Shape(3), lines: ["softmax"])
      #expect(try check(Network(vector, seed: 1), set).steps.map(\.type) == ["Softmax"])
    }
    let set = try #require(OperatorSet(20))
    let curve = try check(
      Network(Graph(input: Shape(3), lines: ["gelu"]), seed: 1), set)
    #expect(curve.steps.map(\.type) == ["Gelu"])
    #expect(curve.steps[0].words == ["approximate": "tanh"])
  }

  /// y = (w x + b − μ) s / √(σ² + ε) + t as one product, where nothing else reads what is between.
  @Test func foldedNorms() throws {
    let graph = try Graph(
      input: Shape(2, 4, 4),
      lines: [
        "conv 3 3x3 bias=off name=a", "batchnorm name=an", "depthwise 2x2 name=b",
        "batchnorm name=bn", "relu name=r", "batchnorm name=alone", "linear 4 name=f",
        "batchnorm name=fn", "linear 2 name=g", "batchnorm name=gn from=g", "sum from=g,gn",
      ])
    let network = Network(graph, seed: 1).fromFormula()
    let model = try check(network, folding: true)
    #expect(model.foldedCount == 3)
    #expect(model.steps.count { $0.type == "BatchNormalization" } == 2)
    let values = Dictionary(
      uniqueKeysWithValues: graph.stateTensors.map { ($0.name, network[$0.place].values) })
    for (layer, norm) in [("a", "an"), ("b", "bn"), ("f", "fn")] {
      let slopes = zip(values["\(norm).weight"]!, values["\(norm).running_var"]!).map {
        Double($0) / (Double($1) + 1e-5).squareRoot()
      }
      let weight = values["\(layer).weight"]!
      let terms = weight.count / slopes.count
      let wanted: [String: [Double]] = [
        "weight": weight.indices.map { Double(weight[$0]) * slopes[$0 / terms] },
        "bias": slopes.indices.map {
          (Double(values["\(layer).bias"]?[$0] ?? 0) - Double(values["\(norm).running_mean"]![$0]))
            * slopes[$0] + Double(values["\(norm).bias"]![$0])
        },
      ]
      for (name, numbers) in wanted {
        let found = try #require(model.tensors.first { $0.name == "\(layer).\(name)" })
        let stored = Tensor(found.dimensions, bytes: found.bytes[...]).values
        #expect(stored.count == numbers.count)
        #expect(zip(stored, numbers).allSatisfy { abs(Double($0) - $1) <= 1e-6 * max(1, abs($1)) })
      }
      #expect(!model.tensors.contains { $0.name.hasPrefix("\(norm).") })
    }
  }

  /// A layer that an older set cannot say.
  @Test func olderSets() throws {
    struct Late: Layer {
      static let keyword = "late"
      static let synopsis = ""
      static let summary = "needs a later set"
      var text: String { "late" }
      init() {}
      init(_ arguments: inout LayerArguments) throws(LayerError) {}
      func output(of inputs: [Shape]) throws(LayerError) -> Shape { inputs[0] }
      func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable { inputs[0] }
      func writeOperators(to operators: inout OperatorWriter) throws(LayerError) {
        try operators.needs(14)
        operators.end("HardSwish", operators.values)
      }
    }
    var graph = Graph(input: Shape(3))
    try graph.append(Late(), name: "curve")
    let network = Network(graph, seed: 1)
    _ = try check(network, try #require(OperatorSet(14)))
    let error = #expect(throws: LayerError.self) { try check(network) }
    #expect(error?.message == "layer ‘curve’: operator set 13 has no form of it")
    #expect(error?.hint == "opset=14 has, and later ones")
  }

  @Test func theOperatorsOfAResidualNetwork() throws {
    let graph = try ResNet(blocks: 3).graph(
      input: Shape(3, 8, 8), classes: 4, width: 0.25, sizes: [])
    let model = try check(Network(graph, seed: 1))
    let types = Dictionary(grouping: model.steps, by: \.type).mapValues(\.count)
    #expect(
      types == [
        "Conv": 19, "BatchNormalization": 19, "Relu": 19, "Add": 9, "Slice": 2, "Pad": 2,
        "Constant": 10, "GlobalAveragePool": 1, "Flatten": 1, "Gemm": 1,
      ])
    let first = model.steps[0]
    #expect(first.inputs == ["input", "conv1.weight"] && first.outputs == ["conv1.output"])
    #expect(
      first.attributes == [
        "kernel_shape": [3, 3], "strides": [1, 1], "pads": [1, 1, 1, 1], "group": [1],
      ])
    let normalised = model.steps[1]
    #expect(
      normalised.inputs == ["conv1.output"]
        + ["weight", "bias", "running_mean", "running_var"].map { "bn1.\($0)" })
    #expect(normalised.singles["epsilon"] == 1e-5)
    let pad = try #require(model.steps.first { $0.type == "Pad" })
    let pads = try #require(model.steps.first { $0.outputs == [pad.inputs[1]] })
    #expect(pads.attributes["value_ints"] == [0, 2, 0, 0, 0, 2, 0, 0])
    #expect(model.steps.last?.attributes["transB"] == [1])
    let entry = try #require(model.message.messages(14).first ?? nil)
    #expect(entry.texts(1) == ["a"] && entry.texts(2) == ["b"])
  }

  /// Words and lists of numbers among the attributes, and padding that differs from side to side.
  @Test func theOperatorsOfUnevenWindows() throws {
    let graph = try Graph(
      input: Shape(4, 6, 8),
      lines: [
        "conv 8 3x2 stride=2x1 pad=0,1,1,0 dilation=1x2", "avgpool 2 pad=1 ceil=on",
        "upsample 2x3 mode=bilinear", "pixelshuffle 2", "deconv 4 3x3 stride=2 pad=1 outpad=1",
        "lrn 3 k=2.0", "linear 3",
      ])
    let steps = try check(Network(graph, seed: 1)).steps
    func step(_ type: String) throws -> Model.Step { try #require(steps.first { $0.type == type }) }
    #expect(
      try step("Conv").attributes == [
        "kernel_shape": [3, 2], "strides": [2, 1], "pads": [0, 1, 1, 0], "group": [1],
        "dilations": [1, 2],
      ])
    #expect(
      try step("AveragePool").attributes == [
        "kernel_shape": [2, 2], "strides": [2, 2], "pads": [1, 1, 1, 1], "ceil_mode": [1],
        "count_include_pad": [1],
      ])
    let resize = try step("Resize")
    #expect(
      resize.words == ["mode": "linear", "coordinate_transformation_mode": "half_pixel"])
    #expect(resize.inputs[1] == "")
    #expect(
      steps.first { $0.outputs == [resize.inputs[2]] }?.lists == ["value_floats": [1, 1, 2, 3]])
    #expect(try step("DepthToSpace").words == ["mode": "CRD"])
    #expect(try step("DepthToSpace").attributes == ["blocksize": [2]])
    #expect(
      try step("ConvTranspose").attributes == [
        "kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1], "group": [1],
        "output_padding": [1, 1],
      ])
    #expect(try step("LRN").singles == ["alpha": 0.0001, "beta": 0.75, "bias": 2])
  }

  /// A map of one position is a vector in the model too.
  @Test func mapsOfOnePosition() throws {
    let graph = try Graph(
      input: Shape(3, 4, 4),
      lines: [
        "conv 8 4x4", "relu", "conv 6 3x3 pad=1 groups=2", "batchnorm", "depthwise 1x1", "linear 5",
      ])
    let types = try check(Network(graph, seed: 1)).steps.map(\.type)
    #expect(
      types == [
        "Conv", "Flatten", "Relu", "Constant", "Reshape", "Conv", "Flatten", "BatchNormalization",
        "Constant", "Reshape", "Conv", "Flatten", "Gemm",
      ])
  }

  /// Field keys and numbers at their edges, byte by byte.
  @Test func theWireFormat() throws {
    var writer = ProtobufWriter()
    writer.integer(1, 150)
    #expect(writer.bytes == [0x08, 0x96, 0x01])
    writer = ProtobufWriter()
    writer.text(2, "testing")
    #expect(writer.bytes == [0x12, 0x07] + Array("testing".utf8))
    writer = ProtobufWriter()
    writer.message(3) { $0.integer(1, 150) }
    #expect(writer.bytes == [0x1A, 0x03, 0x08, 0x96, 0x01])
    writer = ProtobufWriter()
    writer.integer(20, -1)
    writer.single(2, 1)
    #expect(
      writer.bytes == [0xA0, 0x01] + Array(repeating: 0xFF, count: 9) + [0x01]
        + [0x15, 0, 0, 0x80, 0x3F])
    for value in [0, 1, 127, 128, 300, Int.max, Int.min] {
      writer = ProtobufWriter()
      writer.integer(5, value)
      #expect(ProtobufMessage(writer.bytes[...])?.integers(5) == [value])
    }
  }
}
