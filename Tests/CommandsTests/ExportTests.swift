import Foundation
import Language
import Plots
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Sessions

/// `export`: the door, and the three formats that show the session.
@Suite struct ExportTests {
  /// Prose, an expected error, volatile lines, a table, two charts, letters beyond ASCII.
  static let session = """
    # # Moons & „Halbmonde“
    #
    # Two half circles; `width` is 8,
    # and nothing costs $5.
    # - first
    # - second
    > data moons train=64 test=20
    > network mlp 8 \\
    >   8
    > train 3
    # ## What fails
    > evaluate split=nowhere
    ! error: …
    > plot loss
    > plot energy

    """

  /// An engine after the lines of a session.
  static func engine(_ text: String = session) throws -> Engine {
    let engine = Engine()
    for element in try SessionFile.parse(text, name: "a").elements {
      switch element {
      case .prose(let line): _ = engine.execute(line)
      case .blank: _ = engine.execute("")
      case .cell(let cell):
        let turn = engine.execute(cell.input, expectingError: cell.expectsError)
        #expect(turn?.isSuccess == !cell.expectsError, "\(cell.input)")
      }
    }
    return engine
  }

  static func export(_ engine: Engine, _ ending: String) throws -> String {
    let scratch = Scratch()
    let turn = try #require(engine.execute("export \(scratch.file("run.\(ending)"))"))
    #expect(turn.diagnostic == nil)
    return scratch.read("run.\(ending)")
  }

  static let endings = ["html", "ipynb", "md"]

  // The door

  struct Mistake: Sendable, CustomTestStringConvertible {
    let file: String
    let says: String
    let hint: String
    var testDescription: String { file }
  }

  static let mistakes = [
    Mistake(file: "run.pdf", says: "found ‘.pdf’", hint: "‘export run.html’ writes a page"),
    Mistake(file: "run", says: "found no ending", hint: "help export"),
    Mistake(file: ".md", says: "found no ending", hint: "help export"),
    Mistake(file: "run.pollard", says: ".ipynb", hint: "‘save run.pollard’"),
  ]

