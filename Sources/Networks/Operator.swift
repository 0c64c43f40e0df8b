import Tensors

/// One operator of an ONNX graph: a type, the values it reads, the value it makes.
struct Operator {
  enum Attribute: Equatable {
    case integer(Int)
    case integers([Int])
    case single(Float)
    case singles([Float])
    case text(String)
  }

  /// In the order they are written.
  typealias Attributes = [(name: String, value: Attribute)]

  var type: String
  var inputs: [String]
  var output: String
  var attributes: Attributes
}

/// A tensor that operators read by its name.
struct OperatorTensor {
  enum Values {
    case numbers(Tensor)
    /// A list of whole numbers of 64 bits.
    case integers([Int])
  }

  var name: String
  var values: Values

  var dimensions: [Int] {
    switch values {
    case .numbers(let tensor): tensor.dimensions
    case .integers(let list): [list.count]
    }
  }
}
