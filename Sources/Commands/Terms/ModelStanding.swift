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

  /// Whether anything was measured with so many images at once.
  private func isMeasured(_ batch: Int) -> Bool { accuracy?.batches.contains(batch) ?? false }

  /// How far joules at a batch may be off, a share of them; nil where nobody knows.
  func uncertainty(batch: Int) -> Double? { isMeasured(batch) ? accuracy?.uncertainty : nil }

  /// How far a saved share at a batch may be off; nil where nobody knows.
  func saved(_ share: Double, batch: Int) -> Double? {
    isMeasured(batch) ? accuracy?.savedUncertainty(share) : nil
  }

  /// `fitted on 16 networks, tested on 30`.
  var tests: String? {
    accuracy.map {
      $0.isLeftOut
        ? "fitted on \(NumberFormat.counted("network", $0.fitted)), each left out in turn"
        : "fitted on \(NumberFormat.counted("network", $0.fitted)), tested on \($0.heldOut)"
    }
  }

  /// ` ± 10.1 %` behind an amount; nothing where it is not known, or told elsewhere.
  func range(batch: Int) -> String {
    guard isTold, let share = uncertainty(batch: batch) else { return "" }
    return " ± \(NumberFormat.percent(share))"
  }

  /// `estimated`, and on what it was tested.
  func kind(batch: Int) -> String {
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
    if let joules, let range = standing.accuracy?.measuredJoules, !range.contains(joules) {
      let (word, end) =
        joules < range.lowerBound ? ("smaller", range.lowerBound) : ("larger", range.upperBound)
      say(
        "\(word) than any network that was measured (\(NumberFormat.quantity(end, "J"))): "
          + "the error is not known out there", volatile: true)
    }
    if batch == nil, model.device.basis == .fitted, model.device.purpose == .inference {
      say(
        "a training is taken as three passes like an inference; none was measured", volatile: true)
    }
    self["basis"] = .string(model.device.basis.rawValue)
    self["uncertainty"] = JSONValue(batch.flatMap { standing.uncertainty(batch: $0) })
  }
}

extension PrunedGPU {
  /// What a cut like this one saved where it was measured; nil where the device is no GPU or no
  /// network was cut alike.
  static func line(cut: Double, _ model: EnergyModel, _ batch: Int) -> String? {
    guard ["gpu-320w", "datacentre-gpu", "jetson-nano"].contains(model.device.name),
      let found = PrunedGPU(near: cut, batch: batch)
    else { return nil }
    func share(_ value: Double) -> String { NumberFormat.percent(value, 0) }
    return "measured: \(found.count) networks pruned by \(share(found.cuts.lowerBound)) to "
      + "\(share(found.cuts.upperBound)) of their multiply-adds saved \(share(found.saved)) of the "
      + "joules (median; \(share(found.range.lowerBound)) to "
      + "\(share(found.range.upperBound))) on a 320 W GPU at batch \(found.batch) (\(source))"
  }
}
