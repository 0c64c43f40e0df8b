/// One operator of an ONNX graph: a type, the values it reads, the value it makes.
struct Operator {
  enum Attribute: Equatable {
    case integer(Int)
    case integers([Int])
    case single(Float)
  }

  /// In the order they are written.
  typealias Attributes = [(name: String, value: Attribute)]

  var type: String
  var inputs: [String]
  var output: String
  var attributes: Attributes
}
