/// A sum: starting layers, arithmetic, and bytes of weights and activations, each at one price.
///
/// For a batch of B images through layers with products (others are taken to ride along), with M
/// multiply-adds, a activations in and out an image, w weights, b bytes a number:
///
///     M'      = M(dense, pointwise) + f_d · M(depthwise) + f_l · M(linear)
///     joules  = n·e_L + B·M'·e_m + w·b·e_w + B·a·b·e_a        n: layers with products
///     seconds = n·t_L + B·M'/rate + w·b/band_w + B·a·b/band_a
///
/// Joules are gross: what the device draws at rest is in the prices as in the measurements they
/// were fitted to; `restPower` tells how much. A constant that is not there counts for nothing.
///
/// That such a sum predicts networks it was not fitted on better than multiply-adds or a roofline
/// do is shown by `devices check`.
public struct AdditiveForm: DeviceForm, Codable {
  /// Joules and seconds of one part of the sum; either may be unknown.
  public struct Price: Hashable, Sendable, Codable {
    /// Joules of one.
    public var joules: SourcedFigure?
    /// What is done in a second, or for a launch the seconds of one.
    public var rate: SourcedFigure?

    /// A price; nil counts for nothing.
    public init(_ joules: SourcedFigure?, _ rate: SourcedFigure? = nil) {
      self.joules = joules
      self.rate = rate
    }
  }

  /// Of starting a layer with products: J, s.
  public var launch: Price
  /// Of a multiply-add: J, multiply-adds a second.
  public var multiplyAdd: Price
  /// Of a byte of weights: J, B/s.
  public var weightByte: Price
  /// Of a byte of activations, in or out: J, B/s.
  public var activationByte: Price
  /// Bytes of a number.
  public var wordBytes: SourcedFigure
  /// How many multiply-adds of a dense convolution one of a depthwise window takes; f_d.
  public var depthwise: SourcedFigure?
  /// The same for a linear layer; f_l.
  public var linear: SourcedFigure?
  /// What the device draws at rest; within the joules above.
  public var restPower: SourcedFigure?
  /// Of starting and ending a training: J, s.
  public var run: Price

  /// A sum; what is not given counts for nothing.
  public init(
    launch: Price = Price(nil), multiplyAdd: Price, weightByte: Price = Price(nil),
    activationByte: Price = Price(nil), wordBytes: SourcedFigure, depthwise: SourcedFigure? = nil,
    linear: SourcedFigure? = nil, restPower: SourcedFigure? = nil, run: Price = Price(nil)
  ) {
    self.launch = launch
    self.multiplyAdd = multiplyAdd
    self.weightByte = weightByte
    self.activationByte = activationByte
    self.wordBytes = wordBytes
    self.depthwise = depthwise
    self.linear = linear
    self.restPower = restPower
    self.run = run
  }

  static let formula =
    "joules = layers with products × e_launch + multiply-adds × e + weight bytes × e_w"
    + " + activation bytes × e_a"

  static let source =
    "a sum of launch, arithmetic and bytes, fitted by least squares of the relative error"

  var constants: [DeviceConstant] {
    [
      DeviceConstant("multiply-add", multiplyAdd.joules, .joules),
      DeviceConstant("byte of weights", weightByte.joules, .joules),
      DeviceConstant("byte of activations", activationByte.joules, .joules),
      DeviceConstant("launch energy", launch.joules, .joules),
      DeviceConstant("energy of a run", run.joules, .joules),
      DeviceConstant("throughput", multiplyAdd.rate, .multiplyAddsPerSecond),
      DeviceConstant("bandwidth of weights", weightByte.rate, .bytesPerSecond),
      DeviceConstant("bandwidth of activations", activationByte.rate, .bytesPerSecond),
      DeviceConstant("launch", launch.rate, .seconds),
      DeviceConstant("time of a run", run.rate, .seconds),
      DeviceConstant("depthwise multiply-add", depthwise, .times),
      DeviceConstant("linear multiply-add", linear, .times),
      DeviceConstant("word size", wordBytes, .bytes),
      DeviceConstant("power at rest", restPower, .watts),
    ].compactMap { $0 }
  }

  var numberBytes: Double { wordBytes.value }

