/// What a network costs on a device: joules and seconds, layer by layer, by the form of its
/// profile.
///
/// A device is a sum over layers of what its form charges each (`RooflineForm`, `AdditiveForm`,
/// `FoldedArrayForm`).
public struct EnergyModel: Hashable, Sendable {
  /// Where its constants come from.
  public let device: DeviceProfile

  /// The model with the constants of a device.
  public init(_ device: DeviceProfile = DeviceCatalog.standard) {
    self.device = device
  }

  /// Half of the step, in channels, over which the cost of a gate is told.
  public var slopeStep: Double { device.pricing.slopeStep }

  /// Joules of one image in inference.
  /// - Parameters:
  ///   - layers: in the order they run, with the work of one image.
  ///   - batch: images that run together; below 1 counts as 1.
  public func inference(_ layers: [LayerWork], batch: Int = 1) -> EnergyEstimate {
    estimate(layers.map { ($0.name, [LayerPass($0)]) }, batch: batch)
  }

  /// Where an estimate on this device comes from; a device that is mostly assumed says so first.
  public var source: String {
    let cited = device.citations.joined(separator: "; ")
    let all = device.constants.count
    let assumed = device.assumedConstants.count
    let constants =
      cited.isEmpty
      ? "all constants assumed"
      : assumed * 2 > all ? "\(assumed) of \(all) constants assumed; \(cited)" : cited
    return "energy model on \(device.name): \(constants)"
  }

  /// - Parameter held: words that stay alive meanwhile (a training step keeps its activations for
  ///   the backward passes) and so take room on the chip.
  func estimate(
    _ layers: [(name: String, passes: [LayerPass])], batch: Int, held: Double = 0
  ) -> EnergyEstimate {
    let images = max(1, batch)
    let form = device.pricing
    let entries = layers.map { layer in
      var energy = EnergyBreakdown.zero
      var times = Times()
      for pass in layer.passes {
        let charge = form.charge(pass, images: Double(images), held: held)
        energy += charge.energy
        times.add(charge)
      }
      return EnergyEstimate.Layer(
        name: layer.name, energy: energy * (1 / Double(images)), bound: times.longest)
    }
    return EnergyEstimate(device: device.name, batch: images, layers: entries, source: source)
  }

  /// The three clocks of a layer; the longest names what it is bound by.
  private struct Times {
    var compute = 0.0
    var memory = 0.0
    var launch = 0.0

    mutating func add(_ charge: LayerCharge) {
      compute += charge.compute
      memory += charge.memory
      launch += charge.launch
    }

    var longest: EnergyEstimate.Bound {
      if launch > compute && launch > memory { return .launch }
      return memory > compute ? .memory : .compute
    }
  }
}
