import Language

/// Turns and errors as people read them.
public struct TextRenderer: Sendable {
  /// The columns there are; nil for no limit.
  public var width: Int?
  public var colour: Colour

  public init(width: Int? = nil, colour: Colour = Colour(isOn: false)) {
    self.width = width.map { max(20, $0) }
    self.colour = colour
  }

  /// The lines of a report, each with a line break.
  public func text(_ report: Report) -> String {
    var text = ""
    for block in report.blocks {
      for line in Layout.lines(block, width: width) {
        let shown = block.isVolatile ? colour.dim(line.text) : line.text
        text += (line.style == .heading ? colour.bold(shown) : shown) + "\n"
      }
    }
    return text
  }

  /// The lines of an error, each with a line break.
  public func text(
    _ diagnostic: Diagnostic, input: String, origin: DiagnosticRenderer.Origin? = nil,
    label: String = "error"
  ) -> String {
    let lines = DiagnosticRenderer(width: width ?? 100)
      .lines(diagnostic, text: input, origin: origin, label: label)
    return lines.map { line in
      if line.hasPrefix("\(label):") {
        return colour.red("\(label):") + line.dropFirst(label.count + 1)
      }
      let isCaret = line.hasPrefix("  | ") && line.allSatisfy { " |^".contains($0) }
      return isCaret ? colour.red(line) : line.hasPrefix("  hint:") ? colour.cyan(line) : line
    }.map { $0 + "\n" }.joined()
  }
}
