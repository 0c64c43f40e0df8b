/// Charts as lines of text: braille dots for lines, marks for points, blocks for bars.
///
/// Series are told apart by colour and by mark, parts of bars by colour and by fill, so that the
/// text alone says all.
public struct TerminalChart {
  /// Text in one colour; nil is the terminal's own.
  public struct Run: Hashable, Sendable {
    /// Plain characters, no escape sequence among them.
    public let text: String
    /// Its colour, where it has one.
    public let tint: Palette.Tint?

    init(_ text: String, _ tint: Palette.Tint? = nil) {
      self.text = text
      self.tint = tint
    }
  }

  /// A line of the chart, as pieces of one colour each.
  public struct Line: Hashable, Sendable {
    /// From left to right.
    public let runs: [Run]
    /// Whether it is the line above the chart, which terminals show in bold.
    public let isTitle: Bool

    /// The runs without the blanks at their end.
    init(_ runs: [Run], isTitle: Bool = false) {
      var runs = runs
      while let last = runs.popLast() {
        var text = last.text
        while text.last == " " { text.removeLast() }
        if !text.isEmpty {
          runs.append(Run(text, last.tint))
          break
        }
      }
      self.runs = runs
      self.isTitle = isTitle
    }

    init(_ text: String) { self.init([Run(text)]) }

    /// The line without its colours.
    public var text: String { runs.map(\.text).joined() }
  }

  /// The columns a chart takes where nothing says how many there are.
  public static let standardWidth = 72
  /// Wider charts are no easier to read.
  static let largestWidth = 100
  /// Narrower there is no room for a plot beside its numbers.
  static let smallestWidth = 20

  let width: Int
  private let measure: (String) -> Int

  /// - Parameters:
  ///   - width: the columns there are, 20 or more; no line is wider.
  ///   - measure: the columns of a text.
  public init(width: Int = standardWidth, measure: @escaping (String) -> Int = { $0.count }) {
    self.width = min(max(width, Self.smallestWidth), Self.largestWidth)
    self.measure = measure
  }

  /// The chart as lines, its title first, none wider than the columns there are.
  public func lines(_ chart: Chart) -> [Line] {
    let title = Line([Run(cut(chart.title, to: width))], isTitle: true)
    switch chart.body {
    case .plane(let x, let y, let series):
      return [title] + TerminalPlane(x: x, y: y, series: series, in: self).lines
    case .bars(let value, let parts, let rows):
      return [title] + TerminalBars(value: value, parts: parts, rows: rows, in: self).lines
    }
  }

  // Text in columns

  func columns(_ text: String) -> Int { measure(text) }

  func cut(_ text: String, to limit: Int) -> String {
    guard measure(text) > limit else { return text }
    var kept = text
    while !kept.isEmpty, measure(kept) > limit - 1 { kept.removeLast() }
    return limit < 1 ? "" : kept + "…"
  }

  func pad(_ text: String, to columns: Int, right: Bool = false) -> String {
    let text = cut(text, to: columns)
    let blanks = String(repeating: " ", count: max(0, columns - measure(text)))
    return right ? blanks + text : text + blanks
  }

  /// The axis below a plot: its line with marks, the numbers under them, the caption.
  func axis(_ scale: AxisScale, indent: Int, width plot: Int) -> [Line] {
    var rule = [Character](repeating: "─", count: plot)
    var numbers = [Character](repeating: " ", count: indent + 1 + plot)
    var free = 0
    for tick in scale.ticks {
      let column = Self.cell(tick.position, of: plot)
      rule[column] = "┬"
      let label = Array(tick.label)
      let start = min(
        max(0, indent + 1 + column - label.count / 2), numbers.count - label.count)
      guard start >= free else { continue }
      numbers.replaceSubrange(start..<start + label.count, with: label)
      free = start + label.count + 1
    }
    let blanks = String(repeating: " ", count: indent)
    return [
      Line([Run(blanks), Run("└" + String(rule), .muted)]),
      Line([Run(String(numbers), .muted)]),
    ]
      + caption(scale).map { text in
        let centred = max(0, indent + 1 + (plot - measure(text)) / 2)
        let shift = min(centred, width - measure(text))
        return Line(String(repeating: " ", count: shift) + text)
      }
  }

  /// The caption of an axis; where it is too wide, kind and source have a line of their own.
  func caption(_ scale: AxisScale) -> [String] {
    let whole = scale.caption
    guard measure(whole) > width, let note = whole.lastIndex(of: "(") else {
      return [cut(whole, to: width)]
    }
    return [
      cut(String(whole[..<note].dropLast()), to: width), cut(String(whole[note...]), to: width),
    ]
  }

  /// Marks with their names, as many beside each other as fit.
  func legend(_ entries: [(mark: Character, name: String, tint: Palette.Tint)]) -> [Line] {
    var lines: [Line] = []
    var runs: [Run] = []
    var used = 0
    for entry in entries {
      let name = cut(entry.name, to: width - 2)
      let needed = 2 + measure(name)
      if !runs.isEmpty, used + 3 + needed > width {
        lines.append(Line(runs))
        runs = []
        used = 0
      }
      if !runs.isEmpty {
        runs.append(Run("   "))
        used += 3
      }
      runs += [Run(String(entry.mark), entry.tint), Run(" " + name)]
      used += needed
    }
    return lines + [Line(runs)]
  }

  /// The cell among `count` that a position 0…1 falls on.
  static func cell(_ position: Double, of count: Int) -> Int {
    min(max(Int((position * Double(count - 1)).rounded()), 0), max(0, count - 1))
  }
}
