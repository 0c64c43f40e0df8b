import Tensors

/// What a layer writes its PyTorch through: at most one module of torch.nn, and an expression.
///
/// Values are tensors of N × channels × height × width, or N × features where a map of one position
/// is a vector, as it is one here.
public struct ModuleWriter {
  /// The variables that hold the inputs.
  let inputs: [String]
  /// Of the inputs.
  let shapes: [Shape]
  private let output: Shape
  /// How the layer's module is called.
  private let path: String
  /// What makes the module, `nn.Linear(3, 4)`; nil where the layer has none.
  private(set) var module: String?
  /// The result, an expression of the inputs.
  private(set) var expression = ""

  init(_ node: Node, reading inputs: [String], path: String) {
    self.inputs = inputs
    self.path = path
    shapes = node.inputShapes
    output = node.shape
  }

  /// The first input.
  var x: String { inputs[0] }
  /// The first input's shape.
  var shape: Shape { shapes[0] }
  /// The first input as a map.
  var map: String { shape.isVector ? "\(x)[:, :, None, None]" : x }
  /// The first input as a vector.
  var vector: String { shape.isVector ? x : "\(x).flatten(1)" }

  /// A module of torch.nn, called on `argument`.
  mutating func call(_ module: String, on argument: String) {
    self.module = module
    expression = "self.get_submodule(\"\(path)\")(\(argument))"
  }

  /// Parameters that no module of torch.nn holds, by their names in PyTorch.
  ///
  /// - Returns: the expression that gives each.
  mutating func hold(_ shapes: [(name: String, dimensions: [Int])]) -> [String] {
    let values = shapes.map { shape in
      "\"\(shape.name)\": torch.zeros(\(shape.dimensions.map(String.init).joined(separator: ", ")))"
    }
    module = "nn.ParameterDict({\(values.joined(separator: ", "))})"
    return shapes.map { "self.get_submodule(\"\(path)\")[\"\($0.name)\"]" }
  }

  /// An expression of the inputs, of the output's shape.
  mutating func write(_ expression: String) { self.expression = expression }

  /// What was written gives a map whatever its size: one of one position becomes a vector.
  mutating func endMap() {
    if output.isVector { expression += ".flatten(1)" }
  }

  /// `True` or `False`.
  static func text(_ flag: Bool) -> String { flag ? "True" : "False" }
}