  func validate(_ device: String) throws(DeviceError) {
    let prices = [launch, multiplyAdd, weightByte, activationByte]
    guard prices.contains(where: { $0.joules != nil }) else {
      throw .silent(device: device, about: "what anything costs in joules")
    }
  }

  /// Dense multiply-adds that take as long.
  public func effective(_ counts: ProductCounts) -> Double {
    ProductShape.Kind.allCases.reduce(0) { sum, kind in
      guard let count = counts.multiplyAdds[kind] else { return sum }
      return switch kind {
      case .dense, .pointwise: sum + count
      case .depthwise: sum + count * (depthwise?.value ?? 1)
      case .linear: sum + count * (linear?.value ?? 1)
      }
    }
  }

  /// The sum for a batch.
  func charge(_ counts: ProductCounts, images: Double) -> LayerCharge {
    let operations = images * effective(counts)
    let weights = counts.weights * wordBytes.value
    let activations = images * counts.activations * wordBytes.value
    func joules(_ price: Price, _ count: Double) -> Double { (price.joules?.value ?? 0) * count }
    func seconds(_ price: Price, _ count: Double) -> Double {
      price.rate.map { count / $0.value } ?? 0
    }
    let compute = seconds(multiplyAdd, operations)
    let memory = seconds(weightByte, weights) + seconds(activationByte, activations)
    let start = (launch.rate?.value ?? 0) * counts.layers
    let energy = EnergyBreakdown(
      computeJoules: Joules(joules(multiplyAdd, operations)),
      dramJoules: Joules(joules(weightByte, weights) + joules(activationByte, activations)),
      launchJoules: Joules(joules(launch, counts.layers)),
      seconds: Seconds(compute + memory + start),
      dramWords: counts.weights + images * counts.activations)
    return LayerCharge(energy: energy, compute: compute, memory: memory, launch: start)
  }

  func charge(_ pass: LayerPass, images: Double, held: Double) -> LayerCharge {
    charge(ProductCounts(pass), images: images)
  }
}

/// What an additive form counts of one image.
public struct ProductCounts: AdditiveArithmetic, Hashable, Sendable {
  /// Layers with products.
  public var layers: Double
  /// Multiply-adds by kind.
  public var multiplyAdds: [ProductShape.Kind: Double]
  /// Weights of these layers.
  public var weights: Double
  /// Numbers that go in and come out of these layers.
  public var activations: Double

  /// Counts of a network.
  public init(
    layers: Double, multiplyAdds: [ProductShape.Kind: Double], weights: Double, activations: Double
  ) {
    self.layers = layers
    self.multiplyAdds = multiplyAdds
    self.weights = weights
    self.activations = activations
  }

  /// Counts of these layers.
  public init(_ layers: [LayerWork]) {
    self = layers.reduce(.zero) { $0 + ProductCounts(LayerPass($1)) }
  }

  /// Of one pass; the optimizer has weights alone.
  init(_ pass: LayerPass) {
    guard let products = pass.products else {
      let isUpdate = pass.counted.activationElements == 0
      self.init(
        layers: 0, multiplyAdds: [:], weights: isUpdate ? pass.counted.weightElements : 0,
        activations: 0)
      return
    }
    self.init(
      layers: 1, multiplyAdds: [products.kind: pass.counted.multiplyAdds],
      weights: pass.counted.connections, activations: pass.counted.activationElements)
  }

  public static let zero = ProductCounts(layers: 0, multiplyAdds: [:], weights: 0, activations: 0)

  public static func + (left: ProductCounts, right: ProductCounts) -> ProductCounts {
    ProductCounts(
      layers: left.layers + right.layers,
      multiplyAdds: left.multiplyAdds.merging(right.multiplyAdds, uniquingKeysWith: +),
      weights: left.weights + right.weights, activations: left.activations + right.activations)
  }

  public static func - (left: ProductCounts, right: ProductCounts) -> ProductCounts {
    ProductCounts(
      layers: left.layers - right.layers,
      multiplyAdds: left.multiplyAdds.merging(right.multiplyAdds.mapValues(-), uniquingKeysWith: +),
      weights: left.weights - right.weights, activations: left.activations - right.activations)
  }
}
