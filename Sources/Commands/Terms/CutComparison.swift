import Costs
import Networks
import Reports
import Tensors
import Workspaces

/// What pruning took away, by its yardsticks side by side: multiply-adds counted, joules estimated,
/// time measured and, where there is a counter, joules measured.
///
/// Times are in it, so the whole table is volatile.
struct CutComparison {
  /// A share cut, with where it comes from.
  struct Cut {
    let name: String
    let key: String
    let share: Double
    /// How far a measured share may lie to either side, or how far that of a model which was held
    /// to measurements is off; nil where nobody knows.
    let uncertainty: Double?
    let kind: String
    let source: String

    init(
      _ name: String, _ key: String, _ share: Double, _ uncertainty: Double? = nil, kind: String,
      source: String
    ) {
      self.name = name
      self.key = key
      self.share = share
      self.uncertainty = uncertainty
      self.kind = kind
      self.source = source
    }

    /// Whether there is a share to speak of.
    var isKnown: Bool { kind != "measured" || uncertainty.map { abs(share) > $0 } ?? true }

    /// Whether a model's share is smaller than what the model is off.
    var isWithinError: Bool { kind == "estimated" && abs(share) < uncertainty ?? 0 }

    /// By how much less than `other` fell, a share; nil where the measurement leaves that open.
    func gap(to other: Double) -> Double? {
      let gap = other - share
      return isKnown && uncertainty.map { abs(gap) > $0 } ?? true ? gap : nil
    }

    /// What a measured share differs by, without digits that nobody knows.
    var texts: (value: String, range: String) {
      guard let uncertainty else { return (NumberFormat.percent(share), "") }
      return NumberFormat.measuredPercent(share, uncertainty)
    }
  }

  private(set) var cuts: [Cut] = []
  private(set) var problem: GaugedEnergy?

  /// Images at once for measured times, fewer where half of the memory does not hold them.
  ///
  /// - Parameter fits: whether so many bytes are there.
  static func images(
    _ graphs: [Graph], fits: (Double) -> Bool = AvailableMemory.holds
  ) -> Int {
    let sizes = [128, 64, 32, 16, 8, 4, 2]
    return sizes.first { images in
      fits(2 * (graphs.map { MemoryNeed.inference($0, batch: images) }.max() ?? 0))
    } ?? 1
  }

  /// - Parameters:
  ///   - tellsTime: whether the seconds of the model are a row too.
  ///   - times: of a batch of so many images; nil where the network before is not at hand.
  ///   - energies: of an image, measured beside them.
  ///   - layers: of the network before, without gates, and of the small one.
  init(
    layers: (dense: [LayerWork], small: [LayerWork]), _ model: EnergyModel, batch: Int,
    tellsTime: Bool = false, images: Int, times: (dense: Sample, small: Sample)?,
    energies: (dense: GaugedEnergy, small: GaugedEnergy)?
  ) {
    func share(_ small: Double, of dense: Double) -> Double { dense > 0 ? 1 - small / dense : 0 }
    let saved = share(
      model.inference(layers.small, batch: batch).joules.value,
      of: model.inference(layers.dense, batch: batch).joules.value)
    cuts = [
      Cut(
        "multiply-adds", "macs",
        share(layers.small.total.multiplyAdds, of: layers.dense.total.multiplyAdds),
        kind: "counted", source: "shapes of the layers"),
      Cut(
        "energy", "joules", saved, ModelStanding(model.device).saved(saved, batch: batch),
        kind: "estimated", source: model.device.name),
    ]
    if tellsTime {
      let faster = share(
        model.inference(layers.small, batch: batch).seconds.value,
        of: model.inference(layers.dense, batch: batch).seconds.value)
      let error = model.device.accuracy?.secondsRatio.map { $0.median * abs(1 - faster) }
      cuts.append(
        Cut(
          "time", "estimated_seconds", faster, error, kind: "estimated",
          source: model.device.name))
    }
    guard let times else { return }
    let ratio = times.small.ratio(to: times.dense)
    cuts.append(
      Cut(
        "time", "seconds", ratio.cut, ratio.uncertainty, kind: "measured",
        source: "this machine, batch \(images)"))
    guard let energies else { return }
    guard let ratio = energies.small.ratio(to: energies.dense) else {
      problem = energies.small.figure == nil ? energies.small : energies.dense
      return
    }
    cuts.append(
      Cut(
        "energy", "measured_joules", ratio.cut, ratio.uncertainty, kind: "measured",
        source: energies.small.source))
  }

