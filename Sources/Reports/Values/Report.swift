import Plots

/// What a command has to say: blocks for people, named values for programs.
public struct Report: Hashable, Sendable {
  /// A part of the text.
  public struct Block: Hashable, Sendable {
    /// What a block can be.
    public enum Content: Hashable, Sendable {
      case paragraph(Phrase)
      case table(Table)
      case facts([Fact])
      /// Lines drawn with characters; never wrapped.
      case chart([Phrase])
      /// A diagram, drawn to fit where it is shown.
      case plot(Chart)
    }

    /// What the block holds.
    public let content: Content
    /// Shown and kept but never compared: times, measured joules, paths.
    public let isVolatile: Bool
    /// What a screen with colours shows instead of the lines of a chart.
    public let picture: Picture?

    /// The diagram, if it is one.
    public var chart: Chart? {
      if case .plot(let chart) = content { chart } else { nil }
    }

    /// A block; what is volatile is shown and never compared.
    public init(_ content: Content, isVolatile: Bool = false, picture: Picture? = nil) {
      self.content = content
      self.isVolatile = isVolatile
      self.picture = picture
    }
  }

  /// A name and what it is.
  public struct Fact: Hashable, Sendable {
    /// What stands on the left.
    public let name: String
    /// What stands on the right.
    public let value: Phrase

    /// A line of a list of facts.
    public init(_ name: String, _ value: Phrase) {
      self.name = name
      self.value = value
    }
  }

  /// In the order in which they are printed.
  public var blocks: [Block]
  /// What `--format json` prints under `report`: unrounded numbers, shares as fractions 0…1.
  public var values: JSONObject

  /// The columns it is laid out in where there is no screen; nil leaves lines as long as they are.
  public var preferredWidth: Int?

  /// A report of these blocks; `values` is its JSON.
  public init(blocks: [Block] = [], values: JSONObject = JSONObject()) {
    self.blocks = blocks
    self.values = values
  }

  /// A report of one sentence.
  public init(_ phrase: Phrase) { self.init(blocks: [Block(.paragraph(phrase))]) }

  /// Reads or sets a value by its contract name.
  public subscript(key: String) -> JSONValue? {
    get { values[key] }
    set { values[key] = newValue }
  }

  /// Adds a sentence.
  public mutating func say(_ phrase: Phrase, volatile: Bool = false) {
    blocks.append(Block(.paragraph(phrase), isVolatile: volatile))
  }

  /// A table, as a block of its own.
  public mutating func add(_ table: Table, volatile: Bool = false) {
    blocks.append(Block(.table(table), isVolatile: volatile))
  }

  /// Adds names with their values, aligned.
  public mutating func add(_ facts: [Fact], volatile: Bool = false) {
    blocks.append(Block(.facts(facts), isVolatile: volatile))
  }

  /// A chart that is already lines of text.
  public mutating func chart(_ lines: [Phrase], volatile: Bool = false) {
    blocks.append(Block(.chart(lines), isVolatile: volatile))
  }

  /// Adds a diagram. It is volatile: pictures of trained numbers cannot be compared within a
  /// tolerance, and the commands that print those numbers are.
  public mutating func draw(_ chart: Chart) {
    blocks.append(Block(.plot(chart), isVolatile: true))
  }

  /// The same with every block volatile: an answer that depends on what was measured.
  public func volatile() -> Report {
    var report = self
    report.blocks = blocks.map { Block($0.content, isVolatile: true) }
    return report
  }

  /// Adds the blocks and values of another report after these.
  public mutating func append(_ other: Report) {
    blocks += other.blocks
    for key in other.values.keys { values[key] = other.values[key] }
  }
}
