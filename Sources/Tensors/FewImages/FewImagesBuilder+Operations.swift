extension PlainBuilder {
  public mutating func rectify(_ x: PlainValue) -> PlainValue { map(x, .rectify) }
  public mutating func sigmoid(_ x: PlainValue) -> PlainValue { map(x, .sigmoid) }

  /// A function with `f(0) = 0` of each number.
  public mutating func apply(_ function: PointFunction, to x: PlainValue) -> PlainValue {
    map(x, .function(function))
  }

  /// `e^x / Σ e^x` over the channels of each position.
  public mutating func softmax(_ x: PlainValue) -> PlainValue {
    let y = value(x.shape)
    steps.append(
      PlainSoftmax(
        source: x.number, target: y.number, layout: y.layout, channels: y.shape.channels))
    return y
  }

  /// What `compute` makes of batches with images in the lanes: for a layer without a form of its
  /// own here. Its values are copied into lanes and out of them.
  public mutating func runInLanes(
    _ values: [PlainValue], to shape: Shape, _ compute: @escaping ([Activations]) -> Activations
  ) -> PlainValue {
    let y = value(shape)
    steps.append(PlainLanes(sources: values, target: y, compute: compute))
    return y
  }

  /// The steps that `runInLanes` asked for.
  public var stepsInLanes: Int { steps.count { $0 is PlainLanes } }

  /// x · scale + shift by channel.
  public mutating func affine(
    _ x: PlainValue, scale: [Float], shift: [Float], rectified: Bool
  ) -> PlainValue {
    map(x, .affine(scale: scale, shift: shift, rectified: rectified))
  }

  /// 1 where a vector's number is above 0, else 0; `forced` overrides.
  public mutating func threshold(_ x: PlainValue, forced: [Float?]) -> PlainValue {
    map(x, .threshold(forced: forced))
  }

  /// A vector that is the same for every image; `x` says how many there are.
  public mutating func constant(_ values: [Float], like x: PlainValue) -> PlainValue {
    map(x, .constant(values), to: Shape(values.count))
  }

  private mutating func map(
    _ x: PlainValue, _ operation: PlainMap.Operation, to shape: Shape? = nil
  ) -> PlainValue {
    let y = value(shape ?? x.shape)
    steps.append(
      PlainMap(
        operation: operation, source: x.number, target: y.number, layout: y.layout,
        channels: y.shape.channels))
    return y
  }

  public mutating func add(
    _ a: PlainValue, _ b: PlainValue, rectified: Bool = false
  ) -> PlainValue {
    let y = value(a.shape)
    steps.append(
      PlainSum(
        first: a.number, second: b.number, target: y.number,
        size: (y.shape.channels * y.layout.channelStep + 15) & ~15, rectified: rectified))
    return y
  }

  /// Channel c times gate `first + c`, or every channel times the one gate `first`.
  public mutating func scale(
    _ x: PlainValue, by gates: PlainValue, first: Int, shared: Bool
  ) -> PlainValue {
    let y = value(x.shape)
    steps.append(
      PlainScale(
        source: x.number, gates: gates.number, target: y.number, gate: first, isShared: shared,
        layout: x.layout, channels: x.shape.channels))
    return y
  }

  public mutating func pool(
    _ x: PlainValue, _ kind: Pooling.Kind, window: Int, stride: Int
  ) -> PlainValue {
    let y = value(Pooling.output(of: x.shape, window: window, stride: stride)!)
    steps.append(
      PlainPool(
        kind: kind, window: window, stride: stride, source: x.number, target: y.number,
        channels: x.shape.channels, from: x.layout, to: y.layout))
    return y
  }

  /// The mean of each channel's map.
  public mutating func globalPool(_ x: PlainValue) -> PlainValue {
    guard !x.shape.isVector else { return x }
    let y = value(Shape(x.shape.channels))
    steps.append(
      PlainGlobalPool(
        source: x.number, target: y.number, channels: x.shape.channels, layout: x.layout))
    return y
  }

  /// Every `stride`-th row and column, with channels of zeros half before and half after.
  public mutating func subsample(_ x: PlainValue, stride: Int, channels: Int) -> PlainValue {
    let y = value(
      Shape(
        channels, (x.shape.height + stride - 1) / stride, (x.shape.width + stride - 1) / stride))
    steps.append(
      PlainSubsample(
        source: x.number, target: y.number, stride: stride,
        before: (channels - x.shape.channels) / 2, channels: x.shape.channels, outputs: channels,
        from: x.layout, to: y.layout))
    return y
  }

  /// The channels of all values, one value after another.
  public mutating func join(_ values: [PlainValue]) -> PlainValue {
    let first = values[0].shape
    let y = value(
      Shape(values.reduce(0) { $0 + $1.shape.channels }, first.height, first.width))
    steps.append(
      PlainJoin(
        parts: values.map { .init(source: $0.number, channels: $0.shape.channels) },
        target: y.number, layout: y.layout))
    return y
  }

  /// A map as one vector.
  public mutating func flatten(_ x: PlainValue) -> PlainValue {
    guard !x.shape.isVector else { return x }
    let y = value(Shape(x.shape.size))
    steps.append(
      PlainFlatten(
        source: x.number, target: y.number, channels: x.shape.channels, layout: x.layout))
    return y
  }
}
