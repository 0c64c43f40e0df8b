import TestSupport
import Tensors
import Testing

@testable import Networks

/// Models read by the reader; Tests/References/onnx_import.py holds those of other programs to ONNX
/// Runtime.
@Suite struct ONNXNetworkTests {
  /// The largest difference of two networks' outputs, as a part of the largest output.
  static func difference(_ one: Network, _ other: Network, images count: Int = 3) throws -> Float {
    let x = Activations(
      count, one.graph.input,
      images: Formula.uniform("images", count * one.graph.input.size))
    func run(_ network: Network) throws -> [Float] {
      try network.forward(x, mode: .evaluation).output.value.images
    }
    let (first, second) = (try run(one), try run(other))
    let largest = first.map(abs).max() ?? 0
    return zip(first, second).map { abs($0 - $1) }.max()! / max(largest, 1e-6)
  }

  private static func reread(_ network: Network) throws -> Network {
    let model = try ONNXModel(network, name: "net", version: "1", input: "pixels")
    return try ONNXNetwork(ONNXFile(bytes: model.bytes)).network()
  }

  /// Numbers that are not those that a network begins with.
  private static func drawn(_ graph: Graph) -> Network {
    var network = Network(graph, seed: 3)
    for tensor in graph.stateTensors {
      let count = tensor.dimensions.reduce(1, *)
      // Numbers that neither vanish nor grow on the way.
      let isScale = tensor.dimensions.count == 1 && tensor.name.hasSuffix("weight")
      let centre: Float = tensor.isVariance || isScale ? 1 : 0
      let spread = 0.8 / Float(max(1, tensor.dimensions.dropFirst().reduce(1, *))).squareRoot()
      network[tensor.place] = Tensor(
        tensor.dimensions, Formula.uniform(tensor.name, count).map { centre + spread * $0 })
    }
    return network
  }

  /// What this program writes it reads again: the same outputs for every layer.
  @Test(arguments: LayerExample.all) func everyLayerAgain(_ example: LayerExample) throws {
    // A layer that does nothing in an inference leaves no layer; one behind it does.
    let lines = example.before + [example.line, "relu name=last"]
    let graph = try Graph(input: example.input, lines: lines)
    guard !graph.nodes.contains(where: \.isGate) else { return }
    let network = Self.drawn(graph)
    #expect(try Self.difference(network, Self.reread(network)) < 1e-5)
  }

  /// Presets come back with the same lines, names and numbers.
  @Test(arguments: ArchitectureCatalog.all.map { $0.name })
  func everyPresetAgain(_ name: String) throws {
    let kind = try #require(ArchitectureCatalog.find(name))
    let network = Self.drawn(
      try kind.graph(
        input: kind.defaultInput, classes: kind.defaultClasses, width: 0.25,
        sizes: name == "mlp" ? [9, 7] : []))
    let again = try Self.reread(network)
    #expect(try Self.difference(network, again, images: 1) == 0)
    for tensor in network.graph.stateTensors {
      let found = try #require(again.graph.stateTensors.first { $0.name == tensor.name })
      #expect(again[found.place].values == network[tensor.place].values, "\(tensor.name)")
    }
  }

  // Operators that this program does not write

