import Foundation
import Language
import NotebookTestSupport
import TestSupport
import Testing

@testable import Notebook
@testable import Reports
@testable import Sessions
@testable import Workspaces

/// A session that somebody sent: what its lines may touch (law 7 of Docs/Design.md).
@Suite struct ReceivedFileTests {
  /// A folder `in` with a session, and one beside it that it has no business in.
  private final class Gift {
    let scratch = Scratch()
    let inside: String
    let outside: String
    let session: String

    init(_ lines: [String]) throws {
      inside = scratch.path + "/in"
      outside = scratch.path + "/out"
      for folder in [inside, outside] {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: false)
      }
      let start = [
        "data moons train=40 test=20", "network mlp 4 as=n", "train 1",
      ]
      session = inside + "/gift.pollard"
      try write(session, (["#! pollard session 1"] + (start + lines).map { "> " + $0 }))
    }

    func write(_ path: String, _ lines: [String]) throws {
      try (lines.joined(separator: "\n") + "\n")
        .write(toFile: path, atomically: true, encoding: .utf8)
    }

    func names(_ folder: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
  }

  /// The turns of a session that a line replays.
  private func replay(_ gift: Gift, _ words: String = "") -> (turn: Turn?, inner: [Turn]) {
    let engine = Engine()
    let listener = Listener()
    engine.add(listener)
    return (engine.execute("replay \(gift.session)\(words)"), listener.inner)
  }

  private func volatile(_ turn: Turn?) -> String {
    RecordingText.lines(turn?.report ?? Report()).filter { $0.kind == .volatile }.map(\.text)
      .joined(separator: "\n")
  }

  static let escapes = ["OUT/x", "../out/x", ".x", "sub/../../out/x", "link/x", "hidden/.y/x"]
  static let writers = [
    ("save", "", ".pollard"), ("export", "", ".safetensors"), ("export", "", ".html"),
    ("plot", "loss to=", ".svg"), ("plot", "loss to=", ".png"), ("log", "", ".csv"),
  ]

  @Test(arguments: writers, escapes)
  func nothingOutsideIsWritten(_ writer: (String, String, String), _ place: String) throws {
    let gift = try Gift([])
    let path = place.replacing("OUT", with: gift.outside) + writer.2
    let line = "\(writer.0) \(writer.1)\(path)"
    try gift.write(
      gift.session,
      [
        "#! pollard session 1", "> data moons train=40 test=20", "> network mlp 4 as=n",
        "> train 1",
      ]
        + ["> \(line)", "> train 1"])
    try FileManager.default.createSymbolicLink(
      atPath: gift.inside + "/link", withDestinationPath: gift.outside)
    try FileManager.default.createDirectory(
      atPath: gift.inside + "/hidden/.y", withIntermediateDirectories: true)
    let (turn, inner) = replay(gift)
    #expect(turn?.isSuccess == true, "\(turn?.diagnostic?.message ?? "")")
    #expect(volatile(inner.first { $0.input == line }).contains("skipped: "), "\(line)")
    let opened = Engine()
    #expect(opened.execute("open \(gift.session)")?.isSuccess == true)
    #expect(opened.execute("train 1")?.isSuccess == true)
    #expect(try gift.names(gift.outside).isEmpty, "\(line)")
    #expect(try gift.names(gift.inside) == ["gift.pollard", "hidden", "link"], "\(line)")
    #expect(try gift.names(gift.inside + "/hidden/.y").isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: gift.inside + "/hidden") == [".y"])
  }

