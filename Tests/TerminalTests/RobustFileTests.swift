import Foundation
import Language
import NotebookTestSupport
import TestSupport
import Testing

@testable import Notebook
@testable import Terminal

/// Files that cannot be written, are gone, or are written by somebody else: an error with its code,
/// and nothing is lost.
@Suite(.enabled(if: Program.path != nil)) struct RobustFileTests {
  private static let network = "-e 'data moons train=64 test=20' -e 'network mlp 64 64'"

  /// A folder that takes no new file, for root too.
  @Test(arguments: ["file/run.pollard", "/proc/run.pollard", "no/run.pollard"])
  func foldersThatTakeNothing(_ path: String) throws {
    let scratch = Scratch()
    _ = scratch.file("file", "x")
    for line in ["save \(path)", "log \(path).csv", "plot loss to=\(path).svg"] {
      let result = try Program.shell(
        "pollard \(Self.network) -e 'train 1' -e '\(line)' -e 'train 1' -e 'seed 3'",
        in: scratch.path)
      #expect(result.code == 74, "\(line)")
      let stem = path.dropLast(".pollard".count)
      #expect(result.errors.contains("cannot write ‘\(stem)"), "\(result.errors)")
      #expect(!result.output.contains("seed 3"))
      #expect(try scratch.names() == ["file"])
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
    #expect(result.code == 74)
    #expect(result.errors.contains("error: cannot write ‘run.safetensors’: file too large\n"))
    #expect(result.errors.contains("^^^^"))
    #expect(scratch.read("run.pollard") == before)
    #expect(try scratch.names() == ["run.pollard"])
    let recording = try Program.shell(
      "printf 'seed 4\\nhelp\\nshow\\n' > s; ulimit -f 0; pollard record s", in: scratch.path)
    #expect(recording.code == 74)
    #expect(scratch.read("s") == "seed 4\nhelp\nshow\n")
  }

  /// With `--keep-going` the gravest failure tells.
  @Test(arguments: [("save no/run.pollard", "nonsense", 74), ("nonsense", "save no/a.pollard", 74)])
  func theGravestFailureTells(_ first: String, _ second: String, _ code: Int32) throws {
    let result = try Program.run(["--keep-going", "-e", first, "-e", second, "-e", "seed 3"])
    #expect(result.code == code)
    #expect(result.output == "seed 3\n")
  }

  /// A shell script is no session, however many comments it has.
  @Test(arguments: ["record", "diff s", "-e 'open s'", "-e 'replay s'"])
  func filesOfComments(_ words: String) throws {
    let scratch = Scratch()
    let text = "#!/bin/sh\n# Builds it all.\n\n# To be written.\n"
    scratch.file("s", text)
    let line = words.hasPrefix("-e") ? words : words + " s"
    let result = try Program.shell("pollard \(line)", in: scratch.path)
    #expect(result.code == 65)
    #expect(result.errors.contains("error: ‘s’ has no line to run, only comments\n"))
    #expect(scratch.read("s") == text)
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
    #expect(folder.code == 74)
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

  @Test func aFullDiskCutsBack() throws {
    let scratch = Scratch()
    let result = try Program.shell(
      "(ulimit -f 2; pollard --quiet --keep-going -e 'data moons train=64 test=20' "
        + "-e 'network mlp 8' -e 'log e.csv' -e 'train 400') >out 2>err", in: scratch.path)
    #expect(result.code == 65)
    #expect(scratch.read("err").contains("cannot write ‘e.csv’: file too large; epoch "))
    #expect(scratch.read("e.csv").hasSuffix("\n"))
    let rows = scratch.read("e.csv").split(separator: "\n")
    #expect(rows.count > 2)
    #expect(rows.allSatisfy { $0.split(separator: ",").count == 27 })
  }
}
