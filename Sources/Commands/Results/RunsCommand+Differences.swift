import Notebook
import Reports
import Sweeps

extension RunsCommand {
  /// Differences to the runs of a reference, as `runs against=NAME:VALUE` tells them.
  struct Differences {
    /// The parameter that tells the sides apart.
    let name: String
    /// Its value on the side that the others are compared with.
    let reference: String
    let found: [RunsTable.Comparison]

    /// Columns behind the parameters, in a file of numbers.
    static let numbers = ["score", "mean", "ci95_low", "ci95_high", "pairs"]

    /// In a table and in words.
    func add(to report: inout Report) {
      report.say("differences to \(name)=\(reference), pair by pair:")
      for comparison in found { report.say("  \(sentence(comparison))") }
      report["differences"] = .array(
        found.map { comparison in
          let difference = comparison.difference
          var value = JSONObject()
          value[name] = .string(comparison.value)
          for (other, text) in others(of: comparison) { value[other] = .string(text) }
          value["score"] = .string(comparison.score)
          value["mean"] = .real(difference.mean)
          value["ci95_low"] = JSONValue(comparison.interval?.lowerBound)
          value["ci95_high"] = JSONValue(comparison.interval?.upperBound)
          value["pairs"] = .integer(difference.count)
          return .object(value)
        })
    }

    private func others(of comparison: RunsTable.Comparison) -> [(name: String, value: String)] {
      comparison.others.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Names of the other parameters that differences are told apart by.
    private var names: [String] { found.first.map { others(of: $0).map(\.name) } ?? [] }

    /// A row a difference, as numbers: for files.
    var cells: (head: [String], rows: [[String]]) {
      func plain(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
      let rows = found.map { comparison in
        let difference = comparison.difference
        return [comparison.value] + others(of: comparison).map(\.value) + [
          comparison.score, plain(difference.mean), plain(comparison.interval?.lowerBound),
          plain(comparison.interval?.upperBound), "\(difference.count)",
        ]
      }
      return ([name] + names + Self.numbers, rows)
    }

    /// A row a difference, as `0.42 ± 0.31 points`: for readers.
    var readable: (head: [String], rows: [[String]]) {
      let rows = found.map { comparison in
        let (difference, score) = (comparison.difference, comparison.score)
        let half = comparison.halfInterval
        let sign = difference.mean < 0 ? "-" : ""
        let amount = sign + Self.apart(abs(difference.mean), score, hasUnit: half == nil)
        return [comparison.value] + others(of: comparison).map(\.value) + [
          score, "\(difference.count)",
          amount + (half.map { " ± \(Self.apart($0, score, hasUnit: true))" } ?? ""),
          half == nil ? "–" : difference.excludesZero ? "yes" : "no",
        ]
      }
      return (
        [name] + names + ["score", "pairs", "difference to \(reference)", "excludes zero"], rows
      )
    }

    /// `accuracy: 0.42 ± 0.31 points above uniform, 5 pairs: the interval excludes zero`.
    private func sentence(_ comparison: RunsTable.Comparison) -> String {
      let (difference, score) = (comparison.difference, comparison.score)
      let told = others(of: comparison).map { " \($0.name)=\($0.value)" }
      let lead = "\(comparison.value)\(told.joined()), \(score): "
      let pairs = NumberFormat.counted("pair", difference.count)
      guard let half = comparison.halfInterval else {
        return lead
          + "\(pairs), too few to call a difference (\(RunsTable.Comparison.fewest) at least)"
      }
      guard difference.mean != 0 || half != 0 else {
        return lead + "the same as \(reference), \(pairs)"
      }
      let place = difference.mean < 0 ? "below" : "above"
      let amount =
        "\(Self.apart(abs(difference.mean), score)) ± \(Self.apart(half, score, hasUnit: true))"
      return lead + "\(amount) \(place) \(reference), \(pairs): "
        + (difference.excludesZero ? "the interval excludes zero" : "the interval holds zero")
    }

    /// A difference of a score.
    private static func apart(_ value: Double, _ score: String, hasUnit: Bool = false) -> String {
      guard RunsTable.isShare(score) else { return Groups.text(value, of: score) }
      return NumberFormat.fixed(value * 100, 2) + (hasUnit ? " points" : "")
    }
  }
}
