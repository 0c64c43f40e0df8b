extension FewImagesBuilder {
  /// `max(x, 0)` of each number.
  public mutating func rectify(_ x: FewImagesValue) -> FewImagesValue { map(x, .rectify) }
  /// `1 / (1 + e⁻ˣ)` of each number.
  public mutating func sigmoid(_ x: FewImagesValue) -> FewImagesValue { map(x, .sigmoid) }

  /// A function of each number.
  public mutating func apply(_ function: PointFunction, to x: FewImagesValue) -> FewImagesValue {
    map(x, .function(function))
  }

  /// `e^x / Σ e^x` over the channels of each position.
  public mutating func softmax(_ x: FewImagesValue) -> FewImagesValue {
    let y = value(x.shape)
    steps.append(
      FewImagesSoftmax(
        source: x.number, target: y.number, layout: y.layout, channels: y.shape.channels))
    return y
  }

  /// What `compute` makes of batches with images in the lanes: for a layer without a form of its
  /// own here. Its values are copied into lanes and out of them.
  public mutating func runInLanes(
    _ values: [FewImagesValue], to shape: Shape, _ compute: @escaping ([Activations]) -> Activations
  ) -> FewImagesValue {
    let y = value(shape)
    steps.append(FewImagesLanes(sources: values, target: y, compute: compute))
    return y
  }

  /// The steps that `runInLanes` asked for.
  public var stepsInLanes: Int { steps.count { $0 is FewImagesLanes } }

  /// x · scale + shift by channel.
  public mutating func affine(
    _ x: FewImagesValue, scale: [Float], shift: [Float], rectified: Bool
  ) -> FewImagesValue {
    map(x, .affine(scale: scale, shift: shift, rectified: rectified))
  }

  /// 1 where a vector's number is above 0, else 0; `forced` overrides.
  public mutating func threshold(_ x: FewImagesValue, forced: [Float?]) -> FewImagesValue {
    map(x, .threshold(forced: forced))
  }

  /// A vector that is the same for every image; `x` says how many there are.
  public mutating func constant(_ values: [Float], like x: FewImagesValue) -> FewImagesValue {
    map(x, .constant(values), to: Shape(values.count))
  }

  private mutating func map(
    _ x: FewImagesValue, _ operation: FewImagesMap.Operation, to shape: Shape? = nil
  ) -> FewImagesValue {
    let y = value(shape ?? x.shape)
    steps.append(
      FewImagesMap(
        operation: operation, source: x.number, target: y.number, layout: y.layout,
        channels: y.shape.channels))
    return y
  }

  /// The sum of two values of one shape, rectified in the same pass if asked.
  public mutating func add(
    _ a: FewImagesValue, _ b: FewImagesValue, rectified: Bool = false
  ) -> FewImagesValue {
    pair(rectified ? .rectifiedSum : .sum, a, b)
  }

  /// The product of two values of one shape.
  public mutating func multiply(_ a: FewImagesValue, _ b: FewImagesValue) -> FewImagesValue {
    pair(.product, a, b)
  }

  private mutating func pair(
    _ operation: FewImagesPair.Operation, _ a: FewImagesValue, _ b: FewImagesValue
  ) -> FewImagesValue {
    let y = value(a.shape)
    steps.append(
      FewImagesPair(
        operation: operation, first: a.number, second: b.number, target: y.number,
        size: (y.shape.channels * y.layout.channelStep).wholeVectors))
    return y
  }

  /// Copies as `rearrangement` says.
  public mutating func rearrange(_ x: FewImagesValue, by rearrangement: Rearrangement)
    -> FewImagesValue
  {
    let y = value(rearrangement.output)
    steps.append(FewImagesRearrangement(rearrangement, from: x, to: y))
    return y
  }

  /// Channel c times gate `first + c`, or every channel times the one gate `first`.
  public mutating func scale(
    _ x: FewImagesValue, by gates: FewImagesValue, first: Int, shared: Bool
  ) -> FewImagesValue {
    let y = value(x.shape)
    steps.append(
      FewImagesScale(
        source: x.number, gates: gates.number, target: y.number, gate: first, isShared: shared,
        layout: x.layout, channels: x.shape.channels))
    return y
  }

  /// The largest number or the mean of each window; the window has to fit.
  public mutating func pool(
    _ x: FewImagesValue, _ kind: Pooling.Kind, _ window: Pooling.Window
  ) -> FewImagesValue {
    let y = value(window.output(of: x.shape)!)
    steps.append(
      FewImagesPool(
        kind: kind, window: window, source: x.number, target: y.number,
        channels: x.shape.channels, from: x.layout, to: y.layout))
    return y
  }

  /// The mean of each channel's map.
  public mutating func globalPool(_ x: FewImagesValue) -> FewImagesValue {
    guard !x.shape.isVector else { return x }
    let y = value(Shape(x.shape.channels))
    steps.append(
      FewImagesGlobalPool(
        source: x.number, target: y.number, channels: x.shape.channels, layout: x.layout))
    return y
  }

  /// Every `stride`-th row and column of some channels, among channels of zeros.
  ///
  /// - Parameter sources: by channel that comes out, the one that it is a copy of.
  public mutating func subsample(
    _ x: FewImagesValue, stride: Int, sources: [Int?]
  ) -> FewImagesValue {
    let y = value(
      Shape(
        sources.count, (x.shape.height + stride - 1) / stride,
        (x.shape.width + stride - 1) / stride))
    steps.append(
      FewImagesSubsample(
        source: x.number, target: y.number, stride: stride, sources: sources, from: x.layout,
        to: y.layout))
    return y
  }

  /// The channels of all values, one value after another.
  public mutating func join(_ values: [FewImagesValue]) -> FewImagesValue {
    let first = values[0].shape
    let y = value(
      Shape(values.reduce(0) { $0 + $1.shape.channels }, first.height, first.width))
    steps.append(
      FewImagesJoin(
        parts: values.map { .init(source: $0.number, channels: $0.shape.channels) },
        target: y.number, layout: y.layout))
    return y
  }

  /// A map as one vector.
  public mutating func flatten(_ x: FewImagesValue) -> FewImagesValue {
    guard !x.shape.isVector else { return x }
    let y = value(Shape(x.shape.size))
    steps.append(
      FewImagesFlatten(
        source: x.number, target: y.number, channels: x.shape.channels, layout: x.layout))
    return y
  }
}
