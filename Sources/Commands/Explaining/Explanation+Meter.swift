import Costs
import Notebook
import Reports

/// Joules of this machine: measured by a counter, or assumed from the time.
extension Explanation {
  /// The `meter` of an answer that took `seconds`.
  mutating func meter(_ answer: Answer) {
    guard let seconds = answer.number("seconds"), let joules = answer.number("meter", "joules"),
      case .object(let meter)? = answer.report["meter"], let source = meter.word("source")
    else { return }
    let idle = meter.number("idle_watts")
    if meter.word("kind") == SourcedFigure.Kind.measured.rawValue {
      formula(
        "joules of the machine", "counters behind − counters before, less idle power × seconds")
      put(
        "\(NumberText.joules(joules)) in \(NumberFormat.duration(seconds)) (measured, \(source))",
        joules, at: ["meter", "joules"], kind: .measured)
      Self.meterSources.forEach { self.source($0) }
    } else {
      formula(
        "joules of the time",
        "seconds × watts under load, assumed" + (idle == nil ? "" : ", less idle power × seconds"))
      let watts = joules / seconds
      put(
        "\(NumberFormat.duration(seconds)) × \(NumberFormat.quantity(watts, "W")) = "
          + "\(NumberText.joules(joules)) (assumed, \(source))", joules, at: ["meter", "joules"],
        kind: .measured)
    }
  }

  /// The `cuts` of an answer about a pruned network.
  mutating func cuts(_ answer: Answer) {
    guard case .object(let cuts)? = answer.report["cuts"],
      let macs = answer.number("cuts", "macs", "share")
    else { return }
    formula("gap", "cut of multiply-adds − cut, each 1 − after / before")
    for key in cuts.keys.dropFirst() {
      guard let share = answer.number("cuts", key, "share"), case .object(let cut)? = cuts[key],
        answer.number("cuts", key, "gap") != nil
      else { continue }
      let uncertainty = cut.number("uncertainty")
      let (text, points) =
        uncertainty.map {
          (
            NumberFormat.measuredPercent(share, $0).value,
            NumberFormat.measuredPoints(macs - share, $0)
          )
        } ?? (NumberFormat.percent(share), NumberFormat.points(macs - share))
      put(
        "\(key) (\(cut.word("kind") ?? "")): \(NumberFormat.percent(macs)) − \(text) = \(points)",
        macs - share, at: ["cuts", key, "gap"], kind: .measured)
    }
    if cuts["seconds"] != nil {
      formula(
        "measured cut", "1 − median over blocks of (least of the small / least of the dense)")
      note(
        "both are timed in turn, and the least of some rounds is what the work itself takes; ±: "
          + "what the rounds leave open, and 10 % from process to process (Docs/Measuring.md)")
    }
  }

  private static let meterSources = [
    "Intel, Software Developer's Manual, volume 3B, RAPL interfaces; Docs/Measuring.md"
  ]
}
