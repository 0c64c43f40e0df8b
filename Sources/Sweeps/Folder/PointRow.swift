/// What came of a point that has ended: its row of `runs.csv`, and what the sweep has to know.
public struct PointRow: JSONFile, Hashable, Sendable {
  /// A column with its text.
  public struct Cell: Codable, Hashable, Sendable {
    /// The column.
    public let name: String
    /// Empty where nothing is known.
    public let text: String

    /// A column with its text.
    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// Tells this run of the point from others.
  public let run: String
  /// The parameters it ran with.
  public let point: SweepPoint
  /// The seed it began with.
  public let seed: UInt64
  /// Those of `RunsTable.scores` that are known.
  public var scores: [Cell] = []
  /// What else was kept of its answers.
  public var kept: [Cell] = []
  /// The exit code of the run.
  public var exit: Int32 = 0
  /// Why it failed; nil if it did not.
  public var error: String?
  /// Its session, from the folder of the sweep on; nil where there is none.
  public var session: String?
  /// Files outside the folder of the sweep that the session reads.
  public var outside: [String] = []
  /// Of the program that ran it.
  public let version: String
  /// The order of its sums.
  public let arithmetic: String
  /// Of script, seed and parameters.
  public let checksum: String
  /// Of the script alone.
  public let script: String

  /// A row without scores yet.
  public init(
    point: SweepPoint, seed: UInt64, version: String, arithmetic: String, checksum: String,
    script: String
  ) {
    run = String(UInt64.random(in: 0...UInt64.max), radix: 16)
    self.point = point
    self.seed = seed
    self.version = version
    self.arithmetic = arithmetic
    self.checksum = checksum
    self.script = script
  }

  /// Whether it ended without an error.
  public var isDone: Bool { exit == 0 }

  /// The number of a score; nil where it is not known.
  public func number(_ score: String) -> Double? {
    scores.first { $0.name == score }.flatMap { Double($0.text) }
  }

  /// The cells under `columns`.
  func cells(_ columns: [String]) -> [String] {
    var found = Dictionary(point.parameters.map { ($0.name, $0.value) }) { first, _ in first }
    for cell in scores + kept { found[cell.name] = cell.text }
    let facts = [
      RunsTable.seed: "\(seed)", "exit": "\(exit)", "session": session ?? "", "version": version,
      "arithmetic": arithmetic, "checksum": checksum,
    ]
    found.merge(facts) { $1 }
    return columns.map { found[$0] ?? "" }
  }
}
