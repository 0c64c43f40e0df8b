import Sessions

/// How far a point has come, for the next run of it where this one is cut, and for those who watch.
public struct PointProgress: JSONFile, Hashable, Sendable {
  /// Of script, seed and parameters.
  public let checksum: String
  /// The order of its sums: a run of another cannot go on with it.
  public let arithmetic: String
  /// Where relative paths are written: a state of another place writes elsewhere.
  public let outputs: String
  /// Where the session stood before each element of the script, up to the one that is next.
  public var starts: [Start] = []
  /// The exit code and the error of a line that failed and was passed over.
  public var failure: Int32?
  /// Why.
  public var error: String?
  /// The line that runs.
  public var line = ""
  /// What it said last, such as an epoch with its loss.
  public var note = ""
  /// Seconds of this run and of those that it goes on with.
  public var seconds = 0.0

  /// Of a point that begins.
  public init(checksum: String, arithmetic: String, outputs: String) {
    self.checksum = checksum
    self.arithmetic = arithmetic
    self.outputs = outputs
  }

  /// Where the session stood before an element of the script.
  public struct Start: Codable, Hashable, Sendable {
    /// Elements that it had; −1 where another session took its place since, as with `open`.
    public let count: Int
    /// A checksum of their lines.
    public let lines: String

    /// That of a session with these lines, of which prose and blanks are empty.
    public init(_ lines: [String]) {
      count = lines.count
      self.lines = Fingerprint(lines).text
    }

    private init() {
      count = -1
      lines = ""
    }

    /// Of another session.
    public static let another = Start()
  }

  /// Where a run goes on.
  public struct Place: Hashable, Sendable {
    /// The element of the script that the last one of the session came of; nil where none did.
    public let last: Int?
    /// Whether that one may not have run to its end.
    public let isWithin: Bool
    /// The element to go on with.
    public let next: Int
  }

  /// The place of a session of these lines, as in `Start`; nil where it belongs to no line. The
  /// state of a session may be older than this, and a training of it in several parts.
  public func place(_ lines: [String]) -> Place? {
    var sums: [String] = [Fingerprint().text]
    var sum = Fingerprint()
    for line in lines {
      sum.add(line)
      sums.append(sum.text)
    }
    func fits(_ start: Start) -> Bool {
      sums.indices.contains(start.count) && sums[start.count] == start.lines
    }
    guard let found = starts.lastIndex(where: fits) else { return nil }
    let count = starts[found].count
    guard count == lines.count else { return Place(last: found, isWithin: true, next: found + 1) }
    // Lines that leave nothing in the session are run once more.
    let next = starts.firstIndex { $0.count == count && fits($0) } ?? found
    return Place(last: next == 0 ? nil : next - 1, isWithin: false, next: next)
  }
}
