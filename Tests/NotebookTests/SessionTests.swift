import Foundation
import Language
import Testing

@testable import Notebook
@testable import Sessions

/// A folder that is removed at the end.
final class Scratch {
  let path: String
  /// Holds nothing else, so that what leads one folder up leads into no other test.
  private let outer = NSTemporaryDirectory() + "pollard-tests-" + UUID().uuidString

  init() {
    path = outer + "/scratch"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: outer) }

  func file(_ name: String, _ text: String? = nil) -> String {
    let file = path + "/" + name
    if let text { try? text.write(toFile: file, atomically: true, encoding: .utf8) }
    return file
  }

  func read(_ name: String) -> String {
    (try? String(contentsOfFile: path + "/" + name, encoding: .utf8)) ?? ""
  }
}

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

  @Test func writesWholeOrNotAtAll() throws {
    let scratch = Scratch()
    let path = scratch.file("a", "old")
    try AtomicFile.write("new", to: path)
    #expect(scratch.read("a") == "new")
    #expect(throws: FileError.self) { try AtomicFile.write("x", to: scratch.path + "/no/b") }
    #expect(throws: FileError.self) { try AtomicFile.write("x", to: "/dev/full") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["a"])
  }
}

@Suite struct SaveAndOpenTests {
  @Test func savedSessionsOpenAndReplay() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let engine = Fake.engine { $0.seed = 5 }
    for line in ["# First.", "work 2", "look", "work 9 interrupt=4"] { _ = engine.execute(line) }
    #expect(engine.execute("save \(path)")?.isSuccess == true)
    let text = scratch.read("run.pollard")
    #expect(text.contains("#! seed: 5\n"))
    #expect(text.contains("# First.\n> work 2\n| loss 0.1429  accuracy 85.7 %  done 2\n~ took"))
    #expect(text.contains("> work 9 stop=4\n"))
    #expect(!text.contains("save"))

