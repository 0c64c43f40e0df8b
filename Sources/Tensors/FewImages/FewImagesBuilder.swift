import COpenBLAS

/// Gathers the steps of a program for few images.
///
/// Shapes are checked where a graph is built, so nothing here can fail.
public struct FewImagesBuilder {
  private let halos: FewImagesHalos
  private let engine: FewImagesEngine
  private let source: FewImagesValue
  private var demands: [FewImagesSlots.Demand] = []
  var steps: [any FewImagesStep] = []

  /// - Parameter halos: what the network's convolutions noted.
  public init(input: Shape, halos: FewImagesHalos) {
    self.init(input: input, halos: halos, engine: .kernels)
  }

  init(input: Shape, halos: FewImagesHalos, engine: FewImagesEngine) {
    self.halos = halos
    self.engine = engine
    if engine == .openBLAS { openblas_set_num_threads(1) }
    let layout = halos.layout(input)
    source = FewImagesValue(number: 0, shape: input, layout: layout)
    demands = [Self.demand(input, layout)]
  }

  /// The network's input.
  public var input: FewImagesValue { source }

  /// The program that ends with `result`.
  public func program(_ result: FewImagesValue) -> FewImagesProgram {
    let slots = FewImagesSlots(demands, steps, first: source.number, last: result.number)
    return FewImagesProgram(
      steps, slots: slots.sizes, places: slots.places, from: source, to: result)
  }

  private static func demand(_ shape: Shape, _ layout: FewImagesLayout) -> FewImagesSlots.Demand {
    FewImagesSlots.Demand(
      kind: .layout(layout), size: (shape.channels * layout.channelStep).wholeVectors)
  }

  mutating func value(_ shape: Shape) -> FewImagesValue {
    let layout = halos.layout(shape)
    demands.append(Self.demand(shape, layout))
    return FewImagesValue(number: demands.count - 1, shape: shape, layout: layout)
  }

  private mutating func scratch(_ size: Int) -> Int {
    demands.append(FewImagesSlots.Demand(kind: .scratch, size: size))
    return demands.count - 1
  }
}

extension FewImagesBuilder {
  /// `y[o] = bias[o] + Σ_c Σ_t weight[o][c][t] · x[c][t] + added[o]`, then the rectifier, at most
  /// `cap`.
  public mutating func convolve(
    _ x: FewImagesValue, weight: [Float], bias: [Float], _ geometry: ConvolutionGeometry,
    adding added: FewImagesValue? = nil, rectified: Bool = false, cap: Float = .infinity
  ) -> FewImagesValue {
    let y = value(geometry.output(of: x.shape, channels: bias.count)!)
    if engine == .kernels,
      let minimal = FewImagesMinimal(
        from: x, to: y, geometry, weight: weight, bias: bias, added: added?.number,
        rectified: rectified, cap: cap)
    {
      steps.append(minimal)
      return y
    }
    let isProduct = suitsProduct(x, y, geometry)
    let tiles = FewImagesTiles(
      weight, bias: bias, groups: geometry.groups, taps: geometry.taps,
      size: isProduct ? 32 : 8, step: isProduct ? lanes : 1)
    guard isProduct else {
      let (field, place) = field(x, y, geometry)
      steps.append(
        FewImagesConvolution(
          from: place, field, to: y.number, y.layout, tiles: tiles, added: added?.number,
          rectified: rectified, cap: cap))
      return y
    }
    let columns = scratch(x.shape.channels * geometry.taps * y.shape.area)
    steps.append(
      FewImagesUnfold(
        from: x.number, x.layout, channels: x.shape.channels, to: columns, geometry,
        output: y.layout, tile: engine == .kernels ? 8 : .max))
    steps.append(
      FewImagesProduct(
        from: columns, inputs: x.shape.channels, to: y.number, y.layout, tiles: tiles,
        added: added?.number, rectified: rectified, cap: cap, engine: engine))
    return y
  }

  /// A linear layer on whatever shape, read as a vector.
  public mutating func multiply(
    _ x: FewImagesValue, weight: [Float], bias: [Float], adding added: FewImagesValue? = nil,
    rectified: Bool = false, cap: Float = .infinity
  ) -> FewImagesValue {
    convolve(
      x, weight: weight, bias: bias,
      ConvolutionGeometry(kernelHeight: x.shape.height, kernelWidth: x.shape.width),
      adding: added, rectified: rectified, cap: cap)
  }

  /// Whether one product over unfolded windows does less than the loops over positions, which fill
  /// whole vectors from map rows; unfolding costs about one vector of multiply-adds a window place.
  private func suitsProduct(
    _ x: FewImagesValue, _ y: FewImagesValue, _ geometry: ConvolutionGeometry
  ) -> Bool {
    if engine == .openBLAS || y.shape.isVector { return true }
    guard geometry.groups == 1 else { return false }
    let outputs = y.shape.channels
    let vectors = y.layout.run.vectors
    return y.shape.area * (outputs.vectors + 1) < vectors * outputs
  }

  private mutating func field(
    _ x: FewImagesValue, _ y: FewImagesValue, _ geometry: ConvolutionGeometry
  ) -> (FewImagesField, Int) {
    if let field = FewImagesField(x.layout, geometry) { return (field, x.number) }
    let plan = FewImagesPhases.Plan(geometry, output: y.layout)
    let place = scratch(x.shape.channels * plan.channelStep)
    steps.append(
      FewImagesPhases(
        source: x.number, target: place, layout: x.layout, channels: x.shape.channels, plan: plan))
    return (.phases(plan), place)
  }
}
