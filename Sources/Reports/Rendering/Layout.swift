import Language
import Plots

/// Lays blocks out as lines. Without a width nothing is wrapped or cut: sessions record that form,
/// so it does not depend on anybody's terminal.
public enum Layout {
  /// The lines of a block; tables and charts keep to `width` columns where it is given.
  public static func lines(_ block: Report.Block, width: Int? = nil) -> [LaidLine] {
    if let picture = block.picture, let width, picture.width > width {
      return PictureLayout.grey(picture.fitted(to: width)).map { LaidLine(Phrase($0)) }
    }
    switch block.content {
    case .paragraph(let phrase): return paragraph(phrase, width)
    case .table(let table): return TableLayout(table, width: width).lines
    case .facts(let facts): return Self.facts(facts, width)
    case .chart(let lines): return lines.flatMap { Self.split($0) }.map { cut(LaidLine($0), width) }
    case .plot(let chart): return plot(chart, width)
    }
  }

  /// Without a width a diagram has its standard one.
  private static func plot(_ chart: Chart, _ width: Int?) -> [LaidLine] {
    let page = TerminalChart(
      width: width ?? TerminalChart.standardWidth, measure: { DisplayWidth.of($0) })
    return page.lines(chart).map { drawn in
      var line = LaidLine(style: drawn.isTitle ? .heading : .plain)
      for run in drawn.runs { line.append(run.text, tint: run.tint) }
      return line
    }
  }

  /// The phrase parted at its line breaks.
  static func split(_ phrase: Phrase) -> [Phrase] {
    var lines: [[Phrase.Segment]] = [[]]
    for segment in phrase.segments {
      guard case .plain(let text) = segment, text.contains(where: \.isNewline) else {
        lines[lines.count - 1].append(segment)
        continue
      }
      let parts = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      for (index, part) in parts.enumerated() {
        if index > 0 { lines.append([]) }
        lines[lines.count - 1].append(.plain(String(part)))
      }
    }
    return lines.map { Phrase($0) }
  }

  private static func paragraph(_ phrase: Phrase, _ width: Int?) -> [LaidLine] {
    split(phrase).flatMap { line in
      guard let width, DisplayWidth.of(line.text) > width else { return [LaidLine(line)] }
      let indent = String(line.text.prefix { $0 == " " }.prefix(max(0, width / 2)))
      return wrapped(line, width, indent: indent)
    }
  }

  /// Breaks between words; a figure stays whole. Lines after the first begin with `indent`.
  static func wrapped(_ phrase: Phrase, _ width: Int, indent: String) -> [LaidLine] {
    var lines: [LaidLine] = []
    var line = LaidLine()
    var used = 0
    for atom in atoms(phrase) {
      let columns = DisplayWidth.of(atom.text)
      if used + columns > width, used > DisplayWidth.of(indent) {
        lines.append(line)
        line = LaidLine()
        line.append(indent)
        used = DisplayWidth.of(indent)
        if atom.text.allSatisfy({ $0 == " " }) { continue }
      }
      line.append(atom)
      used += columns
    }
    return lines + [line]
  }

  /// Words, runs of blanks and figures; a figure keeps the punctuation that touches it.
  private static func atoms(_ phrase: Phrase) -> [Phrase] {
    var atoms: [Phrase] = []
    for segment in phrase.segments {
      guard case .plain(let text) = segment else {
        atoms.append(Phrase([segment]))
        continue
      }
      var word = ""
      for character in text {
        if let last = word.last, (last == " ") != (character == " ") {
          atoms.append(Phrase(word))
          word = ""
        }
        word.append(character)
      }
      if !word.isEmpty { atoms.append(Phrase(word)) }
    }
    return atoms
  }

  /// Names and values in two columns; where names are long, values are placed under them.
  private static func facts(_ facts: [Report.Fact], _ width: Int?) -> [LaidLine] {
    let names = facts.map { DisplayWidth.of($0.name) }.max() ?? 0
    return facts.flatMap { fact in
      let name = DisplayWidth.pad(fact.name, to: names) + "  "
      let whole = Phrase(name) + fact.value
      guard let width, DisplayWidth.of(whole.text) > width else { return [LaidLine(whole)] }
      if names + 2 <= width / 2 {
        return wrapped(whole, width, indent: String(repeating: " ", count: names + 2))
      }
      let indent = String(fact.name.prefix { $0 == " " }) + "    "
      return [LaidLine(Phrase(fact.name))]
        + wrapped(Phrase(indent) + fact.value, width, indent: indent)
    }
  }

  /// The line cut to `width` columns, figures that do not fit included.
  static func cut(_ line: LaidLine, _ width: Int?) -> LaidLine {
    guard let width, DisplayWidth.of(line.text) > width else { return line }
    return LaidLine(Phrase(DisplayWidth.cut(line.text, to: width)), style: line.style)
  }
}
