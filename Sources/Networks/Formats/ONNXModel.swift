import Tensors

/// A network as an ONNX model: operator set 13, format version 7 (ONNX 1.8), 32-bit floats.
///
/// One input, `input`, of N × channels × height × width, or N × features; one output, `logits`. N is
/// the batch, any number of images. Weights go by PyTorch's names (`StateTensor`).
/// Source: onnx.proto of ONNX, whose field numbers stand below.
public struct ONNXModel {
  /// `ir_version`: 7 is that of ONNX 1.8.
  public static let formatVersion = 7
  /// The version of the default operator set.
  public static let operatorSet = 13
  static let producer = "pollard"
  /// A message of Protocol Buffers holds less than 2 GiB.
  public static let limit = Int(Int32.max)

  /// What every model of ours begins with.
  public static var opening: [UInt8] {
    var writer = ProtobufWriter()
    writer.integer(1, formatVersion)
    writer.text(2, producer)
    return writer.bytes
  }

  /// The model as a file holds it.
  public let bytes: [UInt8]
  /// How many operators it has, those that one layer becomes counted each.
  public let operatorCount: Int

  /// - Parameters:
  ///   - network: without gates, with one layer at least.
  ///   - version: of the program that writes it.
  ///   - input: what numbers the network wants to see, for people.
  ///   - properties: texts by name that travel along.
  /// - Throws: where a layer has no form in ONNX.
  public init(
    _ network: Network, name: String, version: String, input: String,
    properties: [(name: String, value: String)] = []
  ) throws(LayerError) {
    let operators = try Self.operators(network.graph)
    operatorCount = operators.count
    var model = ProtobufWriter()
    model.integer(1, Self.formatVersion)
    model.text(2, Self.producer)
    model.text(3, version)
    model.message(7) { graph in
      for step in operators { graph.message(1) { $0.write(step) } }
      graph.text(2, name)
      for tensor in network.graph.stateTensors {
        graph.message(5) { $0.write(network[tensor.place], as: tensor.name) }
      }
      graph.message(11) { $0.write("input", network.graph.input, input) }
      graph.message(12) { $0.write("logits", network.graph.output, "one number a class") }
    }
    // An empty domain is that of ONNX's own operators.
    model.message(8) { set in
      set.text(1, "")
      set.integer(2, Self.operatorSet)
    }
    for property in properties {
      model.message(14) { entry in
        entry.text(1, property.name)
        entry.text(2, property.value)
      }
    }
    bytes = model.bytes
  }

  static func operators(_ graph: Graph) throws(LayerError) -> [Operator] {
    var result: [Operator] = []
    func value(_ index: Int) -> String {
      if index == Graph.source { return "input" }
      return index == graph.nodes.count - 1 ? "logits" : "\(graph.nodes[index].name).output"
    }
    for (index, node) in graph.nodes.enumerated() {
      var writer = OperatorWriter(node, reading: node.inputs.map(value), result: value(index))
      try node.layer.writeOperators(to: &writer)
      result += writer.operators
    }
    return result
  }
}

extension ProtobufWriter {
  /// NodeProto.
  fileprivate mutating func write(_ step: Operator) {
    for input in step.inputs { text(1, input) }
    text(2, step.output)
    text(3, step.output)
    text(4, step.type)
    for attribute in step.attributes {
      message(5) { $0.write(attribute.name, attribute.value) }
    }
  }

  /// AttributeProto; its type stands beside the value.
  private mutating func write(_ name: String, _ value: Operator.Attribute) {
    text(1, name)
    switch value {
    case .single(let number):
      single(2, number)
      integer(20, 1)
    case .integer(let number):
      integer(3, number)
      integer(20, 2)
    case .integers(let numbers):
      for number in numbers { integer(8, number) }
      integer(20, 7)
    }
  }

  /// TensorProto of 32-bit floats.
  fileprivate mutating func write(_ tensor: Tensor, as name: String) {
    for size in tensor.dimensions { integer(1, size) }
    integer(2, 1)
    text(8, name)
    data(9, tensor.bytes)
  }

  /// ValueInfoProto of a batch of 32-bit floats.
  fileprivate mutating func write(_ name: String, _ shape: Shape, _ meaning: String) {
    text(1, name)
    message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, 1)
        tensor.message(2) { dimensions in
          dimensions.message(1) { $0.text(2, "N") }
          let sizes = shape.isVector ? [shape.size] : [shape.channels, shape.height, shape.width]
          for size in sizes { dimensions.message(1) { $0.integer(1, size) } }
        }
      }
    }
    text(3, meaning)
  }
}
