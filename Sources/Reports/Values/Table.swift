/// Rows of phrases in aligned columns.
public struct Table: Hashable, Sendable {
  /// A column: its heading, where its cells stand.
  public struct Column: Hashable, Sendable {
    /// Words stand on the left, numbers on the right.
    public enum Alignment: Hashable, Sendable { case left, right }

    /// The heading.
    public let title: String
    /// Where cells stand in the width of the column.
    public let alignment: Alignment
    /// Whether a narrow screen may cut its words, so that rows stay whole; never for numbers.
    public let isCuttable: Bool

    /// A column of numbers unless said; a cuttable one gives way where lines are narrow.
    public init(_ title: String, _ alignment: Alignment = .right, isCuttable: Bool = false) {
      self.title = title
      self.alignment = alignment
      self.isCuttable = isCuttable
    }
  }

  /// From left to right.
  public let columns: [Column]
  /// From top to bottom, one phrase for each column.
  public private(set) var rows: [[Phrase]] = []
  /// Rows under a rule, such as totals.
  public private(set) var totals: [[Phrase]] = []

  /// - Parameter columns: titles; names are set left, numbers right.
  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row; missing cells are empty, cells too many are dropped.
  public mutating func add(_ cells: [Phrase]) { rows.append(fitted(cells)) }

  /// Adds a row under the rule.
  public mutating func addTotal(_ cells: [Phrase]) { totals.append(fitted(cells)) }

  private func fitted(_ cells: [Phrase]) -> [Phrase] {
    Array(cells.prefix(columns.count))
      + Array(repeating: Phrase(), count: max(0, columns.count - cells.count))
  }
}
