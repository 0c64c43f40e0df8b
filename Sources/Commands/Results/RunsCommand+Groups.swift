import Notebook
import Reports
import Sweeps

extension RunsCommand {
  /// Groups of runs as `runs` tells them.
  struct Groups {
    /// Parameters that groups are told apart by.
    let names: [String]
    /// Columns of scores.
    let scores: [String]
    let groups: [RunsTable.Group]

    func add(to report: inout Report) {
      let failed = groups.reduce(0) { $0 + $1.failed }
      let done = groups.reduce(0) { $0 + $1.rows.count }
      let failures = failed > 0 ? "; \(NumberFormat.counted("run", failed)) failed" : ""
      report.say("\(NumberFormat.counted("run", done))\(failures)")
      for score in scores {
        var table = Table(
          names.map { .init($0, .left) } + [
            .init("n"), .init(score), .init("sd"), .init("95 % interval"),
          ])
        for group in groups {
          guard let summary = group.summary(score) else { continue }
          table.add(
            group.values.map { "\($0)" } + [
              "\(summary.count)", "\(Self.text(summary.mean, of: score))",
              "\(summary.deviation.map { Self.text($0, of: score) } ?? "–")",
              "\(summary.interval.map { Self.text($0, of: score) } ?? "–")",
            ])
        }
        report.add(table)
      }
      report["runs"] = .integer(done)
      report["failed"] = .integer(failed)
      report["groups"] = .array(groups.map { .object(value($0)) })
    }

    private func value(_ group: RunsTable.Group) -> JSONObject {
      var value = JSONObject()
      for (name, text) in zip(names, group.values) { value[name] = .string(text) }
      value["n"] = .integer(group.rows.count)
      for score in scores {
        guard let summary = group.summary(score) else { continue }
        value[score] = [
          "mean": .real(summary.mean), "sd": JSONValue(summary.deviation),
          "ci95": JSONValue(summary.halfInterval),
        ]
      }
      return value
    }

    /// A row a group, a column a figure, as numbers: for files.
    var cells: (head: [String], rows: [[String]]) {
      func plain(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
      let head = names + ["n"] + scores.flatMap { ["\($0)_mean", "\($0)_sd", "\($0)_ci95"] }
      let rows = groups.map { group in
        group.values + ["\(group.rows.count)"]
          + scores.flatMap { score -> [String] in
            let summary = group.summary(score)
            return [plain(summary?.mean), plain(summary?.deviation), plain(summary?.halfInterval)]
          }
      }
      return (head, rows)
    }

    /// A row a group, a column a score, as `85.21 ± 0.31 %`: for readers.
    var readable: (head: [String], rows: [[String]]) {
      let rows = groups.map { group in
        group.values + ["\(group.rows.count)"]
          + scores.map { score in
            guard let summary = group.summary(score) else { return "–" }
            let range = summary.halfInterval.map { " ± \(Self.text($0, of: score))" } ?? ""
            return Self.text(summary.mean, of: score) + range
          }
      }
      return (names + ["n"] + scores, rows)
    }
  }
}

extension RunsCommand.Groups {
  /// Differences to the runs of a reference, in a table and in words.
  static func add(
    _ found: [RunsTable.Comparison], name: String, reference: String, to report: inout Report
  ) {
    report.say("differences to \(name)=\(reference), pair by pair:")
    for comparison in found { report.say("  \(sentence(comparison, reference))") }
    report["differences"] = .array(
      found.map { comparison in
        let difference = comparison.difference
        var value = JSONObject()
        value[name] = .string(comparison.value)
        for (other, text) in comparison.others.sorted(by: { $0.key < $1.key }) {
          value[other] = .string(text)
        }
        value["score"] = .string(comparison.score)
        value["mean"] = .real(difference.mean)
        let interval = comparison.isJudged ? difference.interval : nil
        value["ci95_low"] = JSONValue(interval?.lowerBound)
        value["ci95_high"] = JSONValue(interval?.upperBound)
        value["pairs"] = .integer(difference.count)
        return .object(value)
      })
  }

  /// `accuracy: 0.42 ± 0.31 points above uniform, 5 pairs: the interval excludes zero`.
  private static func sentence(
    _ comparison: RunsTable.Comparison, _ reference: String
  ) -> String {
    let (difference, score) = (comparison.difference, comparison.score)
    let others = comparison.others.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
    let lead = "\(comparison.value)\(others.joined()), \(score): "
    let pairs = NumberFormat.counted("pair", difference.count)
    guard comparison.isJudged, let half = difference.halfInterval else {
      return lead
        + "\(pairs), too few to call a difference (\(RunsTable.Comparison.fewest) at least)"
    }
    guard difference.mean != 0 || half != 0 else {
      return lead + "the same as \(reference), \(pairs)"
    }
    let place = difference.mean < 0 ? "below" : "above"
    let amount = "\(apart(abs(difference.mean), score)) ± \(apart(half, score, hasUnit: true))"
    return lead + "\(amount) \(place) \(reference), \(pairs): "
      + (difference.excludesZero ? "the interval excludes zero" : "the interval holds zero")
  }

  /// A difference of a score.
  private static func apart(_ value: Double, _ score: String, hasUnit: Bool = false) -> String {
    guard RunsTable.isShare(score) else { return text(value, of: score) }
    return NumberFormat.fixed(value * 100, 2) + (hasUnit ? " points" : "")
  }

  /// A number of a score, with its unit.
  static func text(_ value: Double, of score: String) -> String {
    switch score {
    case _ where RunsTable.isShare(score): NumberFormat.percent(value, 2)
    case "joules", "training_joules": NumberFormat.quantity(value, "J")
    case "seconds": NumberFormat.quantity(value, "s")
    case "macs", "connections":
      abs(value) < 1e15 ? NumberFormat.count(Int(value.rounded())) : NumberFormat.short(value)
    case "loss": NumberFormat.fixed(value, 4)
    default: NumberFormat.significant(value, 4)
    }
  }

  private static func text(_ interval: ClosedRange<Double>, of score: String) -> String {
    "\(text(interval.lowerBound, of: score)) to \(text(interval.upperBound, of: score))"
  }
}
