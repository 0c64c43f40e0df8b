import Language
import Sessions
import TestSupport
import Testing

@testable import Sweeps

/// What a sweep keeps in its folder.
@Suite struct SweepFolderTests {
  static func row(_ values: [(String, String)], script: String = "s", exit: Int32 = 0) -> PointRow {
    var row = PointRow(
      point: SweepPoint(parameters: values.map { .init(name: $0.0, value: $0.1) }), seed: 1,
      version: "0", arithmetic: "fma-3", checksum: "c", script: script)
    row.exit = exit
    return row
  }

  @Test func namesOfPoints() {
    func name(_ values: [(String, String)]) -> String { Self.row(values).point.fileName }
    #expect(name([("target", "50%"), ("seed", "2")]) == "target=50%,seed=2")
    #expect(name([("net", "größe-1.5")]) == "net=größe-1.5")
    let odd = ["a.pollard", "a/b", "a,b=c", "..\n", "a b", "'", String(repeating: "x", count: 200)]
    let names = odd.map { name([("n", $0)]) }
    #expect(names.allSatisfy { $0.hasPrefix("point-") && $0.utf8.count == 22 })
    #expect(Set(names).count == odd.count)
  }

  @Test func onlyItsOwnFolderIsTaken() throws {
    let scratch = Scratch()
    let folder = try SweepFolder(scratch.file("new"))
    #expect(try SweepFolder(scratch.file("new")).path == folder.path)
    let other = Scratch()
    _ = other.file("notes.txt", "mine")
    let error = #expect(throws: FileError.self) { try SweepFolder(other.path) }
    #expect(error?.hint?.contains("--into") == true)
  }

  @Test func rowsAndTheirTable() throws {
    let scratch = Scratch()
    let folder = try SweepFolder(scratch.file("f"))
    var rows: [String: PointRow] = [:]
    for value in ["1", "2", "3"] {
      var row = Self.row([("n", value)], script: value == "3" ? "older" : "s")
      row.scores = [.init("macs", "10"), .init("loss", "0.5")]
      row.kept = [.init("count", "5\"0")]
      let name = row.point.fileName
      try folder.prepare(name)
      try row.write(to: folder.row(name))
      rows[name] = row
    }
    #expect(folder.rows == rows)
    try RunsFile.assemble(folder, ["n=2"], script: "s")
    let table = try TextFile.read(folder.table).split(separator: "\n")
    #expect(table.count == 3, "a point of another script is left out")
    #expect(
      table[0] == "\"n\",\"seed\",\"macs\",\"connections\",\"joules\",\"training_joules\","
        + "\"accuracy\",\"loss\",\"seconds\",\"count\",\"exit\",\"session\",\"version\","
        + "\"arithmetic\",\"checksum\"")
    #expect(table[1].hasPrefix("\"2\",\"1\",\"10\",\"\",\"\",\"\",\"\",\"0.5\",\"\",\"5\"\"0\""))
    #expect(table[2].hasPrefix("\"1\""))
    // Half a row is none.
    let whole = try TextFile.read(folder.row("n=1"))
    try AtomicFile.write(String(whole.dropLast(20)), to: folder.row("n=1"))
    #expect(PointRow(file: folder.row("n=1")) == nil)
  }

  @Test func whereARunGoesOn() {
    var progress = PointProgress(checksum: "c", arithmetic: "a", outputs: "o")
    // A comment, a line, one that trains, one that is not recorded, one that is running.
    let lines = ["", "data moons", "train 9", "evaluate"]
    progress.starts = [0, 1, 2, 3, 3].map { .init(Array(lines.prefix($0))) }
    #expect(progress.place([]) == .init(last: nil, isWithin: false, next: 0))
    #expect(progress.place(["", "data moons"]) == .init(last: 1, isWithin: false, next: 2))
    #expect(progress.place(Array(lines.prefix(3))) == .init(last: 2, isWithin: false, next: 3))
    #expect(progress.place(lines) == .init(last: 4, isWithin: true, next: 5))
    // A state that is older, its training in two parts: as many elements, and not the same.
    let parts = ["", "data moons", "train 9 stop=4", "train 9 from=4 stop=8"]
    #expect(progress.place(parts) == .init(last: 2, isWithin: true, next: 3))
    #expect(progress.place(Array(parts.prefix(3))) == .init(last: 2, isWithin: true, next: 3))
    // Behind `open`, what was before means nothing.
    progress.starts = [.another, .another, .init(["a", "b"])]
    #expect(progress.place(["a", "b"]) == .init(last: 1, isWithin: false, next: 2))
    #expect(progress.place(["a"]) == nil)
    progress.starts = []
    #expect(progress.place(["a"]) == nil)
  }

  @Test func claimsOfTheLivingStand() throws {
    let scratch = Scratch()
    let path = scratch.file("claim")
    let claim = try #require(try PointClaim.take(path))
    #expect(PointClaim.isHeld(path) && claim.keep())
    #expect(try PointClaim.take(path) == nil)
    // Another has it.
    try AtomicFile.write("{}", to: path)
    #expect(!claim.keep())
    claim.release()
    #expect(PointClaim.isHeld(path), "what is another's stays")
    let dead = PointClaim.Holder(
      host: PointClaim.Holder.current.host, process: PointClaim.Holder.current.process, began: "1")
    try dead.write(to: path)
    #expect(!PointClaim.isHeld(path), "a number of a process that came again")
    let next = try #require(try PointClaim.take(path))
    next.release()
    #expect(!PointClaim.isHeld(path))
  }

  @Test func scriptsAndTheirNames() throws {
    func script(_ text: String) throws -> SweepScript {
      try SweepScript("s.pollard", SessionFile.parse(text, name: "s.pollard"))
    }
    let plain = try script("param n=8 m=2\nnetwork mlp $n ${m}\ntrain 1\nundo\nsave run.pollard\n")
    #expect(plain.used == ["n", "m"] && plain.given == ["n", "m"] && plain.saves)
    #expect(plain.looksBack(from: 0) && !plain.looksBack(from: 4))
    try plain.require(["n", "seed"])
    for (names, said) in [(["k"], "never uses"), (["n", "loss"], "column"), (["exit"], "column")] {
      let error = #expect(throws: SweepError.self) { try plain.require(names) }
      #expect(error?.message.contains(said) == true)
    }
    let unknown = try script("network mlp $n\n")
    #expect(throws: SweepError.self) { try unknown.require(["seed"]) }
    // What another file uses nobody knows.
    try script("replay other.pollard\n").require(["k"])
    let points = ["1", "2"].map { SweepPoint(parameters: [.init(name: "n", value: $0)]) }
    #expect(plain.checksum(of: points[0], seed: 1) != plain.checksum(of: points[1], seed: 1))
    #expect(plain.checksum(of: points[0], seed: 1) != plain.checksum(of: points[0], seed: 2))
  }
}
