import Foundation

/// The runs of a sweep as `runs.csv` has them: a row a run, first its parameters, then what came of
/// it.
public struct RunsTable: Hashable, Sendable {
  /// A run.
  public struct Row: Hashable, Sendable {
    /// As text, by column.
    public let cells: [String: String]

    /// A run with these cells.
    public init(_ cells: [String: String]) { self.cells = cells }

    /// The number in a column; nil where there is none.
    public func number(_ column: String) -> Double? {
      guard let number = cells[column].flatMap(Double.init), number.isFinite else { return nil }
      return number
    }

    /// Whether it ended without an error: its exit code is 0, or none is told.
    public var isDone: Bool { ["", "0"].contains(cells["exit"] ?? "") }
  }

  /// In the order of the file.
  public let columns: [String]
  /// One a run.
  public let rows: [Row]

  /// The column of seeds, which are repeats and no parameter to tell apart.
  public static let seed = "seed"
  /// What every run counts or scores, in the order of the file.
  public static let scores = [
    "macs", "connections", "joules", "training_joules", "accuracy", "loss", "seconds",
  ]
  /// What tells how a run went, and is no score.
  public static let facts = ["exit", "session", "version", "arithmetic", "checksum"]
  /// Whether a score is a share of 0 to 1.
  public static func isShare(_ score: String) -> Bool { score == "accuracy" }

  /// Rows that are read at most.
  public static let most = SweepValues.most

  /// - Throws: where a name stands twice, or no column is a score.
  public init(columns: [String], rows: [[String]]) throws(SweepError) {
    var seen: Set<String> = []
    for name in columns where !seen.insert(name).inserted {
      throw SweepError("the column ‘\(name.prefix(40))’ is there twice")
    }
    self.columns = columns
    self.rows = rows.map {
      Row(Dictionary(zip(columns, $0)) { first, _ in first })
    }
    guard columns.contains(where: Self.scores.contains) else {
      throw SweepError(
        "no column is a score of runs",
        hint: "a table of runs has parameters, then one or more of "
          + Self.scores.joined(separator: ", "))
    }
  }

  /// Columns before the first score, but for seed and facts.
  public var parameters: [String] {
    columns.prefix { !Self.scores.contains($0) }
      .filter { $0 != Self.seed && !Self.facts.contains($0) }
  }

  /// Columns of scores with a number in some run that ended well: those of every run, then those
  /// that were kept.
  public var scored: [String] {
    let first = columns.firstIndex { Self.scores.contains($0) } ?? columns.count
    return columns[first...].filter { name in
      name != Self.seed && !Self.facts.contains(name)
        && rows.contains { $0.isDone && $0.number(name) != nil }
    }
  }

  /// Parameters that differ between runs.
  public var varying: [String] {
    parameters.filter { name in Set(rows.map { $0.cells[name] ?? "" }).count > 1 }
  }

  /// The same with the rows alone whose parameter has this value.
  public func selecting(_ name: String, _ value: String) -> RunsTable {
    RunsTable(
      columns: columns, kept: rows.filter { Self.isSame($0.cells[name] ?? "", value) })
  }

  private init(columns: [String], kept rows: [Row]) {
    self.columns = columns
    self.rows = rows
  }

  /// Whether two texts say the same value: `0.5` and `0.50`, `50%` and `50 %`.
  static func isSame(_ left: String, _ right: String) -> Bool {
    left == right || number(left).map { $0 == number(right) } ?? false
  }

  /// The number that a value says, a share where it ends in %; nil where it is none.
  public static func number(_ text: String) -> Double? {
    guard text.hasSuffix("%") else { return Double(text) }
    return Double(text.dropLast().filter { $0 != " " }).map { $0 / 100 }
  }
}

extension RunsTable {
  /// Runs that agree in some parameters.
  public struct Group: Hashable, Sendable {
    /// The values that they agree in, in the order of the parameters asked.
    public let values: [String]
    /// Runs that ended well.
    public let rows: [Row]
    /// Runs that did not.
    public let failed: Int

    /// A score over its runs; nil where none has it.
    public func summary(_ score: String) -> ScoreSummary? {
      ScoreSummary(rows.compactMap { $0.number(score) })
    }
  }

  /// Runs by the values of `names`, in the order in which the first of each group stands.
  public func groups(by names: [String]) -> [Group] {
    var order: [[String]] = []
    var members: [[String]: [Row]] = [:]
    for row in rows {
      let key = names.map { row.cells[$0] ?? "" }
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(row)
    }
    return order.map { key in
      let all = members[key] ?? []
      return Group(
        values: key, rows: all.filter(\.isDone), failed: all.count { !$0.isDone })
    }
  }

  /// Runs of one value of a parameter against those of a reference, pair by pair.
  public struct Comparison: Hashable, Sendable {
    /// The value that is compared with the reference.
    public let value: String
    /// The other parameters that both sides agree in, by name.
    public let others: [String: String]
    /// The score.
    public let score: String
    /// Of the differences, this value − reference.
    public let difference: ScoreSummary

    /// Pairs below which nothing is called a difference.
    public static let fewest = 3

    /// Whether there are pairs enough to judge.
    public var isJudged: Bool { difference.count >= Self.fewest }

    /// The 95 % interval of the difference; nil where there are too few pairs.
    public var interval: ClosedRange<Double>? { isJudged ? difference.interval : nil }

    /// Half of it.
    public var halfInterval: Double? { isJudged ? difference.halfInterval : nil }
  }

  /// Differences to the runs whose parameter `name` has the value `reference`, in each score: runs
  /// are paired that agree in every other parameter and in the seed.
  ///
  /// - Parameters:
  ///   - names: parameters by which differences are told apart; over the others they are gathered.
  ///   - scores: columns.
  public func comparisons(
    against name: String, _ reference: String, by names: [String], of scores: [String]
  ) -> [Comparison] {
    let others = parameters.filter { $0 != name }
    func key(_ row: Row) -> [String] {
      (others + [Self.seed]).map { row.cells[$0] ?? "" }
    }
    let done = rows.filter(\.isDone)
    let base = Dictionary(
      done.filter { Self.isSame($0.cells[name] ?? "", reference) }.map { (key($0), $0) }
    ) { first, _ in first }
    let compared = RunsTable(
      columns: columns, kept: done.filter { !Self.isSame($0.cells[name] ?? "", reference) })
    let told = names.filter { $0 != name }
    return compared.groups(by: [name] + told).flatMap { group in
      scores.compactMap { score in
        let differences = group.rows.compactMap { row -> Double? in
          guard let other = base[key(row)]?.number(score), let own = row.number(score) else {
            return nil
          }
          return own - other
        }
        return ScoreSummary(differences).map {
          Comparison(
            value: group.values[0],
            others: Dictionary(zip(told, group.values.dropFirst())) { first, _ in first },
            score: score, difference: $0)
        }
      }
    }
  }
}
