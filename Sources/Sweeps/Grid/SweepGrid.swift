import Language

/// The points of a sweep: each combination of the values of its parameters, or of the rows of a
/// table.
public struct SweepGrid: Hashable, Sendable {
  /// Parameters that change together: one with its values, or the columns of a table.
  public struct Axis: Hashable, Sendable {
    /// Without `$`.
    public let names: [String]
    /// The values of all names, point by point.
    public let rows: [[String]]

    /// - Precondition: each row has as many values as there are names.
    public init(names: [String], rows: [[String]]) {
      precondition(rows.allSatisfy { $0.count == names.count })
      self.names = names
      self.rows = rows
    }

    /// `NAME=VALUES`.
    public init(name: String, values: String) throws(SweepError) {
      self.init(
        names: [name], rows: try SweepValues.parse(values, of: name).map { [$0] })
    }
  }

  /// In the order of the shell line.
  public let axes: [Axis]
  /// How many points there are.
  public let count: Int

  /// - Throws: where a parameter stands twice, or there are no points or too many.
  public init(_ axes: [Axis]) throws(SweepError) {
    var seen: Set<String> = []
    var count = 1
    for axis in axes {
      for name in axis.names where !seen.insert(name).inserted {
        throw SweepError("‘\(name)’ is swept twice", hint: "name each parameter once")
      }
      guard !axis.rows.isEmpty else {
        throw SweepError("‘\(axis.names.joined(separator: ","))’ takes no value")
      }
      count *= axis.rows.count
      guard count <= SweepValues.most else {
        throw SweepError(
          "the grid has more than \(SweepValues.most) points",
          hint: "fewer values, or several sweeps")
      }
    }
    guard !axes.isEmpty else {
      throw SweepError(
        "a sweep needs a parameter with its values",
        hint: "pollard sweep FILE target=30%,50%,70% seed=1..3")
    }
    self.axes = axes
    self.count = count
  }

  /// All parameters, in the order of the shell line.
  public var names: [String] { axes.flatMap(\.names) }

  /// Point `index`, the last parameter running fastest.
  public subscript(index: Int) -> SweepPoint {
    var rest = index
    var values: [[String]] = []
    for axis in axes.reversed() {
      values.append(axis.rows[rest % axis.rows.count])
      rest /= axis.rows.count
    }
    return SweepPoint(
      parameters: zip(names, values.reversed().flatMap { $0 }).map { .init(name: $0, value: $1) })
  }

  /// All of them, in order.
  public var points: [SweepPoint] { (0..<count).map { self[$0] } }
}
