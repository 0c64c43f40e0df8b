import Language
import Plots
import Reports

/// A session as something to read: prose and cells in their order, for every format that shows it.
public struct SessionDocument {
  /// A piece of the document: prose, or a line with its answer.
  public enum Part {
    /// Lines without their `#`; empty ones part paragraphs. Markdown, as far as it goes.
    case prose([String])
    /// A typed line and what came of it; the number counts the session's cells from 1.
    case cell(number: Int, SessionCell)
  }

  let header: SessionHeader
  /// In the order of the session.
  public private(set) var parts: [Part] = []

  /// The document of a session.
  public init(_ file: SessionFile) {
    header = file.header ?? SessionHeader()
    var prose: [String] = []
    var number = 0
    for element in file.elements {
      switch element {
      case .prose(let line): prose.append(Self.text(line))
      case .blank: prose.append("")
      case .cell(let cell):
        flush(&prose)
        number += 1
        parts.append(.cell(number: number, cell))
      }
    }
    flush(&prose)
  }

  private mutating func flush(_ prose: inout [String]) {
    let lines = prose.drop { $0.isEmpty }
    let kept = lines.prefix(
      (lines.lastIndex { !$0.isEmpty } ?? lines.startIndex - 1) - lines.startIndex + 1)
    if !kept.isEmpty { parts.append(.prose(Array(kept))) }
    prose = []
  }

  /// What follows the mark and one blank, as it can be shown.
  private static func text(_ line: String) -> String {
    let rest = line.drop { $0.isWhitespace }.dropFirst()
    let text = Printable.of(String(rest.first == " " ? rest.dropFirst() : rest))
    return text.allSatisfy(\.isWhitespace) ? "" : text
  }

  var cells: [SessionCell] {
    parts.compactMap { if case .cell(_, let cell) = $0 { cell } else { nil } }
  }

  /// The first heading of the prose.
  public var title: String? {
    for case .prose(let lines) in parts {
      if let heading = lines.lazy.compactMap(ProseLine.heading).first { return heading.text }
    }
    return nil
  }

  /// What `export` says of a file that shows the session.
  public var report: Report {
    let charts = cells.reduce(0) { $0 + $1.drawings.count }
    var report = Report()
    report.say(
      "\(cells.count) \(NumberFormat.noun("cell", cells.count)), "
        + "\(charts) \(NumberFormat.noun("chart", charts))", volatile: true)
    report["cells"] = .integer(cells.count)
    report["charts"] = .integer(charts)
    return report
  }

  /// What the session was made with: name and value.
  public var provenance: [(name: String, value: String)] {
    header.fields.map { (Printable.of($0.key), Printable.of($0.value)) }
  }
}

extension SessionCell {
  /// Output that belongs together: lines of one mark, or a diagram.
  public enum Piece {
    case lines(OutputLine.Kind, [String])
    case drawing(Chart, [String])
  }

  /// The output in its order.
  public var pieces: [Piece] {
    var pieces: [Piece] = []
    var index = 0
    while index < outputs.count {
      if let drawing = drawings.first(where: { $0.lines.lowerBound == index }),
        drawing.lines.upperBound <= outputs.count, !drawing.lines.isEmpty
      {
        pieces.append(.drawing(drawing.chart, outputs[drawing.lines].map { Printable.of($0.text) }))
        index = drawing.lines.upperBound
        continue
      }
      let line = outputs[index]
      // A received session may hold anything.
      let text = Printable.of(line.text)
      if case .lines(line.kind, let lines)? = pieces.last {
        pieces[pieces.count - 1] = .lines(line.kind, lines + [text])
      } else {
        pieces.append(.lines(line.kind, [text]))
      }
      index += 1
    }
    return pieces
  }
}
