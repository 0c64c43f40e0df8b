import Language
import Notebook
import Plots
import Sessions
import Tensors
import Workspaces

/// The session as one HTML file that needs nothing from outside: no script, no font, no picture but
/// the charts in it.
enum PageExport: ExportFormat {
  static let ending = "html"
  static let summary = "the session as a page that stands alone, charts as SVG"
  static let showsSession = true

  private static let generator = "<meta name=\"generator\" content=\"pollard"

  static func recognises(_ file: PlainFile) -> Bool {
    String(decoding: file.opening(1024), as: UTF8.self).contains(generator)
  }

  static func make(
    _ arguments: BoundArguments, of engine: Engine, in context: CommandContext
  ) throws -> ExportedFile {
    let document = SessionDocument(engine.sessionFile)
    let title = document.title ?? "Pollard session"
    var lines = head(title) + ["<body>", "<main>"]
    if document.title == nil { lines.append("<h1>\(title)</h1>") }
    for part in document.parts {
      switch part {
      case .prose(let prose): lines += PageProse.elements(prose)
      case .cell(let number, let cell): lines += try section(cell, number)
      }
    }
    lines += ["</main>"] + closing(document) + ["</body>", "</html>"]
    return ExportedFile(
      bytes: Array((lines.joined(separator: "\n") + "\n").utf8), report: document.report)
  }

  private static func head(_ title: String) -> [String] {
    [
      "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
      "\(generator) \(Provenance.version)\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      "<meta name=\"color-scheme\" content=\"light dark\">",
      // What a browser would hold the page to, whatever it contains.
      "<meta http-equiv=\"Content-Security-Policy\" "
        + "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
      "<title>\(PageProse.escaped(title))</title>", "<style>\(PageStyle.sheet)</style>", "</head>",
    ]
  }

  private static func section(_ cell: SessionCell, _ number: Int) throws -> [String] {
    let input = PageProse.escaped(Printable.of(cell.input, keepingNewlines: true))
    var lines = [
      "<section id=\"cell-\(number)\">",
      "<div class=\"typed\"><a href=\"#cell-\(number)\" aria-label=\"cell \(number)\">\(number)</a>"
        + "<pre tabindex=\"0\"><code>\(input)</code></pre></div>",
    ]
    for (index, piece) in cell.pieces.enumerated() {
      switch piece {
      case .lines(let kind, let text):
        let shown = PageProse.escaped(text.joined(separator: "\n"))
        lines.append(
          "<pre class=\"\(name(kind))\" tabindex=\"0\"><samp>\(shown)</samp></pre>")
      case .drawing(let chart, _):
        let element = try VectorChart([chart]).element(prefix: "cell-\(number)-\(index)-")
        lines.append("<figure>\(element)</figure>")
      }
    }
    return lines + ["</section>"]
  }

  private static func name(_ kind: OutputLine.Kind) -> String {
    switch kind {
    case .reproducible: "again"
    case .volatile: "varies"
    case .error: "error"
    }
  }

  private static func closing(_ document: SessionDocument) -> [String] {
    [
      "<footer>",
      "<p>What has a dotted line beside it, and charts, may differ from run to run.</p>",
    ]
      + ["<dl>"]
      + document.provenance.map {
        "<div><dt>\(PageProse.escaped($0.name))</dt><dd>\(PageProse.escaped($0.value))</dd></div>"
      } + ["</dl>", "</footer>"]
  }
}
