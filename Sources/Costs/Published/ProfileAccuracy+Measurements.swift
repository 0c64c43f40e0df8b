extension ProfileAccuracy {
  /// Pairs are made of all rows up to so many; beyond, of neighbours in the table.
  private static let most = 100

  /// Holds a profile to what was measured; nil where nothing was.
  public init?(_ device: DeviceProfile) {
    guard let measurements = DeviceMeasurements.of(device) else { return nil }
    self.init(device, measurements)
  }

  init(_ device: DeviceProfile, _ measurements: DeviceMeasurements) {
    let held = measurements.rows.filter { !$0.isFitted }
    fitted = measurements.rows.count - held.count
    heldOut = held.count
    batches = measurements.rows.map(\.batch).range
    measuredJoules = measurements.rows.map(\.joules).range
    (ratio, secondsRatio, pairs) = (nil, nil, nil)
    let predictions = held.map { device.predicted($0) }
    let errors = zip(held, predictions).map { $1.joules / $0.joules - 1 }
    joules = ErrorSummary(errors)
    seconds = ErrorSummary(
      zip(held, predictions).compactMap { row, found in row.seconds.map { found.seconds / $0 - 1 } }
    )
    let furthest = errors.indices.max { abs(errors[$0]) < abs(errors[$1]) }
    worst = furthest.map { held[$0].title }
    worstError = furthest.map { errors[$0] }
    if !measurements.cuts.isEmpty {
      pairs = "networks and what was cut from them"
      let ratios = measurements.cuts.map { Self.ratio(device, $0.before, $0.after) }
      ratio = ErrorSummary(ratios.map(\.joules))
      secondsRatio = ErrorSummary(ratios.compactMap(\.seconds))
    } else if let layers = Self.layers(device) {
      pairs = "layers"
      ratio = ErrorSummary(layers.joules)
      secondsRatio = ErrorSummary(layers.seconds)
    } else {
      pairs = "networks"
      var ratios: [(joules: Double, seconds: Double?)] = []
      for first in held.indices {
        let others = held.count > Self.most ? [first + 1] : Array((first + 1)..<(held.count + 1))
        for second in others where second < held.count {
          guard held[first].family == held[second].family, held[first].batch == held[second].batch
          else { continue }
          let isFall = held[second].joules < held[first].joules
          let (before, after) = isFall ? (first, second) : (second, first)
          ratios.append(
            Self.ratio(
              (held[before], predictions[before]), (held[after], predictions[after])))
        }
      }
      ratio = ErrorSummary(ratios.map(\.joules))
      secondsRatio = ErrorSummary(ratios.compactMap(\.seconds))
    }
    if ratio == nil { pairs = nil }
  }

  private typealias Judged = (row: MeasuredNetwork, found: (joules: Double, seconds: Double))

  private static func ratio(
    _ device: DeviceProfile, _ before: MeasuredNetwork, _ after: MeasuredNetwork
  ) -> (joules: Double, seconds: Double?) {
    ratio((before, device.predicted(before)), (after, device.predicted(after)))
  }

  private static func ratio(
    _ before: Judged, _ after: Judged
  ) -> (joules: Double, seconds: Double?) {
    func error(_ found: Double, _ other: Double, _ measured: Double, _ before: Double) -> Double {
      (found / other) / (measured / before) - 1
    }
    let joules = error(
      after.found.joules, before.found.joules, after.row.joules, before.row.joules)
    guard let first = before.row.seconds, let second = after.row.seconds else {
      return (joules, nil)
    }
    return (joules, error(after.found.seconds, before.found.seconds, second, first))
  }

  /// Pairs of the layers of the networks held out, where a chip was measured layer by layer.
  private static func layers(
    _ device: DeviceProfile
  ) -> (joules: [Double], seconds: [Double])? {
    let checks = LayerCheck.of(device).filter { !$0.isFitted }
    guard checks.count > 1 else { return nil }
    var joules: [Double] = []
    var seconds: [Double] = []
    for first in checks.indices {
      for second in checks.indices where checks[second].joules < checks[first].joules {
        let (before, after) = (checks[first], checks[second])
        joules.append((1 + after.joulesError) / (1 + before.joulesError) - 1)
        seconds.append((1 + after.secondsError) / (1 + before.secondsError) - 1)
      }
    }
    return (joules, seconds)
  }
}

extension DeviceProfile {
  /// How well the profile predicts what it was not fitted on; nil where nothing was measured.
  public var accuracy: ProfileAccuracy? { own ?? ProfileAccuracy(self) }

  /// Errors of the joules of each family of networks by a fit on all others, as far as the profile
  /// is a sum that can be fitted anew; nil elsewhere.
  public var familyLeftOutError: ErrorSummary? {
    guard let measurements = DeviceMeasurements.of(self), let form = additive else { return nil }
    let families = measurements.rows.map(\.family)
    guard Set(families).count > 1 else { return nil }
    let errors = SumFit.leavingOut(
      measurements.rows.compactMap { $0.row(.joules) }, families, measurements.terms, form)
    return ErrorSummary(errors.compactMap { $0 })
  }
}

extension Array where Element: Comparable {
  /// The smallest and the largest element; there is one.
  fileprivate var range: ClosedRange<Element> { self.min()!...self.max()! }
}
