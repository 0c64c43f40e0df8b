import Costs
import Reports
import Workspaces

/// How far the estimates of a device may be trusted: what its constants rest on, and how well it
/// predicts networks that they were not fitted on.
struct ModelStanding {
  let device: DeviceProfile
  let accuracy: ProfileAccuracy?
  init(_ device: DeviceProfile) {
    self.device = device
    accuracy = device.accuracy
  }

  /// Whether the form is new enough that answers may say how far they are off in their first line;
  /// recorded sessions hold those of rooflines.
  private var isTold: Bool { device.roofline == nil }

  /// Whether anything was measured with so many images at once; nil asks for a whole training.
  private func isMeasured(_ batch: Int?) -> Bool {
    guard let batch else { return device.purpose == .training }
    return device.purpose == .inference && accuracy?.batches.contains(batch) ?? false
  }

  /// How far joules at a batch may be off, a share of them; nil where nobody knows.
  /// - Parameter batch: nil where they are those of a training.
  func uncertainty(batch: Int?) -> Double? { isMeasured(batch) ? accuracy?.uncertainty : nil }

  /// How far a saved share at a batch may be off; nil where nobody knows.
  func saved(_ share: Double, batch: Int) -> Double? {
    isMeasured(batch) ? accuracy?.savedUncertainty(share) : nil
  }

  /// `fitted on 16 networks, tested on 30`.
  var tests: String? {
    accuracy.map {
      // A network at several batches is several rows.
      let noun = $0.batches.count == 1 || device.purpose == .training ? "network" : "row"
      let fitted = NumberFormat.counted(noun, $0.fitted)
      return $0.isLeftOut
        ? "fitted on \(fitted), each network left out in turn"
        : "fitted on \(fitted), tested on \(NumberFormat.count($0.heldOut))"
    }
  }

  /// ` ± 10.1 %` behind an amount; nothing where it is not known, or told elsewhere.
  func range(_ joules: Double, batch: Int?) -> String {
    guard isTold, joules > 0, let share = uncertainty(batch: batch) else { return "" }
    let others = outside(joules, batch: batch).map { " (of \($0.others) \(noun)s)" } ?? ""
    return " ± \(NumberFormat.percent(share))\(others)"
  }

  /// Where a network lies that costs less or more than all that were measured; nil where it does
  /// not.
  /// - Parameter batch: nil where they are joules of a training.
  func outside(
    _ joules: Double, batch: Int?
  ) -> (word: String, others: String, end: Double)? {
    guard joules > 0, (batch == nil) == (device.purpose == .training),
      let range = accuracy?.measuredJoules, !range.contains(joules)
    else { return nil }
    return joules < range.lowerBound
      ? ("smaller", "larger", range.lowerBound) : ("larger", "smaller", range.upperBound)
  }

  /// What was measured on the device.
  var noun: String { device.purpose == .training ? "training" : "network" }

  /// `estimated`, and on what it was tested.
  /// - Parameter batch: nil where it is a training that is estimated.
  func kind(batch: Int?) -> String {
    guard isTold, isMeasured(batch), let tests else { return "estimated" }
    return "estimated; \(tests)"
  }

  /// ` ± 6.8 points`, and whether that is more than the share itself.
  func savedRange(_ share: Double, batch: Int) -> String {
    guard isTold, share != 0, let range = saved(share, batch: batch) else { return "" }
    let told = " ± \(NumberFormat.points(range))"
    return abs(share) < range ? "\(told), within the model's error" : told
  }