  /// Measures both networks in turn.
  ///
  /// - Parameters:
  ///   - dense: the network before, without gates; nil where it is not at hand.
  ///   - images: at once, for the time.
  init(
    dense: Network?, small: Network, layers: (dense: [LayerWork], small: [LayerWork]),
    _ model: EnergyModel, batch: Int, tellsTime: Bool = false, images: Int, _ gauge: EnergyGauge,
    _ stop: StopFlag
  ) throws {
    let networks = [dense, small].compactMap { $0 }
    let times =
      try dense.map { _ in try InferenceTiming.measure(networks, batch: images, stop: stop) }
    let energies = try times.flatMap { times in
      gauge.isInstrument
        ? try gauge.inferences(networks, batch: images, times, stop: stop) : nil
    }
    self.init(
      layers: layers, model, batch: batch, tellsTime: tellsTime, images: images,
      times: times.map { ($0[0].seconds, $0[1].seconds) }, energies: energies.map { ($0[0], $0[1]) }
    )
  }

  /// What no measurement of this size tells, a sentence each.
  static func sayUnknown(
    _ what: String, _ share: (value: String, range: String), in report: inout Report
  ) {
    report.say(
      "\(what): no difference can be measured at this size (\(share.value) ± \(share.range))",
      volatile: true)
  }

  /// By how much less than multiply-adds each yardstick fell.
  private var gaps: String {
    cuts.dropFirst().filter(\.isKnown).enumerated().map { index, cut in
      let (falls, than) = index == 0 ? (" falls", " than multiply-adds") : ("", "")
      let name = "\(cut.name) (\(cut.kind))\(falls)"
      func points(_ gap: Double) -> String {
        cut.uncertainty.map { NumberFormat.measuredPoints(gap, $0) } ?? NumberFormat.points(gap)
      }
      guard let gap = cut.gap(to: cuts[0].share) else {
        return "\(name) as much, within \(points(cut.uncertainty ?? 0))"
      }
      let told = points(abs(gap))
      // As far as the digits go.
      if told.allSatisfy({ !("1"..."9").contains($0) }) {
        return "\(name) as much" + (index == 0 ? " as multiply-adds" : "")
      }
      return "\(name) \(told) \(gap > 0 ? "less" : "more")\(than)"
    }.joined(separator: ", ")
  }

  /// - Parameters:
  ///   - name: the network that it is against.
  ///   - taken: keys that are used already.
  func report(against name: String = "dense", besides taken: [String] = []) -> Report {
    var report = Report()
    var table = Table([
      .init("cut against \(name)", .left), .init("share"), .init("±"), .init("kind", .left),
      .init("by", .left),
    ])
    var values = JSONObject()
    for cut in cuts {
      table.add([
        "\(cut.name)", "\(cut.isKnown ? cut.texts.value : "–")", "\(cut.texts.range)",
        "\(cut.kind)", "\(cut.source)",
      ])
      var value: JSONObject = [
        "share": cut.isKnown ? .real(cut.share) : .null, "uncertainty": JSONValue(cut.uncertainty),
        "kind": .string(cut.kind), "source": .string(cut.source),
        "gap": JSONValue(cut.gap(to: cuts[0].share)),
      ]
      if let uncertainty = cut.uncertainty {
        value["low"] = .real(cut.share - uncertainty)
        value["high"] = .real(cut.share + uncertainty)
      }
      values[cut.key] = .object(value)
    }
    report.add(table, volatile: true)
    for cut in cuts where !cut.isKnown { Self.sayUnknown(cut.name, cut.texts, in: &report) }
    for cut in cuts where cut.isWithinError {
      report.say(
        "\(cut.name): within the error of the model (\(cut.texts.value) ± \(cut.texts.range))",
        volatile: true)
    }
    report.say("the gap: \(gaps)", volatile: true)
    if let problem {
      report.say("energy of this machine: \(problem.text)", volatile: true)
      problem.sayProblem(in: &report)
    }
    // A network of that name keeps its own key.
    if !taken.contains("cuts") { report["cuts"] = .object(values) }
    return report
  }
}