  @Test func linearLayersInEveryForm() throws {
    var draft = ONNXDraft(input: [0, 4])
    draft.weight("a.weight", [4, 5])
    draft.numbers("b", .singles([5], [1, 2, 3, 4, 5]))
    draft.weight("c.weight", [3, 5])
    draft.numbers("d", .singles([], [2]))
    draft.add("MatMul", ["x", "a.weight"], "m")
    draft.add("Add", ["b", "m"], "n")
    draft.add(
      "Gemm", ["n", "c.weight", "d"], "y",
      ["transB": .integer(1), "alpha": .single(0.5), "beta": .single(3)])
    let found = try draft.read()
    #expect(found.graph.lines == ["linear 5 name=a", "linear 3 name=c"])
    let network = try found.network()
    let input: [Float] = [0.3, -0.2, 0.7, 1.1]
    let w = Formula.uniform("a.weight", 20).map { 0.5 * $0 }
    let v = Formula.uniform("c.weight", 15).map { 0.5 * $0 }
    var hidden: [Float] = [1, 2, 3, 4, 5]
    for o in 0..<5 { for i in 0..<4 { hidden[o] += input[i] * w[i * 5 + o] } }
    var wanted: [Float] = [6, 6, 6]
    for o in 0..<3 { for i in 0..<5 { wanted[o] += 0.5 * hidden[i] * v[o * 5 + i] } }
    let x = Activations(1, Shape(4), images: input)
    let y = try network.forward(x, mode: .evaluation).output.value.images
    for (found, wanted) in zip(y, wanted) { #expect(abs(found - wanted) < 1e-5) }
  }

  /// Shape, Gather, Unsqueeze, Concat and Reshape, as exporters flatten.
  @Test(arguments: [7, 11, 13, 21]) func arithmeticOnShapes(_ set: Int) throws {
    var draft = ONNXDraft(operatorSet: set)
    draft.numbers("zero", .integers([], [0]))
    draft.numbers("minus", .integers([1], [-1]))
    draft.add(
      "MaxPool", ["x"], "p", ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    draft.add("Shape", ["p"], "s")
    draft.add("Gather", ["s", "zero"], "n", ["axis": .integer(0)])
    if set < 13 {
      draft.add("Unsqueeze", ["n"], "u", ["axes": .integers([0])])
    } else {
      draft.numbers("axes", .integers([1], [0]))
      draft.add("Unsqueeze", ["n", "axes"], "u")
    }
    draft.add("Concat", ["u", "minus"], "to", ["axis": .integer(0)])
    draft.add("Reshape", ["p", "to"], "f")
    draft.weight("fc.weight", [2, 48])
    draft.add("Gemm", ["f", "fc.weight"], "y", ["transB": .integer(1)])
    #expect(
      try draft.lines() == [
        "maxpool 2 name=p", "flatten name=flatten1", "linear 2 bias=off name=fc",
      ])
  }

  /// The shortcut of a CIFAR ResNet as PyTorch exports it: every second position, zeros around.
  @Test func shortcutsThatPad() throws {
    var draft = ONNXDraft()
    draft.numbers("starts", .integers([2], [0, 0]))
    draft.numbers("ends", .integers([2], [Int.max, Int.max]))
    draft.numbers("axes", .integers([2], [2, 3]))
    draft.numbers("steps", .integers([2], [2, 2]))
    draft.numbers("pads", .integers([8], [0, 2, 0, 0, 0, 2, 0, 0]))
    draft.add("Slice", ["x", "starts", "ends", "axes", "steps"], "s")
    draft.add("Pad", ["s", "pads"], "p")
    draft.add("Relu", ["p"], "y")
    #expect(
      try draft.lines() == ["shortcut 7 stride=2 name=shortcut1", "relu name=y"])
  }

  /// x · sigmoid(x), where nothing else reads the factor.
  @Test func activationsOfTwoOperators() throws {
    var draft = ONNXDraft()
    draft.add("Sigmoid", ["x"], "s")
    draft.add("Mul", ["x", "s"], "y")
    #expect(try draft.lines() == ["silu name=s"])
    draft.add("Relu", ["s"], "z")
    draft.add("Concat", ["y", "z"], "all", ["axis": .integer(1)])
    draft.output = "all"
    #expect(try draft.lines().prefix(2) == ["sigmoid name=s", "multiply name=y from=input,s"])
  }