  /// What the constants rest on, a sentence without a full stop.
  var sentence: String {
    var parts: [String] = []
    switch device.basis {
    case .fitted where device.measuredLayers != nil:
      parts.append(
        "seconds were measured layer by layer; joules are seconds × an assumed power")
    case .fitted where device.own != nil:
      parts.append("fitted to the measurements that its file names")
    case .fitted:
      parts.append(
        "fitted to published measurements" + (device.software.map { " (\($0))" } ?? ""))
    case .specified: parts.append("specified: no network was measured")
    case .assumed: parts.append("assumed: no measurement")
    }
    if !isTold, let accuracy, let error = accuracy.uncertainty, let tests {
      parts.append(
        "\(tests): joules \(NumberFormat.percent(error)) off"
          + (accuracy.seconds.map { ", seconds \(NumberFormat.percent($0.median))" } ?? ""))
    }
    if let other = device.supersededBy { parts.append("superseded by \(other)") }
    return parts.joined(separator: "; ")
  }
}

extension Report {
  /// Says what a device's constants rest on, and how far its joules may be off; `basis` and
  /// `uncertainty` of the JSON.
  ///
  /// - Parameters:
  ///   - batch: images at once; nil where the answer is no inference's, whose errors are known.
  ///   - joules: of an image, where they may lie outside of what was measured.
  mutating func say(standingOf model: EnergyModel, batch: Int?, joules: Double? = nil) {
    let standing = ModelStanding(model.device)
    say("basis: \(standing.sentence)", volatile: true)
    if let batch, standing.accuracy != nil, standing.uncertainty(batch: batch) == nil {
      say(
        "at batch \(batch) nothing was measured on \(model.device.name): its error is not known",
        volatile: true)
    }
    if let joules, let place = standing.outside(joules, batch: batch) {
      say(
        "\(place.word) than any \(standing.noun) that was measured "
          + "(\(NumberFormat.quantity(place.end, "J"))): the error is not known out there",
        volatile: true)
      self["extrapolated"] = true
    }
    if batch == nil, model.device.basis == .fitted, model.device.purpose == .inference {
      say(
        "a training is taken as three passes like an inference; none was measured", volatile: true)
    }
    self["basis"] = .string(model.device.basis.rawValue)
    self["uncertainty"] = JSONValue(standing.uncertainty(batch: batch))
  }

  /// Says how far what one image saves by a model may be off; `saved_uncertainty` of the JSON.
  ///
  /// - Parameters:
  ///   - share: 1 − joules after / joules before.
  ///   - subject: what was saved.
  mutating func say(savedShare share: Double, of subject: String, _ model: EnergyModel) {
    let standing = ModelStanding(model.device)
    self["saved_uncertainty"] = JSONValue(standing.saved(share, batch: 1))
    let range = standing.savedRange(share, batch: 1)
    guard !range.isEmpty else { return }
    say("\(subject): \(NumberFormat.percent(share))\(range)", volatile: true)
  }
}

extension Report {
  /// Says what cuts like this one saved where they were measured, beside a saving of a GPU.
  ///
  /// - Parameter cut: 1 − multiply-adds / dense multiply-adds.
  mutating func sayPruned(cut: Double, _ model: EnergyModel, batch: Int) {
    guard model.device.isGPU, cut > 0, let found = PrunedGPU(near: cut, batch: batch) else {
      return
    }
    func share(_ value: Double) -> String { NumberFormat.percent(value, 0) }
    func range(_ range: ClosedRange<Double>) -> String {
      "\(share(range.lowerBound)) to \(share(range.upperBound))"
    }
    say(
      "measured: \(found.count) networks (AlexNet, VGG) pruned by \(range(found.cuts)) of their "
        + "multiply-adds saved \(share(found.saved)) of the joules (median; \(range(found.range)))"
        + ", a multiply-add \(NumberFormat.fixed(found.dearer, 2)) times as dear as dense, on a "
        + "320 W GPU at batch \(found.batch) (\(PrunedGPU.source))", volatile: true)
    self["pruned_measured"] = [
      "saved": .real(found.saved), "low": .real(found.range.lowerBound),
      "high": .real(found.range.upperBound), "networks": .integer(found.count),
      "batch": .integer(found.batch), "joules_per_multiply_add_ratio": .real(found.dearer),
      "kind": "measured", "source": .string(PrunedGPU.source),
    ]
  }
}
