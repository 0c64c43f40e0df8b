import Glibc
import Language
import Testing

@testable import Terminal

/// Parts of the prompt that need no terminal; prompt_test.py has the rest.
@Suite struct PromptPartTests {
  @Test func candidatesHaveWhatTheyAre() {
    let lines = CandidateList.lines(
      [Candidate("mlp", "linear layers"), Candidate("lenet5", "6-16 channels"), Candidate("new")],
      width: 20, limit: 5)
    #expect(lines == ["mlp     linear laye…", "lenet5  6-16 channe…", "new"])
  }

  /// Where descriptions do not fit, every name is there.
  @Test func columns() {
    let names = (1...7).map { Candidate("n\($0)", "a network") }
    #expect(
      CandidateList.lines(names, width: 14, limit: 3) == ["n1  n3  n5  n7", "n2  n4  n6"])
    #expect(
      CandidateList.lines(names, width: 14, limit: 1) == ["n1  n2  n3  n4", "and 3 more"])
    #expect(CandidateList.lines(names, width: 2, limit: 3) == ["n1", "n2", "and 5 more"])
  }

  @Test func filesStandWithoutTheirFolder() {
    let files = ["runs/a.csv", "runs/old/", "runs/b.csv"].map { Candidate($0) }
    #expect(CandidateList.lines(files, width: 80, limit: 9) == ["a.csv  old/   b.csv"])
    let mixed = ["runs/", "a.csv"].map { Candidate($0) }
    #expect(CandidateList.lines(mixed, width: 80, limit: 9) == ["runs/  a.csv"])
    #expect(CandidateList.lines([], width: 80, limit: 9) == [])
  }

  @Test func nothingSteersTheTerminal() {
    let lines = CandidateList.lines([Candidate("a\u{1B}[31m"), Candidate("b")], width: 9, limit: 9)
    #expect(lines.allSatisfy { !$0.contains("\u{1B}") })
  }

  @Test func pastedLinesAreHeldFromTheCommandThatFailed() {
    var lines = PastedLines("seed 1\nparam \\\na=\nseed 2\n")
    #expect(lines.take(isFurther: false) == "seed 1")
    #expect(lines.held == ["seed 1", "param \\", "a=", "seed 2", ""])
    #expect(lines.take(isFurther: false) == "param \\")
    #expect(lines.take(isFurther: true) == "a=")
    #expect(lines.isMore)
    #expect(lines.held == ["param \\", "a=", "seed 2", ""])
    #expect(lines.take(isFurther: false) == "seed 2")
    // What is left says nothing.
    #expect(lines.held == nil)
    #expect(lines.take(isFurther: false) == "")
    #expect(lines.take(isFurther: false) == nil)
  }

  @Test(arguments: [("a\n", 1, false), ("a\nb\n", 3, false), ("a\nb\n", 2, true), ("", 24, false)])
  func pagerIsForWhatDoesNotFit(_ text: String, _ rows: Int, _ expected: Bool) {
    #expect(Pager.isNeeded(for: text, rows: rows) == expected)
    #expect(!Pager.isNeeded(for: text, rows: nil))
  }

  @Test func pagerIsWhatTheEnvironmentSays() {
    #expect(Pager(["TERM": "xterm"]) != nil)
    #expect(Pager(["TERM": "xterm", "PAGER": "more"]) != nil)
    for environment in [
      [:], ["TERM": "dumb"], ["TERM": "xterm", "PAGER": ""], ["TERM": "xterm", "PAGER": "cat"],
      ["TERM": "xterm", "PAGER": "  "], ["TERM": "xterm", "PAGER": "cat "],
    ] {
      #expect(Pager(environment) == nil, "\(environment)")
    }
  }

  @Test func pagerThatIsMissing() throws {
    // As the program does.
    signal(SIGPIPE, SIG_IGN)
    #expect(try #require(Pager(["TERM": "xterm", "PAGER": "exit 127;"])).show("a\n") == false)
    // One that ends before it has read all is no fault.
    let long = String(repeating: "line\n", count: 100_000)
    #expect(try #require(Pager(["TERM": "xterm", "PAGER": "true"])).show(long))
  }
}
