import Foundation
import Language
import NotebookTestSupport
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports

/// `runs`: what it tells of a table, and what it refuses.
@Suite struct RunsTests {
  static let text = """
    method,target,seed,macs,accuracy,seconds,exit,arithmetic
    consensus,50%,1,1000,0.86,1.5,0,fma-3
    consensus,50%,2,1000,0.87,1.5,0,fma-3
    consensus,50%,3,1000,0.88,1.5,0,fma-3
    uniform,50%,1,1010,0.85,1.2,0,fma-3
    uniform,50%,2,1010,0.855,1.2,0,fma-3
    uniform,50%,3,1010,0.871,1.2,0,fma-2
    random,50%,1,1000,0.8,1.5,0,fma-3
    random,50%,2,,,,65,fma-3

    """

  /// A folder with a table of runs.
  static func folder(_ text: String = text) throws -> Scratch {
    let scratch = Scratch()
    try Data(text.utf8).write(to: URL(fileURLWithPath: scratch.file("runs.csv")))
    return scratch
  }

  @Test func groupsAndTheirIntervals() throws {
    let scratch = try Self.folder()
    let report = try Engine().report("runs \(scratch.file(""))")
    #expect(report["runs"] == 7 && report["failed"] == 1)
    let groups = report.rows("groups")
    #expect(groups.map { $0.word("method") } == ["consensus", "uniform", "random"])
    #expect(groups[0].number("n") == 3 && groups[0]["target"] == nil)
    guard case .object(let accuracy)? = groups[0]["accuracy"] else {
      Issue.record("no accuracy")
      return
    }
    #expect(abs(accuracy.number("mean")! - 0.87) < 1e-12)
    #expect(abs(accuracy.number("sd")! - 0.01) < 1e-12)
    // 4.302653 · 0.01 / √3
    #expect(abs(accuracy.number("ci95")! - 0.024_841) < 1e-6)
    let shown = report.shown
    #expect(shown.contains("consensus  3   87.00 %  1.00 %  84.52 % to 89.48 %"), "\(shown)")
    #expect(shown.contains("7 runs; 1 run failed"))
    #expect(shown.contains("runs of several arithmetics: fma-2 (1), fma-3 (7)"))
  }