  /// What was there and is nobody's of ours stays, and the lines behind run.
  @Test(arguments: writers) func strangersAreSpared(_ writer: (String, String, String)) throws {
    let gift = try Gift([])
    let name = "mine" + writer.2
    try gift.write(gift.inside + "/" + name, ["mine"])
    try gift.write(
      gift.session,
      ["#! pollard session 1", "> data moons train=40 test=20", "> network mlp 4 as=n"]
        + ["> train 1", "> \(writer.0) \(writer.1)\(name)", "> seed 9"])
    let (turn, inner) = replay(gift)
    #expect(turn?.isSuccess == true, "\(turn?.diagnostic?.message ?? "")")
    #expect(volatile(inner[3]).contains("is there already"))
    #expect(inner.last?.input == "seed 9")
    #expect(try String(contentsOfFile: gift.inside + "/" + name, encoding: .utf8) == "mine\n")
  }

  /// Within its folder a session writes, wherever it is run from, and its reader can trust it.
  @Test(arguments: writers) func insideAndTrusted(_ writer: (String, String, String)) throws {
    let gift = try Gift(["\(writer.0) \(writer.1)x\(writer.2)", "train 1"])
    #expect(replay(gift).turn?.isSuccess == true)
    #expect(try gift.names(gift.inside).contains("x" + writer.2))
    let other = try Gift(["\(writer.0) \(writer.1)../out/x\(writer.2)", "train 1"])
    #expect(replay(other, " trust=on").turn?.isSuccess == true)
    #expect(try other.names(other.outside).contains("x" + writer.2))
  }

