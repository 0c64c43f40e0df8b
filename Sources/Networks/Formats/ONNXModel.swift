import Tensors

/// A network as an ONNX model of 32-bit floats.
///
/// One input, `input`, of N × channels × height × width, or N × features; one output, `logits`. N
/// is the batch, any number of images. Weights go by PyTorch's names (`StateTensor`). Source:
/// onnx.proto of ONNX, whose field numbers stand below.
public struct ONNXModel {
  static let producer = "pollard"
  /// A message of Protocol Buffers holds less than 2 GiB.
  public static let limit = Int(Int32.max)

  /// What models of ours begin with, one for each version of the format.
  public static var openings: [[UInt8]] {
    Set(OperatorSet.range.compactMap { OperatorSet($0)?.formatVersion }).sorted().map { version in
      var writer = ProtobufWriter()
      writer.integer(1, version)
      writer.text(2, producer)
      return writer.bytes
    }
  }

  /// The model as a file holds it.
  public let bytes: [UInt8]
  /// How many operators it has, those that one layer becomes counted each.
  public let operatorCount: Int
  /// How many batch norms are folded into the layer in front.
  public let foldedCount: Int

  /// - Parameters:
  ///   - network: without gates, with one layer at least, nothing in it unread.
  ///   - version: of the program that writes it.
  ///   - input: what numbers the network wants to see, for people.
  ///   - properties: texts by name that travel along.
  ///   - set: the operators to write it in.
  ///   - folding: put each batch norm into the convolution or linear layer that it alone reads.
  /// - Throws: where a layer has no form in that operator set, which names the layer.
  public init(
    _ network: Network, name: String, version: String, input: String,
    properties: [(name: String, value: String)] = [], set: OperatorSet = .standard,
    folding: Bool = false
  ) throws(LayerError) {
    let content = try ONNXContent(network, set, folding: folding)
    operatorCount = content.operators.count
    foldedCount = content.foldedCount
    var model = ProtobufWriter()
    model.integer(1, set.formatVersion)
    model.text(2, Self.producer)
    model.text(3, version)
    model.message(7) { graph in
      for step in content.operators { graph.message(1) { $0.write(step) } }
      graph.text(2, name)
      for tensor in content.tensors { graph.message(5) { $0.write(tensor) } }
      graph.message(11) { $0.write("input", network.graph.input, input) }
      if set.listsWeightsAsInputs {
        for tensor in content.tensors { graph.message(11) { $0.writeInput(tensor) } }
      }
      graph.message(12) { $0.write("logits", network.graph.output, "one number a class") }
    }
    // An empty domain is that of ONNX's own operators.
    model.message(8) { field in
      field.text(1, "")
      field.integer(2, set.number)
    }
    for property in properties {
      model.message(14) { entry in
        entry.text(1, property.name)
        entry.text(2, property.value)
      }
    }
    bytes = model.bytes
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
    case .singles(let numbers):
      for number in numbers { single(7, number) }
      integer(20, 6)
    case .text(let word):
      text(4, word)
      integer(20, 3)
    case .integer(let number):
      integer(3, number)
      integer(20, 2)
    case .integers(let numbers):
      for number in numbers { integer(8, number) }
      integer(20, 7)
    }
  }

  /// TensorProto.
  fileprivate mutating func write(_ tensor: OperatorTensor) {
    for size in tensor.dimensions { integer(1, size) }
    integer(2, tensor.type)
    switch tensor.values {
    case .numbers(let values):
      text(8, tensor.name)
      data(9, values.bytes)
    case .integers(let values):
      for value in values { integer(7, value) }
      text(8, tensor.name)
    }
  }

  /// ValueInfoProto of a tensor.
  fileprivate mutating func writeInput(_ tensor: OperatorTensor) {
    text(1, tensor.name)
    message(2) { type in
      type.message(1) { field in
        field.integer(1, tensor.type)
        field.message(2) { shape in
          for size in tensor.dimensions { shape.message(1) { $0.integer(1, size) } }
        }
      }
    }
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

extension OperatorTensor {
  /// TensorProto.DataType: FLOAT or INT64.
  fileprivate var type: Int { if case .numbers = values { 1 } else { 7 } }
}
