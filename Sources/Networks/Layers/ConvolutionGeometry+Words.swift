import Tensors

/// The window of a convolution as it is typed, what has no words of its own left out.
extension ConvolutionGeometry {
  static let synopsis = "[HxW] [stride=1] [pad=0] [dilation=1]"

  /// Reads the window, 3x3 unless said, and how it moves; one group.
  init(_ arguments: inout LayerArguments) throws(LayerError) {
    let window = try arguments.window(or: (3, 3))
    self.init(
      kernelHeight: window.0, kernelWidth: window.1,
      strides: try arguments.pair("stride", or: (1, 1), least: 1),
      margins: try arguments.margins("pad"),
      dilations: try arguments.pair("dilation", or: (1, 1), least: 1))
  }

  /// `3x3 stride=2 pad=1`.
  var words: String {
    var text = "\(kernelHeight)x\(kernelWidth)"
    if !isDense { text += " stride=\(LayerArguments.text((rowStride, columnStride)))" }
    if margins.even != 0 { text += " pad=\(LayerArguments.text(margins))" }
    if isDilated { text += " dilation=\(LayerArguments.text((rowDilation, columnDilation)))" }
    return text
  }

  /// The attributes of Conv and ConvTranspose; dilations where there are any.
  var attributes: Operator.Attributes {
    let dilations: Operator.Attributes =
      isDilated ? [("dilations", .integers([rowDilation, columnDilation]))] : []
    return [
      ("kernel_shape", .integers([kernelHeight, kernelWidth])),
      ("strides", .integers([rowStride, columnStride])), ("pads", .integers(margins.list)),
      ("group", .integer(groups)),
    ] + dilations
  }

  func requireGroups(divide inputs: Int, _ outputs: Int) throws(LayerError) {
    let odd = [(inputs, "inputs"), (outputs, "outputs")].filter { $0.0 % groups != 0 }
    guard odd.isEmpty else {
      let counts = odd.map { "\($0.0) \($0.1)" }.joined(separator: " and ")
      throw LayerError(
        "\(groups) groups do not divide \(counts)",
        hint: "groups= divides the channels that come in and those that go out",
        word: "groups=\(groups)")
    }
  }

  /// The map with its padding, as far as memory can hold it.
  func requirePossible(paddedFrom shape: Shape) throws(LayerError) {
    guard padded(shape).isPossible else {
      let text = LayerArguments.text(margins)
      throw LayerError(
        "pad=\(text) makes \(shape) too large", hint: "a smaller pad=", word: "pad=\(text)")
    }
  }
}
