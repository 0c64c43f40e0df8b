import Foundation
import Language
import TestSupport
import Testing

@testable import Notebook
@testable import Sessions
@testable import Terminal

/// Lines of a stream.
@Suite struct LineReaderTests {
  /// A line or a word that nobody typed is refused at once.
  @Test func linesAreBounded() {
    let engine = Engine()
    let long = engine.execute("show " + String(repeating: "x", count: Lexer.longestLine))
    #expect(long?.diagnostic?.code == "line-too-long")
    #expect(long?.input.count ?? 0 < 100)
    #expect(
      engine.execute(String(repeating: "x", count: 900_000))?.diagnostic?.code == .unknownCommand)
    #expect(throws: Diagnostic.self) {
      try SessionFile.parse(
        "seed 3\n" + String(repeating: "y", count: Lexer.longestLine + 1), name: "x")
    }
    let pieces = [String(repeating: "z", count: 3 << 20), "seed 3"]
    let scratch = Scratch()
    let path = scratch.file("in", pieces.joined(separator: "\n"))
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    let reader = LineReader(descriptor)
    #expect(reader.next()?.utf8.count ?? 0 > Lexer.longestLine)
    #expect(reader.next() == "seed 3")
    #expect(reader.next() == nil)
  }
}