  @Test func namesOfNodes() throws {
    func name(_ node: String, _ type: String, weight: String? = nil, taken: [String] = [])
      -> String?
    {
      let step = ONNXFile.Step(name: node, type: type, outputs: ["12"])
      return ONNXName.name(step, weight: weight) { taken.contains($0) }
    }
    #expect(name("/layer1/layer1.0/conv1/Conv", "Conv") == "layer1.0.conv1")
    #expect(name("/features/features.0/features.0.0/Conv", "Conv") == "features.0.0")
    #expect(name("/relu/Relu_1", "Relu") == "relu_1")
    #expect(name("/Add_3", "Add") == "add_3")
    let nodes = ["/a/a.0/Relu", "/a/a.0/conv/Conv", "/a/a.1/Relu"].map { ONNXFile.Step(name: $0) }
    let containers = ONNXName.containers(nodes)
    func scoped(_ node: String) -> String? {
      let step = ONNXFile.Step(name: node, type: "Relu", outputs: ["1"])
      return ONNXName.name(step, weight: nil, in: containers) { _ in false }
    }
    #expect(scoped("/a/a.0/Relu_1") == "a.0.relu_1" && scoped("/a/a.1/Relu") == "a.1")
    #expect(name("/conv/Conv", "Conv", weight: "block.conv.weight") == "block.conv")
    #expect(name("Conv_5", "Conv", weight: "onnx::Conv_12") == "Conv_5")
    #expect(name("n0", "Conv", weight: "gpu_0/conv1_w_0") == "gpu_0/conv1")
    #expect(name("a b=c,ü", "Conv") == "a_b_c__")
    #expect(name("", "Relu") == nil)
    #expect(name("c", "Conv", taken: ["c", "c_2"]) == "c_3")
    #expect(name("input", "Relu") == nil)
    #expect(name("--help", "Relu") == "help")
  }

  @Test func theFileOwnNamesAreKept() throws {
    var draft = ONNXDraft()
    draft.add("Relu", ["x"], "r", name: "/a/Relu")
    draft.add("Relu", ["r"], "y", name: "b c")
    let found = try draft.read()
    #expect(found.graph.nodes.map(\.name) == ["a", "b_c"])
    #expect(found.originals == ["a": "/a/Relu", "b_c": "b c"])
  }

