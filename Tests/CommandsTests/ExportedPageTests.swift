import Foundation
import Language
import Tensors
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Sessions

/// What `export` writes as a notebook and as a page, held to their rules.
@Suite struct ExportedPageTests {
  private static func notebook(_ engine: Engine) throws -> [String: Any] {
    let text = try ExportTests.export(engine, "ipynb")
    return try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private static func text(_ value: Any?) -> String { (value as? [String])?.joined() ?? "" }

  /// The members that nbformat 4.5 asks for, and no others.
  @Test func notebooks() throws {
    let engine = try ExportTests.engine()
    let notebook = try Self.notebook(engine)
    #expect(notebook.keys.sorted() == ["cells", "metadata", "nbformat", "nbformat_minor"])
    #expect(notebook["nbformat"] as? Int == 4 && notebook["nbformat_minor"] as? Int == 5)
    let metadata = try #require(notebook["metadata"] as? [String: Any])
    #expect((metadata["language_info"] as? [String: Any])?["name"] as? String == "pollard")
    #expect((metadata["kernelspec"] as? [String: Any])?["display_name"] as? String == "Pollard")
    #expect(metadata["title"] as? String == "Moons & „Halbmonde“")
    let cells = try #require(notebook["cells"] as? [[String: Any]])
    let names = cells.compactMap { $0["id"] as? String }
    #expect(Set(names).count == cells.count)
    for name in names { #expect(name.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil) }
    let code = cells.filter { $0["cell_type"] as? String == "code" }
    #expect(code.compactMap { $0["execution_count"] as? Int } == [1, 2, 3, 4, 5, 6])
    #expect(code.map { Self.text($0["source"]) } == engine.sessionFile.cells.map(\.input))
    for cell in cells where cell["cell_type"] as? String == "markdown" {
      #expect(cell.keys.sorted() == ["cell_type", "id", "metadata", "source"])
    }
    for cell in code {
      #expect(
        cell.keys.sorted() == [
          "cell_type", "execution_count", "id", "metadata", "outputs", "source",
        ])
      for output in try #require(cell["outputs"] as? [[String: Any]]) {
        let members: [String: [String]] = [
          "execute_result": ["data", "execution_count", "metadata", "output_type"],
          "display_data": ["data", "metadata", "output_type"],
          "error": ["ename", "evalue", "output_type", "traceback"],
        ]
        #expect(output.keys.sorted() == members[output["output_type"] as? String ?? ""])
      }
    }
  }

