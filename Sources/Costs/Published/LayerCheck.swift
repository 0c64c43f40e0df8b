/// A layer of a network as a profile prices it beside what was measured; for a batch.
public struct LayerCheck: Sendable {
  /// `VGG-16 CONV1-1`.
  public let name: String
  /// `VGG-16`.
  public let network: String
  /// Whether constants were fitted to its network.
  public let isFitted: Bool
  /// As measured, of the chip.
  public let joules: Double
  /// As measured, from the first word to the last.
  public let seconds: Double
  /// As measured, to and from DRAM.
  public let dramBytes: Double
  /// What the profile says of the joules.
  public let predictedJoules: Double
  /// What the profile says of the seconds.
  public let predictedSeconds: Double
  /// What the profile says of the bytes.
  public let predictedDRAMBytes: Double
  /// What its time is spent on.
  public let bound: EnergyEstimate.Bound

  /// predicted / measured − 1.
  public var joulesError: Double { predictedJoules / joules - 1 }
  /// predicted / measured − 1.
  public var secondsError: Double { predictedSeconds / seconds - 1 }
  /// predicted / measured − 1.
  public var dramError: Double { predictedDRAMBytes / dramBytes - 1 }

  /// Both errors.
  var error: PredictionError { PredictionError(joules: joulesError, seconds: secondsError) }

  /// Every measured layer of a device; empty where nobody looked at layers.
  public static func of(_ device: DeviceProfile) -> [LayerCheck] {
    guard let measurements = DeviceMeasurements.of(device) else { return [] }
    let model = EnergyModel(device)
    return measurements.rows.flatMap { row -> [LayerCheck] in
      guard !row.layers.isEmpty else { return [] }
      let estimates = model.inference(row.layers, batch: row.batch).layers
      let measured = EyerissLayer.all.filter { $0.network == row.name }
      return zip(measured, estimates).map { layer, estimate in
        let energy = estimate.energy * Double(row.batch)
        return LayerCheck(
          name: "\(layer.network) \(layer.name)", network: layer.network, isFitted: row.isFitted,
          joules: layer.joules, seconds: layer.latency, dramBytes: layer.dramBytes,
          predictedJoules: (energy.joules - energy.dramJoules).value,
          predictedSeconds: energy.seconds.value,
          predictedDRAMBytes: energy.dramWords * device.numberBytes, bound: estimate.bound)
      }
    }
  }

  /// Sums over the layers of one network, with the distances of the sums.
  public static func total(_ layers: [LayerCheck]) -> (
    joules: Double, seconds: Double, dram: Double
  ) {
    func share(_ found: (LayerCheck) -> Double, _ measured: (LayerCheck) -> Double) -> Double {
      layers.reduce(0) { $0 + found($1) } / layers.reduce(0) { $0 + measured($1) } - 1
    }
    return (
      share(\.predictedJoules, \.joules), share(\.predictedSeconds, \.seconds),
      share(\.predictedDRAMBytes, \.dramBytes)
    )
  }
}
