import Tensors

extension NodePass {
  /// Convolution with parameter `weight`, and `bias` where there is one. Images have so few channels
  /// that their layer is computed directly.
  func convolve(
    _ x: Variable, weight: Int, bias: Int?, _ geometry: ConvolutionGeometry
  ) -> Variable {
    let kernel = parameter(weight)
    let y = Convolution.forward(
      x.value, weight: kernel, bias: bias.map { parameter($0) }, geometry,
      minimal: !readsImages)
    return output(y) { dy in
      accumulate(
        Convolution.weightGradient(x.value, dy, geometry, minimal: !readsImages), at: weight)
      if let bias { accumulate(Convolution.biasGradient(dy), at: bias) }
      if x.isTracked {
        x.accumulate(
          Convolution.inputGradient(dy, weight: kernel, input: x.value.shape, geometry))
      }
    }
  }

  /// A linear layer with weights outputs × inputs on whatever shape, read as a vector.
  func multiply(_ x: Variable, weight: Int, bias: Int?) -> Variable {
    let shape = x.value.shape
    if shape.isVector { return convolve(x, weight: weight, bias: bias, .point) }
    let flat = output(x.value.reshaped(Shape(shape.size)), tracked: x.isTracked) { dy in
      x.accumulate(dy.reshaped(shape))
    }
    return convolve(flat, weight: weight, bias: bias, .point)
  }
}

extension ConvolutionGeometry {
  /// The output's shape, or why there is none.
  func output(fitting shape: Shape, channels: Int) throws(LayerError) -> Shape {
    guard let output = output(of: shape, channels: channels) else {
      throw LayerError(
        "a window of \(kernelHeight)x\(kernelWidth) with pad=\(padding) does not fit into \(shape)",
        hint: "a smaller window, or more pad=", word: "\(kernelHeight)x\(kernelWidth)")
    }
    let padded = Shape(shape.channels, shape.height + 2 * padding, shape.width + 2 * padding)
    guard padded.isPossible else {
      throw LayerError(
        "pad=\(padding) makes \(shape) too large", hint: "a smaller pad=", word: "pad=\(padding)")
    }
    return output
  }
}