  @Test(arguments: mistakes) func unknownEndings(_ mistake: Mistake) throws {
    let error = try #require(Engine().execute("export \(mistake.file)")?.diagnostic)
    #expect(error.code == .badValue)
    #expect(error.span == Span(7, 7 + mistake.file.utf8.count))
    #expect(error.message.contains(mistake.says), "\(error.message)")
    #expect(error.hint?.contains(mistake.hint) == true)
    for format in ExportCatalog.all { #expect(error.message.contains(".\(format.ending)")) }
  }

  @Test(arguments: ExportCatalog.all.map { $0.ending }) func strangersAreSpared(
    _ ending: String
  ) throws {
    let scratch = Scratch()
    let path = scratch.file("mine.\(ending)", "mine, not pollard's")
    let engine = Engine.after(["data moons train=32 test=8", "network mlp 4", "train 1"])
    let error = try #require(engine.execute("export \(path)")?.diagnostic)
    #expect(error.code == "file-exists" && error.hint != nil)
    #expect(scratch.read("mine.\(ending)") == "mine, not pollard's")
    let missing = engine.execute("export \(scratch.path)/no/run.\(ending)")?.diagnostic
    #expect(missing?.code == .cannotWrite)
    let folder = scratch.file("folder.\(ending)")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    #expect(engine.execute("export \(folder)")?.diagnostic?.code == .cannotWrite)
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
    #expect(left == ["folder.\(ending)", "mine.\(ending)"])
  }

  /// Our own file is replaced, the line stays out of the session, and so the bytes are the same.
  @Test(arguments: endings) func exportingTwice(_ ending: String) throws {
    let scratch = Scratch()
    let engine = try Self.engine()
    let cells = engine.sessionFile.cells.count
    let path = scratch.file("run.\(ending.uppercased())")
    var found: [String] = []
    for _ in 0..<2 {
      let report = try #require(engine.execute("export \(path)")?.report)
      #expect(report["file"] == .string(path) && report["format"] == .string(ending))
      #expect(report["cells"] == .integer(cells) && report["charts"] == 2)
      #expect(RecordingText.lines(report).allSatisfy { $0.kind == .volatile })
      found.append(scratch.read("run.\(ending.uppercased())"))
    }
    #expect(found[0] == found[1] && found[0].count > 1000)
    #expect(engine.sessionFile.cells.count == cells)
  }

  /// An empty session is a file of the format too, and is known again.
  @Test(arguments: endings) func emptySessions(_ ending: String) throws {
    let scratch = Scratch()
    let path = scratch.file("run.\(ending)")
    #expect(Engine().execute("export \(path)")?.isSuccess == true)
    #expect(Engine().execute("export \(path)")?.isSuccess == true)
  }

  @Test(arguments: endings) func checksWriteNothing(_ ending: String) throws {
    let scratch = Scratch()
    var configuration = EngineConfiguration()
    configuration.writesFiles = false
    let turn = Engine(configuration: configuration).execute("export \(scratch.path)/a.\(ending)")
    #expect(turn?.isSuccess == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
  }

  /// What was drawn is known until the session is taken from a file; its lines always are.
  @Test func drawingsAreKept() throws {
    let engine = try Self.engine()
    let drawn = engine.sessionFile.cells.filter { !$0.drawings.isEmpty }
    #expect(drawn.map(\.input) == ["plot loss", "plot energy"])
    for cell in drawn {
      let pieces = cell.pieces
      let lines = pieces.flatMap { piece in
        switch piece {
        case .lines(_, let lines): lines
        case .drawing(_, let lines): lines
        }
      }
      #expect(lines == cell.outputs.map(\.text))
    }
    let read = try SessionFile.parse(engine.sessionFile.text, name: "a")
    #expect(read.cells.allSatisfy { $0.drawings.isEmpty })
    #expect(read.text == engine.sessionFile.text)
  }

  /// Memory is bounded: the earliest diagrams go, their lines stay.
  @Test func drawingsAreBounded() throws {
    let points = (0..<400_000).map { Chart.Series.Point(Double($0), 1) }
    let chart = try Chart(
      "x", .plane(x: Axis("x", .whole), y: Axis("y", .share), series: [.init("a", .line, points)]))
    var cell = SessionCell(input: "plot loss", outputs: [.init(.volatile, "x")])
    cell.drawings = [.init(chart: chart, lines: 0..<1)]
    let engine = Engine()
    engine.elements = Array(repeating: .cell(cell), count: 4)
    engine.boundDrawings()
    #expect(engine.elements.compactMap(\.cell).map(\.drawings.count) == [0, 0, 1, 1])
    #expect(engine.sessionFile.cells.allSatisfy { $0.outputs == cell.outputs })
  }

  // Markdown

  @Test func markdown() throws {
    let text = try Self.export(try Self.engine(), "md")
    #expect(text.hasPrefix("<!-- a pollard session -->\n\n# Moons &amp; „Halbmonde“\n\n"))
    #expect(
      text.contains("`width` is 8,\nand nothing costs \\$5.\n- first\n- second\n\n```pollard\n"))
    #expect(text.contains("```pollard\nnetwork mlp 8 \\\n  8\n```\n\n```text\nmlp: 2 → 2"))
    #expect(text.contains("\n~ took "))
    #expect(text.contains("# What fails"))
    #expect(text.contains("```text\nerror: ‘nowhere’ does not fit split"))
    #expect(text.contains("```text\ntraining loss by epoch: mlp\n```\n\n```text\nTraining loss by"))
  }

  /// No typed text ends the fence around it.
  @Test func fences() throws {
    let engine = Engine()
    _ = engine.execute("param a=\"````\" # ```", expectingError: true)
    let text = try Self.export(engine, "md")
    #expect(text.contains("`````pollard\nparam a=\"````\" # ```\n`````\n"))
  }
}
