import Foundation
import NotebookTestSupport
import TestSupport
import Testing

@testable import Notebook
@testable import Terminal

@Suite(.enabled(if: Program.path != nil)) struct ProgramTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let code: Int32
    var testDescription: String { "\(line) -> \(code)" }

    init(_ line: String, _ code: Int32) {
      self.line = line
      self.code = code
    }
  }

  /// Words are parted at `|`.
  static let cases: [Case] = [
    Case("--version", 0), Case("--help", 0), Case("-e|show", 0), Case("-e|quit 7", 7),
    Case("-e|nonsense", 65), Case("-e|shw", 65), Case("-e|nonsense|--keep-going", 65),
    Case("-e|nonsense|--keep-going|-e|quit 3", 3), Case("--nonsense", 64), Case("--threads", 64),
    Case("--threads|x", 64), Case("--threads=0", 64), Case("--seed|-1", 64),
    Case("--instructions|sse", 64), Case("--instructions|base|-e|show", 0),
    Case("--format|xml", 64), Case("--color", 64), Case("check", 64), Case("diff|a", 64),
    Case("--exact", 64), Case("check|-e|x", 64), Case("--quiet=1", 64),
    Case("nofile.pollard", 66), Case("check|nofile", 66), Case("record|nofile", 66),
    Case("-e|network mlp 8 input=2|-e|flops|-e|assert macs=96", 0),
    Case("-e|network mlp 8 input=2|-e|flops|-e|assert macs=95|-e|nonsense", 1),
    Case("--keep-going|-e|network mlp 8 input=2|-e|flops|-e|assert macs=95|-e|seed 3", 1),
    Case("--keep-going|-e|network mlp 8 input=2|-e|flops|-e|assert macs=95|-e|nonsense", 65),
    Case("diff|no|no", 66), Case("/", 65), Case("-e|show seed|--quiet|--threads|2", 0),
  ]

  @Test(arguments: cases) func exitCodes(_ sample: Case) throws {
    let result = try Program.run(sample.line.split(separator: "|").map(String.init))
    #expect(result.code == sample.code, "\(result.errors)")
    #expect(result.errors.isEmpty == (sample.code == 0 || sample.code == 7))
  }

  @Test func resultsAndErrorsGoTheirWays() throws {
    let result = try Program.run(["-e", "seed 7", "-e", "sed 8"])
    #expect(result.output == "seed 7\n")
    #expect(result.errors.hasPrefix("error: there is no command named ‘sed’\n  | sed 8\n  | ^^^\n"))
    #expect(!result.errors.contains("\u{1B}"))
  }

  @Test func jsonLines() throws {
    let script = "seed 7\n\nshow seed\n  nonsense x\n"
    let result = try Program.run(["--format", "json", "--keep-going"], input: script)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    #expect(lines[1].contains(#""cell": 2, "command": "show", "input": "show seed", "ok": true"#))
    #expect(lines[2].contains(#""code": "unknown-command""#))
    #expect(lines[2].contains(#""line": 4, "column": 3"#))
    #expect(result.code == 65)
  }

  /// A session is one on standard input too, whatever comments stand above it.
  @Test(arguments: [
    "#! pollard session 1\n> ", "#!/usr/bin/env pollard\n#! pollard session 1\n> ",
    "\n# A lesson.\n  # Of two.\n> ",
  ])
  func sessionsOnStandardInput(_ opening: String) throws {
    let scratch = Scratch()
    let result = try Program.run([], input: opening + "log ../x.csv\n", in: scratch.path)
    #expect(result.output.contains("skipped: ‘../x.csv’ lies outside"), "\(result.errors)")
  }

  @Test func parametersAndSeedOfTheShellLine() throws {
    let scratch = Scratch()
    let path = scratch.file("s", "param n=3\nshow n\nshow seed\n")
    let result = try Program.run([path, "n=8", "--seed", "42", "--quiet"])
    #expect(result.output == "n = 8\n$n  8\nseed  42\n")
    let session = scratch.file("t", "#! pollard session 1\n#! seed: 9\n> show seed\n")
    #expect(try Program.run([session, "--quiet"]).output == "seed  9\n")
    #expect(try Program.run(["--seed=4", session, "--quiet"]).output == "seed  4\n")
  }

  @Test func expectedErrorsDoNotStop() throws {
    let scratch = Scratch()
    let path = scratch.file("t", "> nonsense\n! error: …\n> seed 3\n")
    let result = try Program.run([path])
    #expect(result.code == 0)
    #expect(result.output == "> nonsense\n> seed 3\nseed 3\n")
  }

  @Test func recordCheckDiff() throws {
    let scratch = Scratch()
    let path = scratch.file("s.pollard", "# A script.\nseed 5\nshow seed\nnonsense\n")
    #expect(try Program.run(["record", path]).code == 65)
    #expect(scratch.read("s.pollard").hasPrefix("# A script."))
    _ = scratch.file("s.pollard", "# A script.\nseed 5\nshow seed\n")
    #expect(try Program.run(["record", path]).code == 0)
    let text = scratch.read("s.pollard")
    #expect(text.hasSuffix("# A script.\n> seed 5\n| seed 5\n> show seed\n| seed  5\n"))
    #expect(try Program.run(["check", path]).code == 0)
    #expect(try Program.run([path, "--quiet"]).output == "seed 5\nseed  5\n")
    let other = scratch.file("t.pollard", text.replacing("| seed  5", with: "| seed  6"))
    let check = try Program.run(["check", path, other])
    #expect(check.code == 1)
    #expect(check.output.contains("expected | seed  6\n"))
    #expect(check.output.contains("found    | seed  5\n"))
    let diff = try Program.run(["diff", path, other])
    #expect(diff.code == 1)
    #expect(diff.output.hasPrefix("cell 2: > show seed\n"))
    #expect(try Program.run(["diff", path, path]).code == 0)
    #expect(try Program.run(["check", path], input: "").errors.isEmpty)
  }

  /// A pipe gives its text once.
  @Test(arguments: [("", 7), ("check", 0)]) func pipes(_ verb: String, _ code: Int32) throws {
    let scratch = Scratch()
    let pipe = scratch.file("pipe")
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c",
      "mkfifo \(pipe) && printf '#! pollard session 1\\n> quit 7\\n' >\(pipe) & "
        + "while [ ! -p \(pipe) ]; do :; done; '\(Program.path ?? "")' \(verb) \(pipe) >/dev/null",
    ]
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == code)
  }

  @Test func brokenOutput() throws {
    let path = try #require(Program.path)
    for command in [
      "'\(path)' -e help >/dev/full", "'\(path)' -e help >&-", "'\(path)' --help >&-",
    ] {
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = ["-c", command]
      try shell.run()
      shell.waitUntilExit()
      #expect(shell.terminationStatus == 74, "\(command)")
    }
  }

  @Test func continuedLinesFromStandardInput() throws {
    let result = try Program.run([], input: "param \\\n a=1\nshow a\nsave \"x")
    #expect(result.output == "a = 1\n$a  1\n")
    #expect(result.code == 65)
    #expect(result.errors.contains("at standard input:4:6"))
    #expect(
      try Program.run([], input: "#! pollard session 1\n> seed 3\n| x\n").output.hasSuffix(
        "seed 3\n"))
  }
}

@Suite struct InvocationTests {
  @Test func optionsAnywhere() throws {
    let result = try InvocationParser.parse([
      "a.pollard", "--quiet", "n=3", "-e", "flops", "--seed=7", "--threads", "2", "b", "--",
      "--odd",
    ])
    #expect(
      result.mode == .run([.file("a.pollard"), .command("flops"), .file("b"), .file("--odd")]))
    #expect(result.parameters == [.init(name: "n", value: "3")])
    #expect(result.seed == 7)
    #expect(result.threads == 2)
    #expect(result.isQuiet)
  }

  @Test func verbs() throws {
    #expect(try InvocationParser.parse(["--exact", "check", "a"]).mode == .check(["a"]))
    #expect(try InvocationParser.parse(["./check"]).mode == .run([.file("./check")]))
    #expect(try InvocationParser.parse(["./a=b"]).mode == .run([.file("./a=b")]))
    #expect(try InvocationParser.parse([]).mode == .listen)
    #expect(try InvocationParser.parse(["x=1"]).mode == .listen)
    let error = #expect(throws: UsageError.self) { try InvocationParser.parse(["--exat"]) }
    #expect(error?.hint == "did you mean ‘--exact’?")
  }
}
