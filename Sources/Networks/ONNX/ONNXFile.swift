import Tensors

/// An ONNX model that is open to be read: its operators, the names and places of its numbers.
///
/// Source: onnx.proto of ONNX, whose field numbers stand below. Opset versions 7 to 21, of the
/// default domain.
public final class ONNXFile {
  /// NodeProto.
  struct Step {
    /// Of the node; may be empty.
    var name = ""
    var type = ""
    /// Empty for ONNX's own operators.
    var domain = ""
    /// Names of values; an empty one stands for an input that is left out.
    var inputs: [String] = []
    var outputs: [String] = []
    var attributes: [String: Attribute] = [:]
  }

  /// AttributeProto.
  enum Attribute {
    case single(Float)
    case integer(Int)
    case text(String)
    case tensor(ONNXTensor)
    case singles([Float])
    case integers([Int])
    /// A graph, a list of texts: nothing that an operator of a feed-forward network needs.
    case other
  }

  /// ValueInfoProto; a size that is a name, or not said, is nil.
  struct Declaration {
    var name = ""
    var sizes: [Int?]?
  }

  private static let stepLimit = 1 << 16

  let source: ByteSource
  /// Which version of ONNX's own operators it uses.
  public private(set) var operatorSet = 0
  /// Of the model.
  public private(set) var producer = ""
  /// Texts that travel along, by name.
  public private(set) var metadata: [String: String] = [:]
  private(set) var steps: [Step] = []
  private(set) var tensors: [String: ONNXTensor] = [:]
  private(set) var inputs: [Declaration] = []
  private(set) var outputs: [Declaration] = []
  private var hasGraph = false

  /// Reads the description of a model, and no numbers.
  ///
  /// - Throws: `PlainFile.Problem` where it cannot be read, `ONNXFormatError` where it is no model
  ///   that is read here.
  public convenience init(_ path: String, stop: StopFlag? = nil) throws {
    try self.init(ByteSource(PlainFile(path), stop: stop), stop)
  }

  /// The same of bytes in memory.
  public convenience init(bytes: [UInt8]) throws { try self.init(ByteSource(bytes), nil) }

  private init(_ source: ByteSource, _ stop: StopFlag?) throws {
    self.source = source
    var model = ProtobufReader(source)
    while let (field, value) = try model.next() {
      switch field {
      case 2: producer = try model.text(value)
      case 7:
        guard !hasGraph else { throw ONNXFormatError("it has two graphs") }
        hasGraph = true
        try readGraph(try model.message(value), stop)
      case 8: try readOperatorSet(try model.message(value))
      case 14:
        let pair = try Self.pair(try model.message(value))
        metadata[pair.name] = pair.text
      case 25: throw ONNXFormatError("it has functions of its own, which are not read")
      default: break
      }
    }
    guard hasGraph, !steps.isEmpty else { throw ONNXFormatError("there is no graph in it") }
    guard OperatorSet(operatorSet) != nil else {
      let (first, last) = (OperatorSet.range.lowerBound, OperatorSet.range.upperBound)
      throw ONNXFormatError(
        operatorSet == 0
          ? "it does not say which operator set it uses"
          : "it uses operator set \(operatorSet); sets \(first) to \(last) are read")
    }
  }

  private func readGraph(_ message: ProtobufReader, _ stop: StopFlag?) throws {
    var graph = message
    while let (field, value) = try graph.next() {
      if stop?.isRaised == true { throw PlainFile.Problem.interrupted }
      switch field {
      case 1:
        guard steps.count < Self.stepLimit else {
          throw ONNXFormatError("it has more than \(Self.stepLimit) operators")
        }
        steps.append(try Self.step(try graph.message(value)))
      case 5:
        let (name, tensor) = try ONNXTensor.read(try graph.message(value))
        tensors[name] = tensor
      case 11: inputs.append(try Self.declaration(try graph.message(value)))
      case 12: outputs.append(try Self.declaration(try graph.message(value)))
      case 15: throw ONNXFormatError("it has sparse tensors, which are not read")
      default: break
      }
    }
  }

