import Tensors

extension NodePass {
  /// Convolution with parameter `weight`, and `bias` where there is one, then `max(y, 0)` if
  /// `rectified`. Images have so few channels that their layer is computed directly.
  ///
  /// Outside training it waits for what its one reader adds to the same pass over memory.
  ///
  /// - Parameter minimal: whether Winograd's algorithm may be used, where it can.
  func convolve(
    _ x: Variable, weight: Int, bias: Int?, _ geometry: ConvolutionGeometry,
    minimal: Bool = true, rectified: Bool = false
  ) -> Variable {
    let kernel = parameter(weight)
    let isMinimal = minimal && !readsImages && geometry.isWinograd(on: x.shape)
    let input = { x.shape.isVector ? DeferredActivations(x.value) : x.deferred }
    let stage = ConvolutionStage(
      weight: kernel, bias: bias.map { parameter($0) }, geometry, minimal: isMinimal,
      filters: pass.filters, Epilogue(isRectified: rectified))
    let chain = x.pending?.then(stage) ?? ConvolutionChain(input(), stage)
    if !isRecording, hasOneReader { return Variable(chain) }
    return output(chain.value, rectified: rectified) { dy in
      accumulate(
        Convolution.startWeightGradient(input(), dy, geometry, minimal: isMinimal), at: weight)
      if let bias { accumulate(Convolution.startBiasGradient(dy), at: bias) }
      x.accumulate { added, rectified in
        Convolution.inputGradient(
          dy, weight: kernel, input: x.shape, geometry, minimal: minimal, added: added,
          rectified: rectified)
      }
      pass.advance()
    }
  }

  /// A linear layer with weights outputs × inputs on whatever shape, read as a vector.
  func multiply(_ x: Variable, weight: Int, bias: Int?, rectified: Bool = false) -> Variable {
    let shape = x.shape
    if shape.isVector {
      return convolve(x, weight: weight, bias: bias, .point, rectified: rectified)
    }
    let flat = output(x.value.reshaped(Shape(shape.size)), tracked: x.isTracked) { dy in
      x.accumulate(dy.reshaped(shape))
    }
    return convolve(flat, weight: weight, bias: bias, .point, rectified: rectified)
  }
}

extension ConvolutionGeometry {
  /// The output's shape, or why there is none.
  func output(fitting shape: Shape, channels: Int) throws(LayerError) -> Shape {
    guard let output = output(of: shape, channels: channels) else {
      let window = "\(kernelHeight)x\(kernelWidth)"
      let dilation =
        isDilated ? " with dilation=\(LayerArguments.text((rowDilation, columnDilation)))" : ""
      throw LayerError(
        "a window of \(window)\(dilation) with pad=\(LayerArguments.text(margins)) does not fit "
          + "into \(shape)",
        hint: "a smaller window, or more pad=", word: window)
    }
    try requirePossible(paddedFrom: shape)
    return output
  }
}
