import COpenBLAS

/// Gathers the steps of a plain program.
///
/// Shapes are checked where a graph is built, so nothing here can fail.
public struct PlainBuilder {
  private let halos: PlainHalos
  private let engine: PlainEngine
  private let source: PlainValue
  private var demands: [PlainSlots.Demand] = []
  var steps: [any PlainStep] = []

  /// - Parameter halos: what the network's convolutions noted.
  public init(input: Shape, halos: PlainHalos) {
    self.init(input: input, halos: halos, engine: .kernels)
  }

  init(input: Shape, halos: PlainHalos, engine: PlainEngine) {
    self.halos = halos
    self.engine = engine
    if engine == .openBLAS { openblas_set_num_threads(1) }
    let layout = halos.layout(input)
    source = PlainValue(number: 0, shape: input, layout: layout)
    demands = [Self.demand(input, layout)]
  }

  /// The network's input.
  public var input: PlainValue { source }

  /// The program that ends with `result`.
  public func program(_ result: PlainValue) -> PlainProgram {
    let slots = PlainSlots(demands, steps, first: source.number, last: result.number)
    return PlainProgram(
      steps, slots: slots.sizes, places: slots.places, from: source, to: result)
  }

  private static func demand(_ shape: Shape, _ layout: PlainLayout) -> PlainSlots.Demand {
    PlainSlots.Demand(
      kind: .layout(layout), size: (shape.channels * layout.channelStep + 15) & ~15)
  }

  mutating func value(_ shape: Shape) -> PlainValue {
    let layout = halos.layout(shape)
    demands.append(Self.demand(shape, layout))
    return PlainValue(number: demands.count - 1, shape: shape, layout: layout)
  }

  private mutating func scratch(_ size: Int) -> Int {
    demands.append(PlainSlots.Demand(kind: .scratch, size: size))
    return demands.count - 1
  }
}

extension PlainBuilder {
  /// `y[o] = bias[o] + Σ_c Σ_t weight[o][c][t] · x[c][t] + added[o]`, then the rectifier.
  public mutating func convolve(
    _ x: PlainValue, weight: [Float], bias: [Float], _ geometry: ConvolutionGeometry,
    adding added: PlainValue? = nil, rectified: Bool = false
  ) -> PlainValue {
    let y = value(geometry.output(of: x.shape, channels: bias.count)!)
    let isProduct = suitsProduct(x, y, geometry)
    let tiles = PlainTiles(
      weight, bias: bias, groups: geometry.groups, taps: geometry.taps,
      size: isProduct ? 32 : 8, step: isProduct ? 16 : 1)
    guard isProduct else {
      let (field, place) = field(x, y, geometry)
      steps.append(
        PlainConvolution(
          from: place, field, to: y.number, y.layout, tiles: tiles, added: added?.number,
          rectified: rectified))
      return y
    }
    let columns = scratch(x.shape.channels * geometry.taps * y.shape.area)
    steps.append(
      PlainUnfold(
        from: x.number, x.layout, channels: x.shape.channels, to: columns, geometry,
        output: y.layout, tile: engine == .kernels ? 8 : .max))
    steps.append(
      PlainProduct(
        from: columns, inputs: x.shape.channels, to: y.number, y.layout, tiles: tiles,
        added: added?.number, rectified: rectified, engine: engine))
    return y
  }

  /// A linear layer on whatever shape, read as a vector.
  public mutating func multiply(
    _ x: PlainValue, weight: [Float], bias: [Float], adding added: PlainValue? = nil,
    rectified: Bool = false
  ) -> PlainValue {
    convolve(
      x, weight: weight, bias: bias,
      ConvolutionGeometry(kernelHeight: x.shape.height, kernelWidth: x.shape.width),
      adding: added, rectified: rectified)
  }

  /// Whether one product over unfolded windows does less than the loops over positions, which fill
  /// whole vectors from map rows; unfolding costs about one vector of multiply-adds a window place.
  private func suitsProduct(
    _ x: PlainValue, _ y: PlainValue, _ geometry: ConvolutionGeometry
  ) -> Bool {
    if engine == .openBLAS || y.shape.isVector { return true }
    guard geometry.groups == 1 else { return false }
    let outputs = y.shape.channels
    let vectors = (y.layout.run + 15) / 16
    return y.shape.area * ((outputs + 15) / 16 + 1) < vectors * outputs
  }

  private mutating func field(
    _ x: PlainValue, _ y: PlainValue, _ geometry: ConvolutionGeometry
  ) -> (PlainField, Int) {
    if let field = PlainField(x.layout, geometry) { return (field, x.number) }
    let plan = PlainPhases.Plan(geometry, output: y.layout)
    let place = scratch(x.shape.channels * plan.channelStep)
    steps.append(
      PlainPhases(
        source: x.number, target: place, layout: x.layout, channels: x.shape.channels, plan: plan))
    return (.phases(plan), place)
  }
}