  /// Numbers of 16 bits, doubles, and weights that an operator makes.
  @Test func encodings() throws {
    var draft = ONNXDraft(input: [0, 2])
    draft.raw("h.weight", [2, 2], type: 10, [0, 0x3C, 0, 0x40, 0, 0xC0, 0, 0x38])
    draft.raw("b.weight", [2, 2], type: 16, [0x80, 0x3F, 0, 0x40, 0, 0xC0, 0, 0x3F])
    let doubles = [1, 2, -2, 0.5].flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt64(8 * $0)) }
    }
    draft.raw("d.weight", [2, 2], type: 11, doubles)
    draft.add("Gemm", ["x", "h.weight"], "1", ["transB": .integer(1)])
    draft.add("Gemm", ["1", "b.weight"], "2", ["transB": .integer(1)])
    draft.add("Gemm", ["2", "d.weight"], "y", ["transB": .integer(1)])
    let network = try draft.read().network()
    #expect(network.parameters.map(\.value.values) == Array(repeating: [1, 2, -2, 0.5], count: 3))
  }

  /// A weight that is made from the shape of another.
  @Test func weightsThatAreMade() throws {
    var draft = ONNXDraft(input: [0, 3])
    draft.numbers("sizes", .integers([2], [2, 3]))
    draft.add("ConstantOfShape", ["sizes"], "fc.weight")
    draft.numbers("ones", .singles([1], [1]))
    draft.add("Add", ["fc.weight", "ones"], "w")
    draft.add("Gemm", ["x", "w"], "y", ["transB": .integer(1)])
    let network = try draft.read().network()
    #expect(network.parameters[0].value.values == Array(repeating: 1, count: 6))
  }

  // Refusals

  /// All operators without a form are told, each with its reason, those behind them too.
  @Test func everythingThatIsMissing() throws {
    var draft = ONNXDraft()
    draft.add("Einsum", ["x", "x"], "e", name: "first")
    draft.add("Relu", ["e"], "r")
    draft.add("Loop", ["r"], "l", name: "second")
    draft.add("Relu", ["x"], "r2", domain: "com.example")
    draft.add("Add", ["l", "r2"], "y")
    let error = #expect(throws: ONNXUnsupported.self) { try draft.read() }
    #expect(error?.refusals.map(\.type) == ["Einsum", "Loop", "com.example.Relu"])
    #expect(error?.refusals.map(\.name) == ["first", "second", "r2"])
  }

  @Test func whatMixesImages() throws {
    var draft = ONNXDraft()
    draft.numbers("to", .integers([2], [-1, 16]))
    draft.add("Reshape", ["x", "to"], "y")
    #expect(try draft.reason()?.contains("mixes the images") == true)
    draft = ONNXDraft()
    draft.add("Transpose", ["x"], "y", ["perm": .integers([1, 0, 2, 3])])
    #expect(try draft.reason()?.contains("order of axes") == true)
    draft = ONNXDraft()
    draft.add("Softmax", ["x"], "y", ["axis": .integer(3)])
    #expect(try draft.reason()?.contains("channels of each position") == true)
  }

  @Test func inputsThatAreOpen() throws {
    var draft = ONNXDraft(input: [0, 3, 0, 0])
    draft.add("Relu", ["x"], "y")
    let error = #expect(throws: ONNXFormatError.self) { try draft.read() }
    #expect(error?.description.contains("?x3x?x?") == true)
    #expect(try draft.read(input: Shape(3, 5, 7)).graph.input == Shape(3, 5, 7))
    #expect(throws: ONNXFormatError.self) { try draft.read(input: Shape(4, 5, 7)) }
  }

  @Test func operatorSetsThatAreNotRead() throws {
    for set in [0, 6, 22] {
      var draft = ONNXDraft(operatorSet: set)
      draft.add("Relu", ["x"], "y")
      #expect(throws: ONNXFormatError.self) { try draft.read() }
    }
  }

  @Test func aSoftmaxAtTheEnd() throws {
    var draft = ONNXDraft(input: [0, 4])
    draft.add("Relu", ["x"], "r")
    draft.add("Softmax", ["r"], "y")
    #expect(try draft.read().notes.count == 1)
    #expect(try draft.read(takesLogits: true).graph.lines == ["relu name=r"])
  }

  @Test func numbersThatAreNone() throws {
    var draft = ONNXDraft(input: [0, 1])
    draft.numbers("w", .singles([1, 1], [.nan]))
    draft.add("Gemm", ["x", "w"], "y")
    let found = try draft.read()
    #expect(throws: ONNXFormatError.self) { try found.network() }
  }

  /// Cut anywhere and changed anywhere: an error or a network, never a trap.
  @Test func damagedModels() throws {
    let graph = try ResNet(blocks: 3).graph(
      input: Shape(3, 8, 8), classes: 4, width: 0.1, sizes: [])
    let whole = try ONNXModel(Network(graph, seed: 1), name: "n", version: "1", input: "").bytes
    var random = SplitMix(seed: 5)
    func attempt(_ bytes: [UInt8]) {
      guard let file = try? ONNXFile(bytes: bytes) else { return }
      _ = try? ONNXNetwork(file).network()
    }
    for _ in 0..<300 * SplitMix.rounds { attempt(Array(whole.prefix(random.below(whole.count)))) }
    for _ in 0..<1500 * SplitMix.rounds {
      var bytes = whole
      for _ in 0...random.below(4) {
        // The description rather than the weights.
        let place = random.below(random.below(2) == 0 ? min(6000, whole.count) : whole.count)
        bytes[place] = UInt8(random.below(256))
      }
      attempt(bytes)
    }
  }
}
