/// How joules and seconds follow from the work of a layer: a formula and its constants.
///
/// A profile has one form, and the energy model asks it layer by layer.
protocol DeviceForm: Hashable, Sendable {
  /// What is known of the device, in the order it is shown.
  var constants: [DeviceConstant] { get }

  /// joules in one line, for `explain`.
  static var formula: String { get }

  /// Papers that the form follows.
  static var source: String { get }

  /// What a pass over a layer costs for a batch.
  /// - Parameters:
  ///   - images: of the batch.
  ///   - held: words that stay alive meanwhile.
  func charge(_ pass: LayerPass, images: Double, held: Double) -> LayerCharge

  /// Bytes of a number.
  var numberBytes: Double { get }

  /// How far a gate is moved, in channels, to see what it costs: half of the step.
  var slopeStep: Double { get }

  /// Throws where constants contradict each other.
  func validate(_ device: String) throws(DeviceError)
}

extension DeviceForm {
  var slopeStep: Double { 1e-4 }
  func validate(_ device: String) throws(DeviceError) {}
}

/// A constant of a profile with its name and the unit that it must have.
struct DeviceConstant {
  var name: String
  var figure: SourcedFigure
  var unit: SourcedFigure.Unit

  init(_ name: String, _ figure: SourcedFigure, _ unit: SourcedFigure.Unit) {
    self.name = name
    self.figure = figure
    self.unit = unit
  }

  /// A constant that a profile may do without.
  init?(_ name: String, _ figure: SourcedFigure?, _ unit: SourcedFigure.Unit) {
    guard let figure else { return nil }
    self.init(name, figure, unit)
  }
}

/// One pass over a layer: what it is charged for.
struct LayerPass {
  /// Of one image; without activation traffic where the layer is fused with the one before.
  var work: Work
  /// Of one image, as counted.
  var counted: Work
  /// Its products, if it has any.
  var products: ProductShape?
  var isLaunched: Bool

  init(_ layer: LayerWork) {
    work = layer.charged
    counted = layer.work
    products = layer.products
    isLaunched = layer.isLaunched
  }

  /// A pass over numbers that are no layer's: the optimizer's.
  init(work: Work, isLaunched: Bool) {
    self.work = work
    counted = work
    self.isLaunched = isLaunched
  }
}

/// Joules and clocks of a pass.
struct LayerCharge {
  var energy: EnergyBreakdown
  /// Seconds of arithmetic, of traffic and of starting it.
  var compute: Double
  var memory: Double
  var launch: Double
}