  /// Every line of the session stands in the notebook, under its kind.
  @Test func notebooksHoldAllLines() throws {
    let engine = try ExportTests.engine()
    let cells = try #require(try Self.notebook(engine)["cells"] as? [[String: Any]])
    let code = cells.filter { $0["cell_type"] as? String == "code" }
    for (cell, written) in zip(engine.sessionFile.cells, code) {
      var found: [OutputLine] = []
      for output in try #require(written["outputs"] as? [[String: Any]]) {
        let data = output["data"] as? [String: Any] ?? [:]
        let lines = Self.text(data["text/plain"]).split(
          separator: "\n", omittingEmptySubsequences: false)
        switch output["output_type"] as? String {
        case "execute_result": found += lines.map { OutputLine(.reproducible, String($0)) }
        case "display_data": found += lines.map { OutputLine(.volatile, String($0)) }
        default:
          found += (output["traceback"] as? [String] ?? []).map { OutputLine(.error, $0) }
        }
        if let svg = data["image/svg+xml"] {
          #expect(Self.text(svg).hasPrefix("<?xml") && cell.input.hasPrefix("plot"))
        }
      }
      #expect(found == cell.outputs)
      let tags = (written["metadata"] as? [String: Any])?["tags"] as? [String]
      #expect((tags == ["raises-exception"]) == cell.expectsError)
    }
  }

  // The page

  /// The tags of a page in their order, and what stands between them.
  static func parsed(_ page: String) -> (tags: [String], text: String) {
    var tags: [String] = []
    var text = ""
    var tag: String?
    for character in page {
      switch (character, tag) {
      case ("<", nil): tag = ""
      case (">", let inner?):
        tags.append(inner)
        tag = nil
      case (_, let inner?): tag = inner + String(character)
      default: text.append(character)
      }
    }
    return (tags, text)
  }

  private static let single: Set<String> = ["!DOCTYPE", "meta"]

  /// Every element is closed where it was opened.
  private static func expectBalance(_ tags: [String]) {
    var open: [Substring] = []
    for tag in tags {
      let name = tag.prefix { !$0.isWhitespace }
      if tag.hasSuffix("/") || single.contains(String(name)) { continue }
      if name.hasPrefix("/") {
        #expect(open.popLast() == name.dropFirst(), "\(tag)")
      } else {
        open.append(name)
      }
    }
    #expect(open.isEmpty)
  }

  @Test func pages() throws {
    let engine = try ExportTests.engine()
    let page = try ExportTests.export(engine, "html")
    let (tags, text) = Self.parsed(page)
    Self.expectBalance(tags)
    #expect(page.contains("<title>Moons &amp; „Halbmonde“</title>"))
    #expect(page.contains("<h1>Moons &amp; „Halbmonde“</h1>\n<p>Two half circles; <code>width"))
    #expect(page.contains("<ul>\n<li>first</li>\n<li>second</li>\n</ul>"))
    #expect(page.contains("<pre class=\"error\" tabindex=\"0\"><samp>error: ‘nowhere’"))
    #expect(tags.filter { $0.hasPrefix("section") }.count == engine.sessionFile.cells.count)
    #expect(tags.filter { $0.hasPrefix("svg") }.count == 2)
    for cell in engine.sessionFile.cells {
      for line in cell.lines(.reproducible) { #expect(text.contains(PageProse.escaped(line))) }
    }
  }

  /// Nothing is fetched: no script, and names of the SVG elements are the page's own, each once.
  @Test func pagesStandAlone() throws {
    let (tags, _) = Self.parsed(try ExportTests.export(try ExportTests.engine(), "html"))
    let named = tags.flatMap { $0.matches(of: /\sid="([^"]*)"/).map { String($0.1) } }
    #expect(Set(named).count == named.count && named.count > 20)
    for tag in tags {
      for name in ["script", "link", "img", "iframe", "object", "embed", "base"] {
        #expect(!tag.hasPrefix(name))
      }
      for match in tag.matches(of: /(?:href|src|action)="([^"]*)"/) {
        #expect(match.1.hasPrefix("#") && named.contains(String(match.1.dropFirst())))
      }
      #expect(!tag.contains("url(") || tag.contains("url(#"))
    }
    #expect(!PageStyle.sheet.contains("url(") && !PageStyle.sheet.contains("@import"))
  }

  static let hostile = [
    "</title><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "&lt;b&gt; &amp;#60;",
    "`<b>` and ``<i>`` and `<s>", "]]> --> <!-- ${7*7} {{7*7}}", "# </h1><script>",
    "- </li><script>",
    "\u{1B}[31mred \u{0}\u{7}\u{9B}2J \u{202E}drow\u{2066}", "مرحبا 你好 👩‍👩‍👧 e\u{301}",
    "' onload='x", "```", "~~~", "<!--",
    "</code></pre></samp>", "{\"name\": \"pollard\"}",
  ]

  /// Prose, typed lines, values and errors that look like tags, or steer a terminal.
  static func hostileEngine() -> Engine {
    let engine = Engine()
    for text in hostile {
      _ = engine.execute("# " + text)
      _ = engine.execute("param a=\"\(text.replacing("\"", with: "'"))\"", expectingError: true)
      _ = engine.execute("evaluate split=\(text)", expectingError: true)
      _ = engine.execute(text, expectingError: true)
    }
    return engine
  }

  @Test func hostilePages() throws {
    let engine = Self.hostileEngine()
    let page = try ExportTests.export(engine, "html")
    let (tags, text) = Self.parsed(page)
    Self.expectBalance(tags)
    let allowed: Set<String> = [
      "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "main", "section", "div", "a",
      "pre", "code", "samp", "em", "h1", "p", "ul", "li", "footer", "dl", "dt", "dd",
    ]
    for tag in tags {
      let name = tag.split(separator: " ")[0].drop { $0 == "/" }
      #expect(allowed.contains(String(name)), "\(tag)")
      #expect(!tag.contains(/\son\w+=/), "\(tag)")
    }
    #expect(text.contains("alert(1)") && text.contains("مرحبا 你好 👩‍👩‍👧"))
    #expect(Self.isPlain(page))
  }

  /// Whether no character of the text steers a terminal or turns the writing round.
  private static func isPlain(_ text: String) -> Bool {
    Printable.of(text, keepingNewlines: true) == text
  }

  /// What a reader of CommonMark takes for text: a backslash takes its meaning from a mark, and
  /// what stands between backticks is code.
  static func outsideCode(_ line: some StringProtocol) -> String {
    var text = ""
    var rest = Substring(line)
    while let first = rest.first {
      let run = rest.prefix { $0 == "`" }
      if first == "\\" {
        rest = rest.dropFirst(2)
      } else if !run.isEmpty {
        rest = rest.dropFirst(run.count)
        let parts = rest.matches(of: /`+/)
        if let close = parts.first(where: { $0.0.count == run.count }) {
          rest = rest[close.range.upperBound...]
        }
      } else {
        text.append(first)
        rest = rest.dropFirst()
      }
    }
    return text
  }

  @Test func hostileMarkdown() throws {
    let text = try ExportTests.export(Self.hostileEngine(), "md")
    #expect(Self.isPlain(text))
    // Behind the first line no tag stands outside a fence or a code span.
    var fence: String?
    for line in text.split(separator: "\n").dropFirst() {
      let marks = String(line.prefix { $0 == "`" })
      if let open = fence {
        if line == open { fence = nil }
      } else if marks.count >= 3 {
        fence = marks
      } else {
        #expect(!Self.outsideCode(line).contains("<"), "\(line)")
      }
    }
    #expect(fence == nil)
  }

  @Test func hostileNotebooks() throws {
    let engine = Self.hostileEngine()
    let cells = try #require(try Self.notebook(engine)["cells"] as? [[String: Any]])
    let code = cells.filter { $0["cell_type"] as? String == "code" }
    #expect(code.map { Self.text($0["source"]) } == engine.sessionFile.cells.map(\.input))
    // A notebook of somebody else that only talks of ours is no notebook of ours.
    let scratch = Scratch()
    let other = scratch.file("a.ipynb", #"{"cells": ["{\"name\": \"pollard\"}"]}"#)
    #expect(!NotebookExport.recognises(try PlainFile(other)))
  }

  /// Mutated prose never opens a tag in a page, nor one in Markdown outside code.
  @Test func mutatedProse() {
    var random = SplitMix(seed: 4)
    for _ in 0..<2000 * SplitMix.rounds {
      let line = random.mutate("`a` <b> ``c`d`` \\` ~~~ ``` & $x # - *e*").filter { $0 != "\n" }
      let shown = ProseLine.markdown(line)
      #expect(!Self.outsideCode(shown).contains("<"), "\(line) as \(shown)")
      #expect(!shown.contains(/^\s*(```[^`]*$|~~~)/), "\(line) as \(shown)")
      let (tags, _) = Self.parsed(PageProse.elements([line]).joined())
      Self.expectBalance(tags)
      for tag in tags {
        #expect(tag.contains(/^\/?(p|ul|li|code|em|strong|h[1-6])$/), "\(line): \(tag)")
      }
    }
  }
}