    let other = Fake.engine()
    _ = other.execute("work 50")
    #expect(other.execute("open \(path)")?.isSuccess == true)
    #expect(other.workspace.settings["work"] == "6")
    #expect(other.workspace.seed == 5)
    #expect(other.sessionFile.text == text)
    _ = other.execute("undo 2")
    #expect(other.workspace.settings["work"] == nil)
    #expect(other.workspace.seed == 1)
  }

  @Test func openComesBackWithOneUndo() throws {
    let scratch = Scratch()
    let path = scratch.file("a.pollard", "#! pollard session 1\n> look\n")
    let engine = Fake.engine()
    _ = engine.execute("work 50")
    #expect(engine.execute("open \(path)")?.isSuccess == true)
    #expect(engine.workspace.settings["work"] == nil)
    _ = engine.execute("undo")
    #expect(engine.workspace.settings["work"] == "50")
    #expect(engine.elements.first?.cell?.input == "work 50")
  }

  /// No session holds a line about `open`, so none may hold a line that takes it back.
  @Test func undoAcrossOpenReplays() throws {
    let scratch = Scratch()
    let path = scratch.file("a.pollard", "#! pollard session 1\n> work 2\n")
    let engine = Fake.engine()
    func expect(_ typed: String, _ inputs: [String]) throws {
      #expect(engine.execute(typed)?.isSuccess == true, "\(typed)")
      #expect(engine.elements.compactMap(\.cell).map(\.input) == inputs, "\(typed)")
      let again = Fake.engine()
      for cell in try SessionFile.parse(engine.sessionFile.text, name: "x").cells {
        let turn = try #require(again.execute(cell.input))
        #expect(
          RecordingText.lines(turn).filter { $0.kind != .volatile }
            == cell.outputs.filter {
              $0.kind != .volatile
            })
      }
      #expect(again.workspace.settings["work"] == engine.workspace.settings["work"])
    }
    try expect("work 50", ["work 50"])
    try expect("work 3", ["work 50", "work 3"])
    try expect("open \(path)", ["work 2"])
    try expect("undo", ["work 50", "work 3"])
    try expect("look", ["work 50", "work 3", "look"])
    try expect("redo", ["work 2"])
    try expect("work 1", ["work 2", "work 1"])
    try expect("undo 3", ["work 50", "work 3", "look", "undo"])
    try expect("redo 2", ["work 2", "work 1", "undo"])
    try expect("redo", ["work 2", "work 1", "undo", "redo"])
    try expect("undo 2", ["work 50", "work 3", "look", "undo", "redo"])
  }

  @Test func brokenFilesLeaveEverything() {
    let scratch = Scratch()
    let path = scratch.file("a", "work 2\nbreak\n")
    for verb in ["open", "replay"] {
      let engine = Fake.engine()
      _ = engine.execute("work 1")
      let turn = engine.execute("\(verb) \(path)")
      #expect(turn?.diagnostic?.message.contains("line 2") == true)
      #expect(turn?.diagnostic?.quote == "it broke; mend it")
      #expect(engine.workspace.settings["work"] == "1")
      #expect(engine.elements.count == 1)
    }
  }

  @Test func replayWorksOnWhatIsOpen() {
    let scratch = Scratch()
    let path = scratch.file("a", "work 2\n# x\nlook\n")
    let engine = Fake.engine()
    let listener = Listener()
    engine.add(listener)
    _ = engine.execute("work 1")
    #expect(engine.execute("replay \(path)")?.report?["lines"] == 2)
    #expect(listener.inner.map(\.input) == ["work 2", "look"])
    #expect(engine.workspace.settings["work"] == "3")
    #expect(engine.elements.count == 4)
  }

  @Test func replayOfItselfEnds() {
    let scratch = Scratch()
    let path = scratch.file("a")
    _ = scratch.file("a", "replay \(path)\n")
    let error = Fake.engine().execute("replay \(path)")?.diagnostic
    #expect(error?.code == "too-deep")
    #expect(error?.message.components(separatedBy: "line 1").count == 2)
    let other = scratch.file("b", "replay \(path)\n")
    _ = scratch.file("a", "replay \(other)\n")
    #expect(Fake.engine().execute("open \(path)")?.diagnostic?.code == "too-deep")
  }

  /// Beside `run.pollard` lie the weights of that session, so nothing else goes by such a name.
  @Test(arguments: [
    ("run", "save run.pollard"), ("a/run.safetensors", "save a/run.pollard"),
    ("x.csv", "export x.csv"), (".pollard", "save run.pollard"), ("a/.", "save a/run.pollard"),
    ("run.POLLARD", "save run.pollard"), ("run.pollard.txt", "save run.pollard"),
    ("v1.2", "save v1.2.pollard"), ("..", "save run.pollard"),
  ])
  func savesUnderOneEnding(_ name: String, _ hint: String) {
    let error = Fake.engine().execute("save \(name)")?.diagnostic
    #expect(error?.code == .badValue)
    #expect(error?.hint?.contains(hint) == true, "\(error?.hint ?? "")")
  }

  @Test func saveSparesStrangers() throws {
    let scratch = Scratch()
    let path = scratch.file("data.pollard", "1,2,3\n")
    let engine = Fake.engine()
    #expect(engine.execute("save \(path)")?.diagnostic?.code == "file-exists")
    #expect(scratch.read("data.pollard") == "1,2,3\n")
    #expect(engine.execute("save \(scratch.path)/no/x.pollard")?.diagnostic?.code == .cannotWrite)
    let numbers = scratch.file("numbers.pollard")
    try Data([0x93, 0xFF, 0xFE, 0]).write(to: URL(fileURLWithPath: numbers))
    #expect(engine.execute("save \(numbers)")?.diagnostic?.code == "file-exists")
    #expect(try Data(contentsOf: URL(fileURLWithPath: numbers)).count == 4)
    #expect(engine.execute("save \(scratch.file("empty.pollard", ""))")?.isSuccess == true)
    #expect(engine.execute("save \(scratch.path)/empty.pollard")?.isSuccess == true)
  }
}
