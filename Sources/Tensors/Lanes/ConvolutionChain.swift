/// A convolution that nobody has computed yet, and what follows it.
public struct ConvolutionStage {
  let weight: Tensor
  let bias: Tensor?
  let geometry: ConvolutionGeometry
  private let minimal: Bool
  private let filters: FilterCache?
  var epilogue: Epilogue

  /// `Convolution.forward` tells what the parameters are.
  public init(
    weight: Tensor, bias: Tensor?, _ geometry: ConvolutionGeometry, minimal: Bool = true,
    filters: FilterCache? = nil, _ epilogue: Epilogue = Epilogue()
  ) {
    self.weight = weight
    self.bias = bias
    self.geometry = geometry
    self.minimal = minimal
    self.filters = filters
    self.epilogue = epilogue
  }

  /// What comes out.
  func output(of x: Shape) -> Shape { geometry.output(of: x, channels: weight.dimensions[0])! }

  func forward(_ x: DeferredActivations) -> Activations {
    Convolution.forward(
      x, weight: weight, bias: bias, geometry, minimal: minimal, filters: filters, epilogue)
  }

  /// The weights as direct sums read them.
  var packed: PackedWeights {
    filters?.filters(weight, groups: geometry.groups)
      ?? PackedWeights(forward: weight, groups: geometry.groups)
  }

  /// Whether each channel makes one output by itself.
  var isDepthwise: Bool { geometry.groups == weight.dimensions[0] && weight.dimensions[1] == 1 }

  /// Whether Winograd's algorithm computes it, of maps of `shape`.
  func isMinimal(on shape: Shape) -> Bool { minimal && geometry.isWinograd(on: shape) }
}

/// Convolutions in a row, each the only reader of the one before, that nobody has computed yet.
///
/// A depthwise window between two convolutions makes maps of many channels that nobody else reads.
/// They go through the row by bands that stay in the nearer caches (`DepthwiseBands`); the digits
/// are those of one convolution after the other.
public struct ConvolutionChain {
  private let input: DeferredActivations
  private var stages: [ConvolutionStage]
  /// What comes out of the last convolution.
  public private(set) var shape: Shape

  /// A convolution alone.
  public init(_ input: DeferredActivations, _ stage: ConvolutionStage) {
    self.input = input
    stages = [stage]
    shape = stage.output(of: input.shape)
  }

  /// Images.
  public var count: Int { input.count }

  /// The same and then `next`, where one pass says both.
  public func then(_ next: Epilogue) -> ConvolutionChain? {
    guard let both = stages.last!.epilogue.then(next) else { return nil }
    var result = self
    result.stages[stages.count - 1].epilogue = both
    return result
  }

  /// The same and then `next`, which reads nothing else, where both are computed together: a
  /// depthwise window behind direct sums, a window of one position behind a depthwise one.
  public func then(_ next: ConvolutionStage) -> ConvolutionChain? {
    let last = stages.last!
    guard last.epilogue.added == nil, !shape.isVector, !next.isMinimal(on: shape),
      stages.count > 1 || !last.isMinimal(on: input.shape)
    else { return nil }
    if next.isDepthwise {
      guard stages.count == 1, last.geometry.groups == 1 else { return nil }
    } else {
      guard last.isDepthwise, next.geometry.isPoint, next.geometry.isDense else { return nil }
    }
    var result = self
    result.stages.append(next)
    result.shape = next.output(of: shape)
    return result
  }

  /// The outputs of the last convolution.
  public var value: Activations {
    guard stages.count > 1 else { return stages[0].forward(input) }
    let at = stages[1].isDepthwise ? 1 : 0
    return DepthwiseBands(
      input, widen: at == 0 ? nil : stages[0], stages[at],
      narrow: at + 1 < stages.count ? stages[at + 1] : nil
    ).outputs
  }
}
