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
    let errors = held.map { device.error($0) }
    joules = ErrorSummary(errors.map(\.joules))
    seconds = ErrorSummary(errors.compactMap(\.seconds))
    let furthest = errors.indices.max { abs(errors[$0].joules) < abs(errors[$1].joules) }
    worst = furthest.map { held[$0].title }
    worstError = furthest.map { errors[$0].joules }
    let layers = LayerCheck.of(device).filter { !$0.isFitted }
    let ratios: [PairError]
    if !measurements.cuts.isEmpty {
      pairs = "networks and what was cut from them"
      ratios = measurements.cuts.map { PairError(device.error($0.before), device.error($0.after)) }
    } else if layers.count > 1 {
      pairs = "layers"
      ratios = Self.falls(layers.map(\.joules)).map {
        PairError(layers[$0.before].error, layers[$0.after].error)
      }
    } else {
      pairs = "networks"
      ratios = Self.falls(held.map(\.joules)) { first, second in
        held[first].family == held[second].family && held[first].batch == held[second].batch
      }.map { PairError(errors[$0.before], errors[$0.after]) }
    }
    ratio = ErrorSummary(ratios.map(\.joules))
    secondsRatio = ErrorSummary(ratios.compactMap(\.seconds))
    if ratio == nil { pairs = nil }
  }

  /// Pairs of places, the dearer one before the cheaper one.
  private static func falls(
    _ joules: [Double], where areAlike: (Int, Int) -> Bool = { _, _ in true }
  ) -> [(before: Int, after: Int)] {
    joules.indices.flatMap { first in
      let last = joules.count > most ? min(first + 2, joules.count) : joules.count
      return ((first + 1)..<max(first + 1, last)).filter { areAlike(first, $0) }.map { second in
        joules[second] < joules[first] ? (first, second) : (second, first)
      }
    }
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
