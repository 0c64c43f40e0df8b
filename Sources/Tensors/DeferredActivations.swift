/// Activations, and what their reader still has to do to each number it reads.
public struct DeferredActivations {
  let base: Activations
  /// Adds nothing.
  let epilogue: Epilogue

  public init(_ base: Activations, _ epilogue: Epilogue = Epilogue()) {
    precondition(epilogue.added == nil)
    self.base = base
    self.epilogue = epilogue
  }

  /// `next` of the numbers, in one pass over memory where one epilogue says both.
  public func followed(by next: Epilogue) -> Activations {
    epilogue.then(next).map { base.followed(by: $0) } ?? value.followed(by: next)
  }

  /// The numbers themselves.
  public var value: Activations { epilogue.isEmpty ? base : base.followed(by: epilogue) }
}

extension Convolution {
  /// `forward` of numbers that wait for nothing.
  public static func forward(
    _ x: Activations, weight: Tensor, bias: Tensor?, _ geometry: ConvolutionGeometry,
    minimal: Bool = true, _ epilogue: Epilogue = Epilogue()
  ) -> Activations {
    forward(
      DeferredActivations(x), weight: weight, bias: bias, geometry, minimal: minimal, epilogue)
  }

  /// `weightGradient` of numbers that wait for nothing.
  public static func weightGradient(
    _ x: Activations, _ dy: Activations, _ geometry: ConvolutionGeometry, minimal: Bool = true
  ) -> Tensor {
    weightGradient(DeferredActivations(x), dy, geometry, minimal: minimal)
  }
}
