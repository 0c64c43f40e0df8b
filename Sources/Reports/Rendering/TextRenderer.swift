import Language

/// Turns and errors as people read them.
public struct TextRenderer: Sendable {
  /// The columns there are; nil for no limit.
  public var width: Int?
  /// How names, warnings and errors are set off.
  public var colour: Colour

  /// Keeps to `width` columns, 20 at least; without one no line is wrapped.
  public init(width: Int? = nil, colour: Colour = Colour(isOn: false)) {
    self.width = width.map { max(20, $0) }
    self.colour = colour
  }

  /// The lines of a report, each with a line break.
  public func text(_ report: Report) -> String {
    var text = ""
    for block in report.blocks {
      if let picture = block.picture, colour.isOn {
        text += PictureLayout.coloured(picture.fitted(to: width ?? picture.width), colour)
          .map { $0 + "\n" }.joined()
        continue
      }
      for line in Layout.lines(block, width: width) {
        let shown = shown(line, in: block)
        text += (line.style == .heading ? colour.bold(shown) : shown) + "\n"
      }
    }
    return text
  }

  /// What is volatile is dim, but for diagrams, whose colours say something.
  private func shown(_ line: LaidLine, in block: Report.Block) -> String {
    guard case .plot = block.content else {
      return block.isVolatile ? colour.dim(line.text) : line.text
    }
    return line.pieces.map { piece in
      piece.tint.map { colour.tinted(piece.text, $0) } ?? piece.text
    }.joined()
  }

  /// The lines of an error, each with a line break.
  ///
  /// - Parameter isWrapped: whether sentences are broken between words, for a screen.
  public func text(
    _ diagnostic: Diagnostic, input: String, origin: DiagnosticRenderer.Origin? = nil,
    label: String = "error", isWrapped: Bool = false
  ) -> String {
    let lines = DiagnosticRenderer(width: width ?? 100)
      .lines(diagnostic, text: input, origin: origin, label: label, quoting: true)
    return lines.flatMap { line in
      if line.hasPrefix("  | ") {
        let isCaret = line.allSatisfy { " |^".contains($0) }
        return [isCaret ? colour.red(line) : line]
      }
      let isHint = line.hasPrefix("  hint:")
      var parts = [line]
      if isWrapped, let width {
        parts = Layout.wrapped(Phrase(line), width, indent: line.first == " " ? "    " : "  ")
          .map(\.text)
      }
      if isHint { return parts.map(colour.cyan) }
      guard parts[0].hasPrefix("\(label):") else { return parts }
      return [colour.red("\(label):") + parts[0].dropFirst(label.count + 1)] + parts.dropFirst()
    }.map { $0 + "\n" }.joined()
  }
}