  @Test(arguments: [
    "data csv ../out/x.csv label=k", "data csv OUT/x.csv label=k", "import ../out/n.safetensors",
    "open ../out/s.pollard", "replay ../out/s.pollard", "replay ../out/s.pollard trust=on",
    "data mnist dir=../out", "data mnist dir=m", "data csv link.csv label=k", "set powercap=../out",
    "set hwmon=../out", "set batteries=../out",
    "data csv missing/../../out/x.csv label=k", "open /dev/stdin",
  ])
  func nothingOutsideIsRead(_ line: String) throws {
    let gift = try Gift([])
    let typed = line.replacing("OUT", with: gift.outside)
    try gift.write(gift.outside + "/x.csv", ["a,k", "1,x", "2,y", "3,x"])
    try gift.write(gift.outside + "/s.pollard", ["#! pollard session 1", "> seed 3"])
    try gift.write(gift.outside + "/train-images-idx3-ubyte", ["secret"])
    try FileManager.default.createSymbolicLink(
      atPath: gift.inside + "/link.csv", withDestinationPath: gift.outside + "/x.csv")
    try FileManager.default.createDirectory(
      atPath: gift.inside + "/m", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: gift.inside + "/m/train-images-idx3-ubyte",
      withDestinationPath: gift.outside + "/train-images-idx3-ubyte")
    try gift.write(gift.session, ["#! pollard session 1", "> \(typed)"])
    let error = replay(gift).turn?.diagnostic
    #expect(error?.code == .needsTrust, "\(error?.message ?? "it ran")")
    #expect(error?.hint?.contains("trust=on") == true)
    #expect(Engine().execute("open \(gift.session)")?.diagnostic?.code == .needsTrust)
    // What is typed is as free as its owner.
    if line.hasPrefix("data csv OUT") { #expect(Engine().execute(typed)?.isSuccess == true) }
  }

  @Test func readsWithinItsFolder() throws {
    let gift = try Gift(["data csv table.csv label=k"])
    try gift.write(gift.inside + "/table.csv", ["a,k", "1,x", "2,y", "3,x", "4,y"])
    let (turn, _) = replay(gift)
    #expect(turn?.isSuccess == true, "\(turn?.diagnostic?.message ?? "")")
  }

  /// A script that a session replays is no freer than the session, and a script of its owner's is.
  @Test func whatASessionRunsIsNoFreer() throws {
    let gift = try Gift(["replay inner"])
    try gift.write(gift.inside + "/inner", ["export ../out/a.safetensors"])
    #expect(replay(gift).turn?.isSuccess == true)
    #expect(try gift.names(gift.outside).isEmpty)
    try gift.write(gift.scratch.path + "/script", ["replay \(gift.session) trust=on"])
    #expect(Engine().execute("replay \(gift.scratch.path)/script")?.isSuccess == true)
    #expect(try gift.names(gift.outside) == ["a.safetensors"])
  }

  /// Limits that a session sets do not exceed the user's, which a line of the user's own raises.
  @Test func limitsDoNotExceedTheUsers() throws {
    let gift = try Gift(["set disk=1000TB memory=0B", "set threads=900"])
    let engine = Engine()
    #expect(engine.execute("replay \(gift.session)")?.isSuccess == true)
    let bounds = StateMemory(engine.workspace, folder: engine.configuration.stateFolder)
    #expect(bounds.memory == 0 && bounds.disk == 4_000_000_000)
    #expect(Setting.disk.text(in: engine.workspace) == "1000TB")
    let shown = volatile(engine.execute("show"))
    #expect(shown.contains("in force: threads "))
    #expect(shown.contains("disk 4GB; a session's limits do not exceed yours"))
    #expect(!volatile(Engine().execute("show")).contains("in force"))
    let own = Engine.after(["set disk=1GB"])
    #expect(own.execute("open \(gift.session)")?.isSuccess == true)
    #expect(StateMemory(own.workspace, folder: own.configuration.stateFolder).disk == 1_000_000_000)
    #expect(own.execute("set disk=8GB")?.isSuccess == true)
    #expect(StateMemory(own.workspace, folder: own.configuration.stateFolder).disk == 8_000_000_000)
  }

  // Counters

  /// A folder of counters, as the session names it: wherever the program runs, within the folder,
  /// and no word of a file that is none.
  @Test(arguments: ["plain", "link", "pipe", "words"]) func counters(_ kind: String) throws {
    let gift = try Gift(["set powercap=rapl", "energy calibrate"])
    let zone = gift.inside + "/rapl/intel-rapl:0"
    try FileManager.default.createDirectory(atPath: zone, withIntermediateDirectories: true)
    try gift.write(zone + "/max_energy_range_uj", ["1000000"])
    try gift.write(gift.outside + "/secret", ["123"])
    switch kind {
    case "pipe": mkfifo(zone + "/name", 0o600)
    default: try gift.write(zone + "/name", ["package-0"])
    }
    switch kind {
    case "link":
      try FileManager.default.createSymbolicLink(
        atPath: zone + "/energy_uj", withDestinationPath: gift.outside + "/secret")
    case "words": try gift.write(zone + "/energy_uj", ["wombat"])
    default: try gift.write(zone + "/energy_uj", ["123"])
    }
    let (turn, inner) = replay(gift)
    let told = ([turn] + inner).compactMap { $0 }.flatMap {
      RecordingText.lines($0).map(\.text) + $0.warnings + [$0.diagnostic?.quote ?? ""]
    }
    #expect(!told.contains { $0.contains("wombat") }, "\(told)")
    #expect((turn?.diagnostic?.code == .needsTrust) == (kind == "link"), "\(told)")
    if kind == "plain" {
      #expect(!told.contains { $0.contains("no energy counter") }, "\(told)")
      let engine = Engine()
      try gift.write(gift.session, ["#! pollard session 1", "> seed 3", "> set powercap=rapl"])
      #expect(engine.execute("open \(gift.session)")?.isSuccess == true)
      let saved = engine.execute("save \(gift.outside)/run.pollard")
      #expect(saved?.report?["needs_trust"] == true)
      let text = try String(contentsOfFile: gift.outside + "/run.pollard", encoding: .utf8)
      #expect(text.contains("> set powercap=../in/rapl\n"))
    }
  }

  /// What is recorded of a file that is not there holds wherever the folder lies.
  @Test func errorsNameWhatIsTyped() throws {
    let gift = try Gift([])
    for line in ["import gone.safetensors", "data csv sub/gone.csv label=k", "open ./gone.pollard"]
    {
      try gift.write(gift.session, ["#! pollard session 1", "> \(line)", "! error: …"])
      let message = replay(gift).inner.first?.diagnostic?.message
      #expect(message?.contains(gift.inside) == false, "\(message ?? "")")
      let typed = line.split(separator: " ").first { $0.contains("gone") } ?? ""
      #expect(message?.contains("\(typed)") == true, "\(message ?? "")")
    }
  }

  /// A session that is reached by a link lies where the link leads.
  @Test func linksToSessions() throws {
    let gift = try Gift(["export here.json"])
    try FileManager.default.createSymbolicLink(
      atPath: gift.outside + "/s.pollard", withDestinationPath: gift.session)
    #expect(Engine().execute("replay \(gift.outside)/s.pollard")?.isSuccess == true)
    #expect(try gift.names(gift.outside) == ["s.pollard"])
    #expect(try gift.names(gift.inside).contains("here.json"))
  }

  /// No name of a folder becomes a line.
  @Test func namesOfFoldersAreNoLines() throws {
    let gift = try Gift([])
    let folder = gift.scratch.path + "/ev\nexport injected.json #"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try gift.write(folder + "/s.pollard", ["#! pollard session 1", "> log a.csv"])
    try FileManager.default.createSymbolicLink(
      atPath: gift.scratch.path + "/link", withDestinationPath: folder)
    let engine = Engine()
    #expect(engine.execute("replay \(gift.scratch.path)/link/s.pollard")?.isSuccess == true)
    #expect(engine.execute("save \(gift.outside)/run.pollard")?.diagnostic?.code == "bad-path")
    #expect(try gift.names(gift.outside).isEmpty)
  }

  // Time and memory

  /// Parameters of parameters double no line without end.
  @Test func parametersAreBounded() throws {
    let gift = try Gift(["param a=1"] + Array(repeating: "param a=$a$a", count: 40))
    #expect(replay(gift).turn?.diagnostic?.code == "line-too-long")
  }

  // Saved elsewhere

  @Test func pathsMeanTheSameFromElsewhere() throws {
    let gift = try Gift([])
    try gift.write(gift.inside + "/table.csv", ["a,k", "1,x", "2,y", "3,x", "4,y"])
    let lines = [
      "param file=table.csv", "data csv $file label=k", "network mlp 4 as=n", "train 1",
      "plot loss to=\"a b.svg\"", "log e.csv",
    ]
    try gift.write(gift.session, ["#! pollard session 1"] + lines.map { "> " + $0 })
    let engine = Engine()
    #expect(engine.execute("open \(gift.session)")?.isSuccess == true)
    let turn = engine.execute("save \(gift.outside)/run.pollard")
    #expect(turn?.report?["needs_trust"] == true)
    #expect(volatile(turn).contains("needs ‘--trust’"))
    let text = try String(contentsOfFile: gift.outside + "/run.pollard", encoding: .utf8)
    #expect(text.contains("> data csv ../in/table.csv label=k\n"))
    #expect(text.contains("> plot loss to=\"../in/a b.svg\"\n"))
    #expect(text.contains("> log ../in/e.csv\n"))
    let other = Engine()
    #expect(
      other.execute("open \(gift.outside)/run.pollard")?.diagnostic?.code == .needsTrust)
    let restored = other.execute("open \(gift.outside)/run.pollard trust=on")
    #expect(restored?.report?["restored"] == true, "\(restored?.warnings ?? [])")
    #expect(other.workspace.logFile.flatMap(FilePath.real) == FilePath.real(gift.inside + "/e.csv"))
    // Beside its data nothing is rewritten and nothing needs trust.
    let back = engine.execute("save \(gift.inside)/run.pollard")
    #expect(back?.report?["needs_trust"] == false)
    let same = try String(contentsOfFile: gift.inside + "/run.pollard", encoding: .utf8)
    #expect(same.contains("> data csv $file label=k\n"))
    #expect(Engine().execute("open \(gift.inside)/run.pollard")?.report?["restored"] == true)
  }
}
