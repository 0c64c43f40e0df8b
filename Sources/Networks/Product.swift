import Costs
import Tensors

/// The products of a layer, as a convolution by its shapes. The layer's first parameter holds the
/// weights, its second, where there is one, a bias for each output.
public struct Product: Sendable {
  /// As the convolution reads it: a linear layer's as a vector.
  public var input: Shape
  /// Kernel, stride, padding and groups; a linear layer's kernel is 1 × 1.
  public var geometry: ConvolutionGeometry
  /// Channels or neurons that come out.
  public var outputs: Int
  /// Whether a window moves over the input's map; a linear layer reads all of it at once.
  public var isWindowed: Bool

  /// Products that read `input`; `geometry` has to fit on it.
  public init(
    input: Shape, geometry: ConvolutionGeometry, outputs: Int, isWindowed: Bool = true
  ) {
    self.input = input
    self.geometry = geometry
    self.outputs = outputs
    self.isWindowed = isWindowed
  }

  /// The shape that comes out.
  public var output: Shape { geometry.output(of: input, channels: outputs)! }
  /// Outputs × channels of a group × kernel height × kernel width.
  public var weights: [Int] {
    [outputs, input.channels / geometry.groups, geometry.kernelHeight, geometry.kernelWidth]
  }

  /// As the energy model reads it.
  public var shape: ProductShape {
    let isDepthwise = geometry.groups == input.channels && geometry.groups > 1
    let kind: ProductShape.Kind =
      !isWindowed ? .linear : isDepthwise ? .depthwise : geometry.taps == 1 ? .pointwise : .dense
    let output = output
    return ProductShape(
      kind, inputs: Double(input.channels), outputs: Double(outputs),
      groups: Double(geometry.groups), window: (geometry.kernelHeight, geometry.kernelWidth),
      stride: max(geometry.rowStride, geometry.columnStride), input: (input.height, input.width),
      output: (output.height, output.width))
  }
}

extension Layer {
  /// The work of one image in it, as layer `name`.
  public func work(of inputs: [Shape], named name: String) -> LayerWork {
    LayerWork(
      name, work(of: inputs), isFused: isFused,
      product: inputs.isEmpty ? nil : product(on: inputs[0])?.shape)
  }
}
