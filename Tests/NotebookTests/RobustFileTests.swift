import Foundation
import Language
import Testing

@testable import Notebook
@testable import Terminal

/// Files that cannot be written, are gone, or are written by somebody else: an error with its code,
/// and nothing is lost.
@Suite(.enabled(if: Program.path != nil)) struct RobustFileTests {
  private static let network = "-e 'data moons train=64 test=20' -e 'network mlp 64 64'"

  private func names(_ scratch: Scratch) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
  }

  /// A folder that takes no new file, for root too.
  @Test(arguments: ["file/run.pollard", "/proc/run.pollard", "no/run.pollard"])
  func foldersThatTakeNothing(_ path: String) throws {
    let scratch = Scratch()
    _ = scratch.file("file", "x")
    for line in ["save \(path)", "log \(path).csv", "plot loss to=\(path).svg"] {
      let result = try Program.shell(
        "pollard \(Self.network) -e 'train 1' -e '\(line)' -e 'train 1' -e 'seed 3'",
        in: scratch.path)
      #expect(result.code == 65, "\(line)")
      let stem = path.dropLast(".pollard".count)
      #expect(result.errors.contains("cannot write ‘\(stem)"), "\(result.errors)")
      #expect(!result.output.contains("seed 3"))
      #expect(try names(scratch) == ["file"])
      #expect(scratch.read("file") == "x")
    }
  }

  /// A limit on the size of files stands for the full disk: the write fails in its midst.
  @Test func fullDisk() throws {
    let scratch = Scratch()
    let first = try Program.shell("pollard -e 'seed 3' -e 'save run.pollard'", in: scratch.path)
    #expect(first.code == 0)
    let before = scratch.read("run.pollard")
    let result = try Program.shell(
      "ulimit -f 4; pollard \(Self.network) -e 'save run.pollard'", in: scratch.path)
    #expect(result.code == 65)
    #expect(result.errors.contains("error: cannot write ‘run.safetensors’: file too large\n"))
    #expect(result.errors.contains("^^^^"))
    #expect(scratch.read("run.pollard") == before)
    #expect(try names(scratch) == ["run.pollard"])
    let recording = try Program.shell(
      "printf 'seed 4\\nhelp\\nshow\\n' > s; ulimit -f 0; pollard record s", in: scratch.path)
    #expect(recording.code == 65)
    #expect(scratch.read("s") == "seed 4\nhelp\nshow\n")
  }

  /// The epochs that ran are kept and recorded as what ran.
  @Test func logOnAFullDisk() throws {
    let scratch = Scratch()
    let result = try Program.shell(
      "{ (ulimit -f 1; pollard --quiet --keep-going --format json \(Self.network) -e 'log e.csv' "
        + "-e 'train 100' -e 'evaluate'); echo $? >code; } | cat", in: scratch.path)
    #expect(scratch.read("code") == "65\n")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[3].contains(#""code": "cannot-write""#), "\(lines[3])")
    #expect(lines[3].contains(#""report": {"#))
    #expect(lines[4].contains(#""ok": true"#))
  }

  @Test func vanished() throws {
    let scratch = Scratch()
    let gone = try Program.shell(
      "pollard -e 'seed 3' -e 'save run.pollard' >/dev/null; rm run.pollard; "
        + "pollard -e 'open run.pollard'", in: scratch.path)
    #expect(gone.code == 65)
    #expect(gone.errors.contains("there is no file named ‘run.pollard’"))
    // The weights went, the lines run again; the log went, it begins anew.
    let again = try Program.shell(
      "pollard \(Self.network) -e 'log e.csv' -e 'train 1' -e 'save run.pollard' >/dev/null; "
        + "rm run.safetensors e.csv; pollard -e 'open run.pollard' -e 'train 1'", in: scratch.path)
    #expect(again.code == 0, "\(again.errors)")
    #expect(again.output.contains("ran the lines of run.pollard again"))
    #expect(scratch.read("e.csv").split(separator: "\n").count == 2)
    let folder = try Program.shell(
      "mkdir d; (echo seed 3; echo save d/a.pollard; while [ ! -e d/a.pollard ]; do :; done; "
        + "rm -r d; echo seed 4; echo save d/a.pollard; echo save b.pollard) "
        + "| pollard --keep-going", in: scratch.path)
    #expect(folder.code == 65)
    #expect(folder.errors.contains("cannot write ‘d/a.pollard’: there is no folder ‘d/’"))
    #expect(scratch.read("b.pollard").contains("> seed 3\n| seed 3\n> seed 4\n"))
  }

  /// Whoever saved first is told; another name keeps both, the same line again writes over it.
  @Test func twoProgramsSaveOneFile() throws {
    let scratch = Scratch()
    let result = try Program.shell(
      "(echo seed 3; echo save s.pollard; while [ ! -e s.pollard ]; do :; done; "
        + "pollard -e 'seed 4' -e 'save s.pollard' >/dev/null; echo save s.pollard; "
        + "echo save t.pollard) | pollard --keep-going", in: scratch.path)
    #expect(result.code == 65)
    #expect(result.errors.contains("was written by another program since"))
    #expect(result.errors.contains("hint: another name keeps both"))
    #expect(scratch.read("s.pollard").contains("> seed 4\n"))
    #expect(scratch.read("t.pollard").contains("> seed 3\n"))
  }

  @Test func whatWasOpenedAndChangedIsToldOnce() throws {
    let scratch = Scratch()
    let path = scratch.file("a.pollard", "#! pollard session 1\n> seed 3\n")
    let (engine, other) = (Engine(), Engine())
    for each in [engine, other] { #expect(each.execute("open \(path)")?.isSuccess == true) }
    _ = other.execute("seed 5")
    #expect(other.execute("save \(path)")?.isSuccess == true)
    #expect(engine.execute("save \(path) minimal")?.diagnostic?.code == "file-changed")
    #expect(scratch.read("a.pollard").contains("> seed 5"))
    for _ in 0..<2 { #expect(engine.execute("save \(path)")?.isSuccess == true) }
    #expect(other.execute("save \(path)")?.diagnostic?.code == "file-changed")
    try FileManager.default.removeItem(atPath: path)
    #expect(engine.execute("save \(path)")?.isSuccess == true)
  }

  // Exit codes that no other test sees

  @Test func interruptedScriptsEndWith130() throws {
    let scratch = Scratch()
    let result = try Program.shell(
      "(while [ ! -s e.csv ]; do :; done; kill -INT $$) & "
        + "exec '\(Program.path ?? "")' -e 'data moons' -e 'network mlp 64' -e 'log e.csv' "
        + "-e 'train 2000' -e 'seed 3'", in: scratch.path)
    #expect(result.code == 130)
    #expect(!result.output.contains("seed 3"))
  }

  @Test func checksWithoutTheirDataEndWith66() throws {
    let scratch = Scratch()
    _ = scratch.file("s.pollard", "#! pollard session 1\n> data cifar10\n| x\n")
    let result = try Program.shell("pollard check --data . s.pollard", in: scratch.path)
    #expect(result.code == 66)
    #expect((result.output + result.errors).contains("cifar10"))
  }

  @Test func ourBugsEndWith70() {
    let printer = TurnPrinter(
      format: .text, colour: .never, environment: [:], output: OutputStream(-1),
      errors: OutputStream(-1))
    let runner = ScriptRunner(engine: Fake.engine(), printer: printer, invocation: Invocation())
    #expect(runner.run([.command("break bug")]) == 70)
  }
}
