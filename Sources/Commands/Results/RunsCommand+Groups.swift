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

  static func text(_ interval: ClosedRange<Double>, of score: String) -> String {
    "\(text(interval.lowerBound, of: score)) to \(text(interval.upperBound, of: score))"
  }
}
