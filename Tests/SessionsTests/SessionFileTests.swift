import Foundation
import Language
import TestSupport
import Testing

@testable import Reports
@testable import Sessions

@Suite struct SessionFileTests {
  static let sample = """
    #! pollard session 1
    #! version: 0.1.0
    #! seed: 7
    #! arithmetic: fma-3
    #! something-new: kept
    # Prose for the reader.

    > work 2
    | loss 0.1111  accuracy 88.9 %  done 2
    ~ took 0.41 s
    > work \\
    >   3
    |
    > break
    ! error: …

    """

  @Test func roundTrip() throws {
    let file = try SessionFile.parse(Self.sample, name: "a")
    #expect(file.text == Self.sample)
    #expect(file.header?.seed == 7)
    #expect(file.cells.map(\.input) == ["work 2", "work \\\n  3", "break"])
    #expect(file.cells.map(\.line) == [8, 11, 14])
    #expect(file.cells.map(\.expectsError) == [false, false, true])
  }

  @Test func plainScripts() throws {
    let file = try SessionFile.parse(
      "#!/usr/bin/env pollard\n# x\nwork 2\r\nwork \\\n 3\n", name: "a")
    #expect(!file.isMarked)
    #expect(file.shellLine == "#!/usr/bin/env pollard")
    #expect(file.cells.map(\.input) == ["work 2", "work \\\n 3"])
    #expect(file.cells.map(\.line) == [3, 4])
  }

  /// Found by Tests/Fuzz: a run of carriage returns before the line feed.
  @Test(arguments: ["train \\\r\r\r\n 4\n\r\r\rx\r", "> a\r\r\n| b\r\r\n", "\r\r\n\r\n\r"])
  func carriageReturns(_ text: String) throws {
    let file = try SessionFile.parse(text, name: "a")
    #expect(!file.text.utf8.contains(13))
    let again = try SessionFile.parse(file.text, name: "a")
    #expect(again.text == file.text)
    #expect(again.cells.map(\.input) == file.cells.map(\.input))
  }

  @Test func marksWithoutAHeader() throws {
    let file = try SessionFile.parse("# note\n> work 2\n| x\n", name: "a")
    #expect(file.isMarked)
    #expect(file.header == nil)
    #expect(file.cells[0].lines(.reproducible) == ["x"])
  }

  @Test(arguments: [
    ("#! pollard session 2\n", "line 1: this is session format 2"),
    ("#! pollard session x\n", "line 1: expected"),
    ("#! pollard session 1\n#! seed: -3\n", "line 2: expected a seed"),
    ("#! pollard session 1\n#! seed: 18446744073709551615\n", "line 2: expected a seed from 0 to"),
    ("#! pollard session 1\n#! seed 3\n", "line 2: expected ‘#! name: value’"),
    ("#! pollard session 1\n#! a: 1\n#! a: 2\n", "line 3: the header names"),
    ("#! pollard sesion 1\n> work 2\n", "line 1: expected ‘#! pollard session"),
    ("#!pollard session 1\n> work 2\n", "line 1: expected ‘#! pollard session"),
    ("#! pollard session 1\nwork 2\n", "line 2: expected a line that begins with"),
    ("#! pollard session 1\n| x\n", "line 2: output stands here"),
    ("#! pollard session 1\n> a \\\n| x\n", "line 3: the line above goes on"),
  ])
  func mistakes(_ text: String, _ message: String) {
    let error = #expect(throws: Diagnostic.self) { try SessionFile.parse(text, name: "a") }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test func unreadableFiles() throws {
    let scratch = Scratch()
    let binary = scratch.file("x")
    try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: binary))
    #expect(throws: FileError.self) { try SessionFile.read(binary) }
    #expect(throws: FileError.self) { try SessionFile.read(scratch.path) }
    let error = #expect(throws: FileError.self) { try SessionFile.read(scratch.path + "/no") }
    #expect(error?.isMissing == true)
  }

  @Test func recordedTextHasNoWidth() {
    var report = Report(Phrase(String(repeating: "word ", count: 100)))
    report.say("took 1 s", volatile: true)
    let lines = RecordingText.lines(report)
    #expect(lines.count == 2)
    #expect(lines.map(\.kind) == [.reproducible, .volatile])
  }

  /// What a file holds costs as much as it is long.
  @Test func longLinesAndManyLines() throws {
    let digits = String(repeating: "1", count: 500_000)
    #expect(NumberToken.tokens(digits + "x 5").count == 3)
    let text = "> version\n" + String(repeating: "| x\n", count: 200_000)
    #expect(try SessionFile.parse(text, name: "a").cells[0].outputs.count == 200_000)
  }
}
