import Foundation
import Language
import Tensors
import TestSupport
import Testing

@testable import Notebook
@testable import Reports
@testable import Sessions

/// Files that are written whole, read only if they are plain, and quoted by no error.
@Suite struct SafeFileTests {
  /// A link to nothing, or to itself, is refused by everything that writes.
  @Test(arguments: [
    "save $.pollard", "log $.csv", "export $.md", "export $.safetensors", "plot loss to=$.svg",
  ])
  func linksToNothing(_ line: String) throws {
    for target in ["gone", "/no/such/folder/gone", "."] {
      let scratch = Scratch()
      let name = String(line.suffix(from: line.lastIndex(of: "$")!).dropFirst())
      let path = scratch.file("run" + name)
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: target == "." ? "run" + name : target)
      let engine = Engine.after(RoundTripTests.points + ["train 1"])
      let error = engine.execute(line.replacing("$", with: scratch.path + "/run"))?.diagnostic
      #expect(error?.code == .cannotWrite, "\(error?.message ?? "it was written")")
      #expect(error?.message.contains("a link that leads to nothing") == true)
      #expect(try scratch.names() == ["run" + name])
    }
  }

  /// No name of a temporary file can be guessed: links laid in wait are not followed.
  @Test func linksInWait() throws {
    let scratch = Scratch()
    let other = Scratch()
    _ = other.file("victim", "old")
    for number in [getpid(), 1, 2] {
      try FileManager.default.createSymbolicLink(
        atPath: scratch.file("run.pollard.\(number).part"),
        withDestinationPath: other.file("victim"))
    }
    #expect(Engine().execute("save \(scratch.file("run.pollard"))")?.isSuccess == true)
    #expect(other.read("victim") == "old")
    let log = scratch.file("e.csv")
    try FileManager.default.createSymbolicLink(
      atPath: log, withDestinationPath: other.file("victim"))
    #expect(Engine().execute("log \(log)")?.diagnostic?.code == .cannotWrite)
  }

  /// Pipes and devices have no end that anybody knows.
  @Test(arguments: [
    "open", "replay", "import", "data csv", "save", "log", "export", "plot loss to=",
  ])
  func pipesAreRefused(_ verb: String) throws {
    let scratch = Scratch()
    let endings = ["save": ".pollard", "export": ".html", "plot loss to=": ".svg"]
    let pipe = scratch.file("pipe" + (endings[verb] ?? ""))
    #expect(mkfifo(pipe, 0o600) == 0)
    let engine = Engine.after(RoundTripTests.points + ["train 1"])
    let blank = verb.hasSuffix("=") ? "" : " "
    let label = verb == "data csv" ? " label=k" : ""
    let error = engine.execute("\(verb)\(blank)\(pipe)\(label)")?.diagnostic
    #expect(error?.message.contains("a pipe") == true, "\(error?.message ?? "it ran")")
    if endings[verb] == nil {
      let device = engine.execute("\(verb)\(blank)/dev/zero\(label)")?.diagnostic
      #expect(device?.message.contains("a device") == true, "\(device?.message ?? "it ran")")
    }
    let missing = engine.execute("\(verb)\(blank)\(scratch.path)\(label)")?.diagnostic
    #expect(missing != nil)
  }

  /// A pipe or device in the place of the weights beside a session keeps nobody waiting.
  @Test func aPipeBeside() throws {
    let saved = try ForgedWeightsTests.Saved()
    try FileManager.default.removeItem(atPath: saved.beside)
    #expect(mkfifo(saved.beside, 0o600) == 0)
    #expect(saved.open()?.report?["restored"] == false)
  }

  /// What an error says in a session holds no word of the file; the screen shows it.
  @Test(arguments: [
    "data csv FILE label=zzz", "data csv FILE label=2", "data csv FILE label=kind",
    "import FILE", "open FILE",
  ])
  func recordedErrorsQuoteNothing(_ line: String) throws {
    let scratch = Scratch()
    let texts = [
      "secret,kind\nhidden,secret\n", "#! pollard session 1\nsecret\n", "1,secret\n2,hidden\n3,x",
      "secret,kind\n1,hidden\n2,hidden\n",
    ]
    for text in texts {
      let path = scratch.file("f.csv", text)
      let engine = Engine.after([ForeignWeightsTests.network])
      let typed = line.replacing("FILE", with: path)
      let turn = try #require(engine.execute(typed, expectingError: true))
      let recorded = RecordingText.lines(turn).map(\.text).joined(separator: "\n")
      #expect(!recorded.contains("secret") && !recorded.contains("hidden"), "\(recorded)")
      #expect(!engine.sessionFile.text.contains("secret"))
      #expect(!engine.sessionFile.text.contains("hidden"))
    }
    let path = scratch.file("f.csv", "length,kind\nabc,1\n2,1\n")
    let error = Engine().execute("data csv \(path) label=kind")?.diagnostic
    #expect(error?.quote == "‘abc’, in column ‘length’")
    let shown = TextRenderer().text(try #require(error), input: "")
    #expect(shown.contains("there: ‘abc’"))
  }

  /// Pictures of others are spared, pictures of ours replaced.
  @Test(arguments: ["svg", "png"]) func picturesKnowTheirOwn(_ ending: String) throws {
    let scratch = Scratch()
    let engine = Engine.after(RoundTripTests.points + ["train 1"])
    let own = scratch.file("own.\(ending)")
    for _ in 0..<2 { #expect(engine.execute("plot loss to=\(own)")?.isSuccess == true) }
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: own)))
    if ending == "svg" {
      bytes = Array("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8)
    } else {
      bytes[40] ^= 1
    }
    try Data(bytes).write(to: URL(fileURLWithPath: own))
    #expect(engine.execute("plot loss to=\(own)")?.diagnostic?.code == "file-exists")
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: own))) == bytes)
  }

  /// Texts of a received session cannot steer a terminal or a page.
  @Test(arguments: ["md", "html", "ipynb"]) func controlBytesAreShown(_ ending: String) throws {
    let scratch = Scratch()
    let session = scratch.file(
      "s.pollard", "#! pollard session 1\n> seed 3\n| \u{1B}[2J\u{7}seed 3\u{9B}1m\n~ \u{1B}c\n")
    let file = try SessionFile.read(session)
    let engine = Engine()
    engine.elements = file.elements
    let out = scratch.file("x.\(ending)")
    #expect(engine.execute("export \(out)")?.isSuccess == true)
    let text = scratch.read("x.\(ending)")
    #expect(
      !text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    #expect(!text.contains("\\u001b"))
  }
}
