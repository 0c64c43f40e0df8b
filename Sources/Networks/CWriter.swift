import Tensors

/// What a call in C is given.
enum CArgument: Equatable {
  /// The layer's input `index`, which is read.
  case input(Int)
  /// The same where the function reads no number of it after it wrote the result's number in that
  /// place: the result may take the input's memory.
  case overwritten(Int)
  /// The layer's result, from number `offset` on.
  case result(at: Int = 0)
  /// A pointer to nothing.
  case none
  case integer(Int)
  case number(Float)
  /// A constant array of numbers, called by the layer's name and this one.
  case numbers([Float], named: String)
  /// A constant array of `int32_t`.
  case integers([Int], named: String)
  /// A `frame` by value.
  case frame([Int])
}

/// What a layer writes its C through: calls of functions, whose arguments are its inputs, its
/// result and constants. Values hold one image, channel by channel, row by row, as `float`.
///
/// An activation needs one line, `c.apply("relu", "v > 0.0f ? v : 0.0f")`.
public struct CWriter {
  /// One call, in the order of evaluation.
  struct Call {
    var function: CFunction
    var arguments: [CArgument]
  }

  /// Of the inputs, as the layer sees them.
  let shapes: [Shape]
  /// Of the result.
  let output: Shape
  private(set) var calls: [Call] = []
  /// Whether the result is the first input, as it stands.
  private(set) var isPassed = false

  init(_ shapes: [Shape], to output: Shape) {
    self.shapes = shapes
    self.output = output
  }

  /// The first input's shape.
  var shape: Shape { shapes[0] }

  /// Calls a function.
  mutating func call(_ function: CFunction, _ arguments: [CArgument]) {
    calls.append(Call(function: function, arguments: arguments))
  }

  /// The layer does nothing: its result is its first input, also in another shape.
  mutating func pass() { isPassed = true }

  /// Applies an expression of `v` to every number.
  ///
  /// - Parameters:
  ///   - name: of the function, the same for one expression.
  ///   - expression: in C, without side effects.
  ///   - numbers: what else the expression names.
  mutating func apply(
    _ name: String, _ expression: String, _ numbers: [(name: String, value: Float)] = []
  ) {
    let others = numbers.map { ", float \($0.name)" }.joined()
    let function = CFunction(
      name: name,
      source: """
        static void \(name)(const float *x, float *y, size_t count\(others)) {
          for (size_t i = 0; i < count; i++) {
            const float v = x[i];
            y[i] = \(expression);
          }
        }
        """)
    call(
      function,
      [.overwritten(0), .result(), .integer(output.size)] + numbers.map { .number($0.value) })
  }
}
