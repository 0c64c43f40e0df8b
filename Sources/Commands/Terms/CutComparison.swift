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
    var name: String
    var key: String
    var share: Double
    var uncertainty: Double?
    var kind: String
    var source: String
  }

  private(set) var cuts: [Cut] = []
  private(set) var problem: GaugedEnergy?

  /// - Parameters:
  ///   - dense: the network before, without gates; nil where it is not at hand.
  ///   - layers: its layers, and those of `small`.
  ///   - images: at once, for the time.
  ///   - known: the times of the two where they were taken already.
  init(
    dense: Network?, small: Network, layers: (dense: [LayerWork], small: [LayerWork]),
    _ model: EnergyModel, batch: Int, images: Int, rounds: Int = 7,
    times known: [InferenceTiming]? = nil, _ gauge: EnergyGauge, _ stop: StopFlag
  ) throws {
    func share(_ small: Double, of dense: Double) -> Double { dense > 0 ? 1 - small / dense : 0 }
    cuts.append(
      Cut(
        name: "multiply-adds", key: "macs",
        share: share(layers.small.total.multiplyAdds, of: layers.dense.total.multiplyAdds),
        kind: "counted", source: "shapes of the layers"))
    cuts.append(
      Cut(
        name: "energy", key: "joules",
        share: share(
          model.inference(layers.small, batch: batch).joules.value,
          of: model.inference(layers.dense, batch: batch).joules.value), kind: "estimated",
        source: model.device.name))
    guard let dense else { return }
    let times =
      try known
      ?? InferenceTiming.measure([dense, small], batch: images, rounds: rounds, stop: stop)
    let (before, after) = (times[0], times[1])
    cuts.append(
      Cut(
        name: "time", key: "seconds", share: share(after.median, of: before.median),
        uncertainty: after.median / before.median
          * Self.length(after.spread / after.median, before.spread / before.median),
        kind: "measured", source: "this machine, batch \(images)"))
    guard gauge.isInstrument else { return }
    let spent = try gauge.inference(dense, batch: images, seconds: before.median, stop: stop)
    let left = try gauge.inference(small, batch: images, seconds: after.median, stop: stop)
    guard let a = spent.figure, let b = left.figure, a.value > 0, b.value > 0,
      spent.kind == .measured, left.kind == .measured
    else {
      problem = left.figure == nil ? left : spent
      return
    }
    cuts.append(
      Cut(
        name: "energy", key: "measured_joules", share: share(b.value, of: a.value),
        uncertainty: b.value / a.value
          * Self.length((a.uncertainty ?? 0) / a.value, (b.uncertainty ?? 0) / b.value),
        kind: "measured", source: b.source))
  }

  private static func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }

  /// By how much less than multiply-adds each yardstick fell, shares.
  private var gaps: [(cut: Cut, gap: Double)] {
    cuts.dropFirst().map { ($0, cuts[0].share - $0.share) }
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
        "\(cut.name)", "\(NumberFormat.percent(cut.share))",
        "\(cut.uncertainty.map { NumberFormat.percent($0) } ?? "")", "\(cut.kind)", "\(cut.source)",
      ])
      values[cut.key] = [
        "share": .real(cut.share), "uncertainty": JSONValue(cut.uncertainty),
        "kind": .string(cut.kind), "source": .string(cut.source),
        "gap": .real(cuts[0].share - cut.share),
      ]
    }
    report.add(table, volatile: true)
    let told = gaps.enumerated().map { index, entry in
      let (cut, gap) = entry
      let falls = index == 0 ? " falls" : ""
      let than = index == 0 ? " than multiply-adds" : ""
      return "\(cut.name) (\(cut.kind))\(falls) \(NumberFormat.points(abs(gap))) "
        + (gap >= 0 ? "less" : "more") + than
    }
    report.say("the gap: \(told.joined(separator: ", "))", volatile: true)
    if let problem {
      report.say("energy of this machine: \(problem.text)", volatile: true)
      problem.sayProblem(in: &report)
    }
    // A network of that name keeps its own key.
    if !taken.contains("cuts") { report["cuts"] = .object(values) }
    return report
  }
}
