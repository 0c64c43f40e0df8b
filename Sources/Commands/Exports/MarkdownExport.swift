import Language
import Notebook
import Sessions
import Tensors

/// The session as Markdown (CommonMark): prose as it is, typed lines and outputs between fences.
enum MarkdownExport: ExportFormat {
  static let ending = "md"
  static let summary = "the session as Markdown"
  static let showsSession = true

  /// The first line of every file; a comment, which no reader shows.
  private static let opening = "<!-- a pollard session -->"

  static func recognises(_ file: PlainFile) -> Bool {
    file.opening(1024).starts(with: opening.utf8)
  }

  static func make(
    _ arguments: BoundArguments, of engine: Engine, in context: CommandContext
  ) throws -> ExportedFile {
    let document = SessionDocument(engine.sessionFile)
    var blocks = [opening]
    for part in document.parts {
      switch part {
      case .prose(let lines): blocks.append(lines.map(ProseLine.markdown).joined(separator: "\n"))
      case .cell(_, let cell): blocks += self.blocks(cell)
      }
    }
    blocks.append(closing(document))
    return ExportedFile(
      bytes: Array((blocks.joined(separator: "\n\n") + "\n").utf8), report: document.report)
  }

  private static func blocks(_ cell: SessionCell) -> [String] {
    let input = Printable.of(cell.input, keepingNewlines: true)
    var blocks = [fenced(input, "pollard")]
    var lines: [String] = []
    for piece in cell.pieces {
      switch piece {
      case .lines(.volatile, let text): lines += text.map { $0.isEmpty ? "~" : "~ \($0)" }
      case .lines(_, let text): lines += text
      case .drawing(_, let text):
        // A drawing is shown alone, without the mark before each of its lines.
        if !lines.isEmpty { blocks.append(fenced(lines.joined(separator: "\n"), "text")) }
        lines = []
        blocks.append(fenced(text.joined(separator: "\n"), "text"))
      }
    }
    if !lines.isEmpty { blocks.append(fenced(lines.joined(separator: "\n"), "text")) }
    return blocks
  }

  /// The text between fences that are longer than any run of backticks in it.
  private static func fenced(_ text: String, _ language: String) -> String {
    let fence = String(repeating: "`", count: max(3, ProseLine.longestRun(text) + 1))
    return "\(fence)\(language)\n\(text)\n\(fence)"
  }

  private static func closing(_ document: SessionDocument) -> String {
    let facts = document.provenance.map { "\($0.name) \(ProseLine.markdown($0.value))" }
    return "---\n\nLines that begin with `~`, and charts, may differ from run to run. "
      + "Written by pollard: \(facts.joined(separator: "; "))."
  }
}