  @Test func differencesInWords() throws {
    let scratch = try Self.folder()
    let engine = Engine()
    let report = try engine.report("runs \(scratch.file("runs.csv")) against=method:uniform")
    let found = report.rows("differences").filter { $0.word("score") == "accuracy" }
    #expect(found.map { $0.number("pairs") } == [3, 1])
    #expect(abs(found[0].number("mean")! - 0.034 / 3) < 1e-12)
    #expect(found[0].number("ci95_low")! > 0.003 && found[0].number("ci95_high")! < 0.02)
    #expect(found[1]["ci95_low"] == .null)
    let shown = report.shown
    #expect(shown.contains("consensus, accuracy: 1.13 ± "))
    #expect(shown.contains("points above uniform, 3 pairs: the interval excludes zero"))
    #expect(shown.contains("random, accuracy: 1 pair, too few to call a difference (3 at least)"))
    #expect(
      shown.contains("consensus, macs: 10 ± 0 below uniform, 3 pairs: the interval excludes zero"))
    let explained = try engine.report("explain").shown
    #expect(explained.contains("t = 4.303"))
  }

  @Test func rowsThatAreAskedFor() throws {
    let scratch = try Self.folder()
    let report = try Engine().report("runs \(scratch.file("")) by=target where method=uniform")
    #expect(report["runs"] == 3)
    #expect(report.rows("groups").map { $0.word("target") } == ["50%"])
  }

  @Test(arguments: [
    ("", "missing-argument"), ("F by=metod", "unknown-parameter"),
    ("F where", "missing-argument"), ("F where method=none", "bad-value"),
    ("F where metod=uniform", "unknown-parameter"), ("F method=uniform", "unknown-option"),
    ("F against=uniform", "bad-value"), ("F against=method:none", "bad-value"),
    ("F against=metod:uniform", "unknown-parameter"), ("F against=seed:1", "bad-value"),
    ("F against=target:50%", "no-pairs"), ("F to=table.xls", "bad-value"),
    ("F/none", "data-missing"),
  ])
  func mistakes(_ line: String, _ code: String) throws {
    let scratch = try Self.folder()
    let engine = Engine()
    let typed = "runs " + line.replacing("F", with: scratch.file(""))
    let error = try #require(engine.execute(typed)?.diagnostic, "\(typed)")
    #expect(error.code.description == code, "\(typed): \(error.code) \(error.message)")
  }

  @Test(arguments: [
    "", "a,b\n1,2\n", "macs\n", "macs,macs\n1,2\n", "seed,macs\n1\n", "seed,macs\n1,\"\n",
    "seed,macs,exit\n1,,65\n", "seed,macs\n1,nan\n", "\u{0},\u{0}\n",
  ])
  func tablesThatAreRefused(_ text: String) throws {
    let scratch = try Self.folder(text)
    let turn = try #require(Engine().execute("runs \(scratch.file(""))"))
    let error = try #require(turn.diagnostic)
    #expect(error.hint != nil || !error.message.isEmpty)
    #expect(error.code != .internal)
  }

  @Test(arguments: ["csv", "json", "md", "html", "tex"], ["", " against=method:uniform"])
  func files(_ ending: String, _ against: String) throws {
    let scratch = try Self.folder()
    let path = scratch.file("table.\(ending)")
    let line = "runs \(scratch.file("runs.csv")) to=\(path)\(against)"
    let engine = Engine()
    _ = try engine.report(line)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let wanted = [
      "csv": "\"consensus\",\"3\",", "json": "\"method\": \"consensus\"", "md": "| consensus | 3 |",
      "html": "<td>consensus</td><td>3</td>", "tex": "consensus & 3 & ",
    ]
    #expect(text.contains(wanted[ending]!) != (ending == "csv" && !against.isEmpty), "\(text)")
    let differences = [
      "csv": "\n\"consensus\",\"accuracy\",\"0.0113",
      "json": "\"differences\": [", "md": "| consensus | accuracy | 3 | 1.13 ± ",
      "html": "<td>consensus</td><td>accuracy</td><td>3</td><td>1.13 ± ",
      "tex": "consensus & accuracy & 3 & 1.13 $\\pm$ ",
    ]
    #expect(text.contains(differences[ending]!) == !against.isEmpty, "\(text)")
    // Its own file is written again, another's is not.
    _ = try engine.report(line)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    try Data("mine\n".utf8).write(to: URL(fileURLWithPath: path))
    let error = try #require(engine.execute(line)?.diagnostic)
    #expect(error.code.description == "file-exists")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine\n")
  }

  @Test func plots() throws {
    let table =
      Self.text
      + Self.text.split(separator: "\n").dropFirst().map {
        $0.replacing("50%", with: "70%").replacing("0.8", with: "0.7") + "\n"
      }.joined()
    let scratch = try Self.folder(table)
    let engine = Engine()
    let course = try engine.report(
      "plot accuracy runs=\(scratch.file("")) by=target,method")
    #expect(course["runs"] == 14)
    let series = try #require(course.rows("charts").first).rows("series")
    #expect(series.map { $0.word("name") } == ["consensus", "uniform", "random"])
    #expect(series[0]["x"] == .array([.real(0.5), .real(0.7)]))
    #expect(try engine.report("explain").shown.contains("bars"))
    let pareto = try engine.report("plot pareto runs=\(scratch.file("runs.csv"))")
    // There are no joules in it.
    #expect(pareto.rows("charts").map { $0.word("title") } == ["Accuracy against multiply-adds"])
    #expect(
      pareto.rows("charts")[0].rows("series").map { $0.word("name") } == [
        "consensus", "uniform", "random",
      ])
    let svg = scratch.file("runs.svg")
    _ = try engine.report("plot pareto runs=\(scratch.file("")) to=\(svg)")
    #expect(try String(contentsOfFile: svg, encoding: .utf8).contains("</svg>"))
  }

  @Test(arguments: [
    ("plot gates runs=F", "bad-value"), ("plot accuracy runs=F by=method", "nothing-to-plot"),
    ("plot loss runs=F by=target", "nothing-to-plot"), ("plot pareto by=method", "bad-value"),
    ("plot pareto runs=F on=odroid", "bad-value"),
    ("plot pareto runs=F by=none", "unknown-parameter"),
    ("plot pareto runs=F/none", "data-missing"), ("plot psnr runs=F by=target", "nothing-to-plot"),
  ])
  func plotsThatAreRefused(_ line: String, _ code: String) throws {
    let scratch = try Self.folder()
    let typed = line.replacing("F", with: scratch.file(""))
    let error = try #require(Engine().execute(typed)?.diagnostic, "\(typed)")
    #expect(error.code.description == code, "\(typed): \(error.code) \(error.message)")
  }
}