  private func readOperatorSet(_ message: ProtobufReader) throws {
    var reader = message
    var domain = ""
    var version = 0
    while let (field, value) = try reader.next() {
      if field == 1 { domain = try reader.text(value) }
      if field == 2 { version = try ProtobufReader.integer(value) }
    }
    if Self.isOwn(domain) { operatorSet = version }
  }

  /// Whether it is the domain of ONNX's own operators.
  static func isOwn(_ domain: String) -> Bool { domain.isEmpty || domain == "ai.onnx" }

  private static func pair(_ message: ProtobufReader) throws -> (name: String, text: String) {
    var reader = message
    var pair = (name: "", text: "")
    while let (field, value) = try reader.next() {
      if field == 1 { pair.name = try reader.text(value) }
      // Long texts are somebody else's: nothing here reads them.
      if field == 2 { pair.text = (try? reader.text(value)) ?? "" }
    }
    return pair
  }

  private static func step(_ message: ProtobufReader) throws -> Step {
    var reader = message
    var step = Step()
    while let (field, value) = try reader.next() {
      switch field {
      case 1: step.inputs.append(try reader.text(value))
      case 2: step.outputs.append(try reader.text(value))
      case 3: step.name = try reader.text(value)
      case 4: step.type = try reader.text(value)
      case 5:
        let (name, attribute) = try attribute(try reader.message(value))
        step.attributes[name] = attribute
      case 7: step.domain = try reader.text(value)
      default: break
      }
    }
    return step
  }

  /// The kind is told by the field that is there; older writers leave out the one that says it.
  private static func attribute(
    _ message: ProtobufReader
  ) throws -> (name: String, value: Attribute) {
    var reader = message
    var name = ""
    var kind: Int?
    var found: Attribute?
    var singles: [Float] = []
    var integers: [Int] = []
    while let (field, value) = try reader.next() {
      switch field {
      case 1: name = try reader.text(value)
      case 2: found = .single(try ProtobufReader.single(value))
      case 3: found = .integer(try ProtobufReader.integer(value))
      case 4: found = .text(try reader.text(value))
      case 5: found = .tensor(try ONNXTensor.read(try reader.message(value)).tensor)
      case 6, 9, 10, 11: found = .other
      case 7: singles += try reader.singles(value)
      case 8: integers += try reader.integers(value)
      case 20: kind = try ProtobufReader.integer(value)
      default: break
      }
    }
    if kind == 6 || !singles.isEmpty { return (name, .singles(singles)) }
    if kind == 7 || !integers.isEmpty { return (name, .integers(integers)) }
    if let found { return (name, found) }
    // A zero, or an empty text, may be left out.
    return switch kind {
    case 1: (name, .single(0))
    case 2: (name, .integer(0))
    case 3: (name, .text(""))
    default: (name, .other)
    }
  }

  private static func declaration(_ message: ProtobufReader) throws -> Declaration {
    var reader = message
    var result = Declaration()
    while let (field, value) = try reader.next() {
      if field == 1 { result.name = try reader.text(value) }
      if field == 2 { result.sizes = try sizes(try reader.message(value)) }
    }
    return result
  }

  /// TypeProto: the sizes of a tensor.
  private static func sizes(_ message: ProtobufReader) throws -> [Int?]? {
    var type = message
    var result: [Int?]?
    while let (field, value) = try type.next() {
      guard field == 1 else { continue }
      var tensor = try type.message(value)
      while let (field, value) = try tensor.next() {
        guard field == 2 else { continue }
        var shape = try tensor.message(value)
        var sizes: [Int?] = []
        while let (field, value) = try shape.next() {
          guard field == 1 else { continue }
          var dimension = try shape.message(value)
          var size: Int?
          while let (field, value) = try dimension.next() {
            if field == 1 { size = try ProtobufReader.integer(value) }
          }
          sizes.append(size.flatMap { $0 > 0 ? $0 : nil })
        }
        result = sizes
      }
    }
    return result
  }
}
