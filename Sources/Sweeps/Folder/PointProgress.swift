/// How far a point has come, for the next run of it where this one is cut, and for those who watch.
public struct PointProgress: JSONFile, Hashable, Sendable {
  /// Of script, seed and parameters.
  public let checksum: String
  /// The order of its sums: a run of another cannot go on with it.
  public let arithmetic: String
  /// How many elements the session had before each line that began, in the order of the script.
  public var starts: [Int] = []
  /// The line that runs.
  public var line = ""
  /// What it said last, such as an epoch with its loss.
  public var note = ""
  /// Seconds of this run and of those that it goes on with.
  public var seconds = 0.0

  /// Of a point that begins.
  public init(checksum: String, arithmetic: String) {
    self.checksum = checksum
    self.arithmetic = arithmetic
  }

  /// Where a run goes on.
  public enum Place: Hashable, Sendable {
    /// Before this element of the script.
    case before(Int)
    /// Within this one, or behind it.
    case within(Int)
  }

  /// The place of a session of so many elements; nil where it belongs to no line.
  public func place(elements: Int) -> Place? {
    if let index = starts.firstIndex(of: elements) { return .before(index) }
    return starts.lastIndex { $0 < elements }.map(Place.within)
  }
}
