import Tensors

/// What the networks of MLPerf Tiny are made of: windows padded as TensorFlow does.
extension Architecture {
  /// A convolution with a window at every `stride`-th position of `input`.
  func covering(
    _ channels: Int, _ side: Int, _ input: Shape, stride: Int = 1, hasBias: Bool = false
  ) -> Conv {
    covering(channels, (side, side), input, stride: stride, hasBias: hasBias)
  }

  /// The same of a window that is no square.
  func covering(
    _ channels: Int, _ window: (height: Int, width: Int), _ input: Shape, stride: Int = 1,
    hasBias: Bool = false
  ) -> Conv {
    let window = ConvolutionGeometry(
      kernelHeight: window.height, kernelWidth: window.width, stride: stride)
    return Conv(outputs: channels, geometry: window.padding(input), hasBias: hasBias)
  }

  /// A window over each channel by itself and a convolution of 1x1, each with batch norm and a
  /// rectifier.
  func appendSeparable(
    to graph: inout Graph, _ channels: Int, stride: Int = 1, prefix: String
  ) throws(LayerError) {
    let window = ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, stride: stride)
    try appendUnit(Depthwise(window.padding(graph.output)), 1, prefix, to: &graph)
    try appendUnit(Conv(channels, 1), 2, prefix, to: &graph)
  }
}
