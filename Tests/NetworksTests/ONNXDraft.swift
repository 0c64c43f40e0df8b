import Tensors

@testable import Networks

/// A model of ONNX as bytes, operator by operator, for the reader.
struct ONNXDraft {
  enum Value {
    case integer(Int)
    case integers([Int])
    case single(Float)
    case text(String)
  }

  /// Named numbers of the model.
  enum Numbers {
    case singles([Int], [Float])
    case integers([Int], [Int])
  }

  var operatorSet = 13
  var domain = ""
  /// Sizes of the input, batch first; a size below 1 is a name.
  var input = [0, 3, 8, 8]
  var output = "y"
  private var steps: [ProtobufWriter] = []
  private var tensors: [ProtobufWriter] = []

  init(input: [Int] = [0, 3, 8, 8], operatorSet: Int = 13) {
    self.input = input
    self.operatorSet = operatorSet
  }

  mutating func add(
    _ type: String, _ inputs: [String], _ output: String, _ attributes: [String: Value] = [:],
    name: String = "", domain: String = "", outputs: [String] = []
  ) {
    var step = ProtobufWriter()
    for input in inputs { step.text(1, input) }
    for value in [output] + outputs { step.text(2, value) }
    step.text(3, name)
    step.text(4, type)
    step.text(7, domain)
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
      step.message(5) { attribute in
        attribute.text(1, name)
        switch value {
        case .integer(let number):
          attribute.integer(3, number)
          attribute.integer(20, 2)
        case .integers(let numbers):
          for number in numbers { attribute.integer(8, number) }
          attribute.integer(20, 7)
        case .single(let number):
          attribute.single(2, number)
          attribute.integer(20, 1)
        case .text(let text):
          attribute.text(4, text)
          attribute.integer(20, 3)
        }
      }
    }
    steps.append(step)
  }

  /// A weight whose numbers follow from its name.
  mutating func weight(_ name: String, _ sizes: [Int], around centre: Float = 0) {
    let values = Formula.uniform(name, sizes.reduce(1, *)).map { centre + 0.5 * $0 }
    numbers(name, .singles(sizes, values))
  }

  mutating func numbers(_ name: String, _ numbers: Numbers) {
    var tensor = ProtobufWriter()
    switch numbers {
    case .singles(let sizes, let values):
      for size in sizes { tensor.integer(1, size) }
      tensor.integer(2, 1)
      for value in values { tensor.single(4, value) }
    case .integers(let sizes, let values):
      for size in sizes { tensor.integer(1, size) }
      tensor.integer(2, 7)
      for value in values { tensor.integer(7, value) }
    }
    tensor.text(8, name)
    tensors.append(tensor)
  }

  /// A tensor of raw data of some type.
  mutating func raw(_ name: String, _ sizes: [Int], type: Int, _ bytes: [UInt8]) {
    var tensor = ProtobufWriter()
    for size in sizes { tensor.integer(1, size) }
    tensor.integer(2, type)
    tensor.text(8, name)
    tensor.data(9, bytes)
    tensors.append(tensor)
  }

  var bytes: [UInt8] {
    var model = ProtobufWriter()
    model.integer(1, 7)
    model.message(7) { graph in
      for step in steps { graph.data(1, step.bytes) }
      graph.text(2, "graph")
      for tensor in tensors { graph.data(5, tensor.bytes) }
      graph.message(11) { value in
        value.text(1, "x")
        value.message(2) { type in
          type.message(1) { tensor in
            tensor.integer(1, 1)
            tensor.message(2) { shape in
              for size in input {
                shape.message(1) { size > 0 ? $0.integer(1, size) : $0.text(2, "N") }
              }
            }
          }
        }
      }
      graph.message(12) { $0.text(1, output) }
    }
    model.message(8) { set in
      set.text(1, domain)
      set.integer(2, operatorSet)
    }
    return model.bytes
  }

  /// What the reader makes of it.
  func read(input: Shape? = nil, takesLogits: Bool = false) throws -> ONNXNetwork {
    try ONNXNetwork(ONNXFile(bytes: bytes), input: input, takesLogits: takesLogits)
  }

  /// The lines that the reader makes of it.
  func lines() throws -> [String] { try read().graph.lines }

  /// The reason why one operator is refused.
  func reason() throws -> String? {
    do {
      _ = try read()
      return nil
    } catch let error as ONNXUnsupported {
      return error.refusals.first?.reason
    }
  }
}
