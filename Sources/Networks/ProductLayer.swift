import Tensors

/// A layer whose work is products: a convolution, or one in all but name.
public protocol ProductLayer: Layer {
  /// The convolution that the layer is on an input of `shape`: its input, read as that convolution
  /// reads it, its window, and its outputs.
  func product(on shape: Shape) -> Product
}

/// A convolution by its shapes.
public struct Product: Sendable {
  public var input: Shape
  public var geometry: ConvolutionGeometry
  public var outputs: Int

  public init(input: Shape, geometry: ConvolutionGeometry, outputs: Int) {
    self.input = input
    self.geometry = geometry
    self.outputs = outputs
  }

  public var output: Shape { geometry.output(of: input, channels: outputs)! }
  /// Outputs × channels of a group × kernel height × kernel width.
  public var weights: [Int] {
    [outputs, input.channels / geometry.groups, geometry.kernelHeight, geometry.kernelWidth]
  }
}
