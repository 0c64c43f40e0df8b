/// Activations, and what their reader still has to do to each number it reads.
public struct DeferredActivations {
  let base: Activations
  /// Adds nothing.
  let epilogue: Epilogue

  /// Images.
  public var count: Int { base.count }
  /// Of one image.
  public var shape: Shape { base.shape }

  /// These activations with `epilogue` left to do, which may not add.
  public init(_ base: Activations, _ epilogue: Epilogue = Epilogue()) {
    precondition(epilogue.added == nil)
    self.base = base
    self.epilogue = epilogue
  }

  /// These values with `next` left to do as well.
  public func then(_ next: Epilogue) -> DeferredActivations {
    DeferredActivations(epilogue.then(next) == nil ? value : base, epilogue.then(next) ?? next)
  }

  /// The gradient of `Epilogue.Factors` after these values, added to `sum`, which lies as they do.
  public func factorGradient(
    _ dy: Activations, of factors: Epilogue.Factors, addingTo sum: inout Activations
  ) {
    precondition(base.fits(dy))
    let kernels = Processor.kernels
    let to = sum.writable
    let blockStep = sum.blockSize
    let area = base.shape.area
    let lane = Storage(base.blocks * lanes)
    Processor.parallel(base.blocks) { block in
      let part = lane.pointer + block * lanes
      for channel in 0..<base.shape.channels {
        let at = block * base.blockSize + channel * area * lanes
        var with = epilogue.kernel(channel, block)
        kernels.dotLanes(base.pointer + at, &with, dy.pointer + at, Int64(area), part)
        let target = to + block * blockStep + factors.feature(channel) * lanes
        kernels.add(target, part, Int64(lanes), target)
      }
    }
  }

  /// `next` of the values, in one pass over memory where one epilogue says both.
  public func followed(by next: Epilogue) -> Activations {
    epilogue.then(next).map { base.followed(by: $0) } ?? value.followed(by: next)
  }

  /// The values themselves.
  public var value: Activations { epilogue.isEmpty ? base : base.followed(by: epilogue) }
}

extension Convolution {
  /// `forward` of values that wait for nothing.
  public static func forward(
    _ x: Activations, weight: Tensor, bias: Tensor?, _ geometry: ConvolutionGeometry,
    minimal: Bool = true, _ epilogue: Epilogue = Epilogue()
  ) -> Activations {
    forward(
      DeferredActivations(x), weight: weight, bias: bias, geometry, minimal: minimal, epilogue)
  }

  /// `weightGradient` of values that wait for nothing.
  public static func weightGradient(
    _ x: Activations, _ dy: Activations, _ geometry: ConvolutionGeometry, minimal: Bool = true
  ) -> Tensor {
    weightGradient(DeferredActivations(x), dy, geometry, minimal: minimal)
  }
}
