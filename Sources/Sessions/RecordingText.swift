import Language
import Reports

/// Output as a session file records it.
public enum RecordingText {
  /// The lines of a report, with their marks.
  public static func lines(_ report: Report) -> [OutputLine] {
    report.blocks.flatMap { block in
      Layout.lines(block).map { OutputLine(block.isVolatile ? .volatile : .reproducible, $0.text) }
    }
  }

  /// The diagrams of a report, each with its place among the lines.
  public static func drawings(_ report: Report) -> [SessionCell.Drawing] {
    guard report.blocks.contains(where: { $0.chart != nil }) else { return [] }
    var drawings: [SessionCell.Drawing] = []
    var line = 0
    for block in report.blocks {
      let end = line + Layout.lines(block).count
      if let chart = block.chart { drawings.append(.init(chart: chart, lines: line..<end)) }
      line = end
    }
    return drawings
  }

  /// The reproducible lines of a report with their rules, for a comparison.
  public static func comparable(_ report: Report) -> [LaidLine] {
    report.blocks.filter { !$0.isVolatile }.flatMap { Layout.lines($0) }
  }
}
