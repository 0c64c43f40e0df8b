import Foundation
import Language
import NotebookTestSupport
import Plots
import TestSupport
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Reports

@Suite struct PlotTests {
  static let trained = [
    "data moons train=200 test=50 batch=32", "network mlp 8 8 as=dense", "train 3",
  ]
  static let pruned =
    trained + [
      "network mlp 8 8 as=gated", "prune consensus target=30% of=connections", "train 4",
    ]

  private static func charts(_ engine: Engine, _ line: String) throws -> [JSONObject] {
    let turn = try #require(engine.execute(line))
    #expect(turn.diagnostic == nil, "\(line)")
    guard case .array(let charts)? = turn.report?["charts"] else { return [] }
    return charts.compactMap { if case .object(let chart) = $0 { chart } else { nil } }
  }

  private static func series(_ chart: JSONObject) -> [String: [JSONValue]] {
    guard case .array(let series)? = chart["series"] else { return [:] }
    var found: [String: [JSONValue]] = [:]
    for case .object(let one) in series {
      guard case .string(let name)? = one["name"], case .array(let y)? = one["y"] else { continue }
      found[name] = y
    }
    return found
  }

  /// The curves are the epochs' own figures, unrounded.
  @Test func curvesAreTheEpochs() throws {
    let engine = Engine.after(Self.trained)
    let epochs = try #require(engine.workspace.entry?.epochs)
    let loss = Self.series(try Self.charts(engine, "plot loss")[0])
    #expect(loss == ["dense": epochs.map { .real($0.loss) }])
    let accuracy = Self.series(try Self.charts(engine, "plot accuracy")[0])
    #expect(accuracy == ["dense": epochs.map { .real($0.mark.value) }])
  }

  /// An epoch trained in parts is one point, and copies draw no second line.
  @Test func partsOfAnEpochAreOnePoint() throws {
    let engine = Engine.after(
      Self.trained.dropLast() + ["train 10 batches", "train 4 batches", "copy dense as=twin"])
    let epochs = try #require(engine.workspace.networks["dense"]?.epochs)
    #expect(epochs.map(\.batches) == [7, 3, 4])
    let curves = Self.series(try Self.charts(engine, "plot loss")[0])
    #expect(curves.count == 1)
    let mean = (epochs[1].loss * 3 + epochs[2].loss * 4) / 7
    guard case .real(let second)? = curves.values.first?.last else { return }
    #expect(abs(second - mean) < 1e-12)
    #expect(curves.values.first?.count == 2)
  }

  @Test func goalsLeaveTestAccuracy() throws {
    let engine = Engine.after(Self.trained.dropLast() + ["train until accuracy=100% max=3"])
    let curves = Self.series(try Self.charts(engine, "plot accuracy")[0])
    #expect(curves["dense, test"]?.isEmpty == false)
    let found = try #require(engine.execute("evaluate")?.report?["accuracy"])
    #expect(curves["dense, test"]?.last == found)
  }

  /// Each layer's shares add up to all of its gates, and the course ends where the method does.
  @Test func gatesByLayerAndEpoch() throws {
    let engine = Engine.after(Self.pruned)
    let charts = try Self.charts(engine, "plot gates")
    #expect(charts.count == 2)
    guard case .array(let rows)? = charts[0]["rows"] else { return }
    #expect(rows.count == 2)
    for case .object(let row) in rows {
      guard case .array(let values)? = row["values"] else { continue }
      let sum = values.reduce(0.0) { if case .real(let share) = $1 { $0 + share } else { $0 } }
      #expect(abs(sum - 1) < 1e-12)
    }
    let entry = try #require(engine.workspace.entry)
    let method = try #require(entry.method)
    let course = Self.series(charts[1])
    #expect(course["connections removed"]?.count == 4)
    #expect(course["connections removed"]?.last == .real(1 - method.share))
    guard case .real(let asked)? = course["removal asked for"]?.last else { return }
    #expect(abs(asked - (method.request.target ?? 0)) < 1e-12)
    #expect(course["gates in consensus"]?.last == .real(1))
    #expect(entry.epochs.first?.account?["asked"] ?? 1 < 0.3)
    // Compaction takes the gates and leaves their course.
    #expect(engine.execute("compact as=small")?.isSuccess == true)
    #expect(try Self.charts(engine, "plot gates").count == 1)
  }

  /// The layers' joules add up to those of `energy`.
  @Test func energyAddsUp() throws {
    let engine = Engine.after(Self.pruned)
    for device in ["", " on=eyeriss-65nm"] {
      let whole = try #require(engine.execute("energy" + device)?.report)
      let plot = try #require(engine.execute("plot energy" + device)?.report)
      guard case .array(let layers)? = plot["layers"] else { return }
      for (part, key) in [("now", "joules"), ("dense", "dense_joules")] {
        var sum = 0.0
        for case .object(let layer) in layers {
          guard case .object(let energy)? = layer[part], case .real(let joules)? = energy["joules"]
          else { continue }
          sum += joules
        }
        guard case .real(let expected)? = whole[key] else { continue }
        #expect(abs(sum - expected) < 1e-9 * expected, "\(part)\(device)")
        #expect(plot[key] == whole[key])
      }
      #expect(plot["kind"] == "estimated")
    }
    #expect(engine.workspace.networkNames == ["dense", "gated"])
  }

  /// Deep networks keep a bar for the largest layers and one for the rest; JSON keeps all.
  @Test func manyLayersAreAddedUp() throws {
    let engine = Engine.after(["network resnet56 width=0.25 input=3x8x8 classes=4"])
    let report = try #require(engine.execute("plot energy")?.report)
    guard case .array(let charts)? = report["charts"], case .object(let chart) = charts[0],
      case .array(let rows)? = chart["rows"], case .array(let layers)? = report["layers"],
      case .object(let last)? = rows.last
    else { return }
    #expect(rows.count == 20 && layers.count > 50)
    #expect(last["label"] == .string("\(layers.count - 19) others"))
  }

  @Test func paretoSaysWhoIsDominated() throws {
    let all = [(0.9, 10.0), (0.8, 5), (0.8, 6), (0.9, 10), (0.95, 20), (0.7, 4)].enumerated().map {
      ParetoPlot.Candidate(
        name: "\($0)", mark: Mark(Classify().scores[0], $1.0), macs: $1.1, joules: -$1.1)
    }
    #expect(
      all.map { ParetoPlot.isOnFront($0, \.macs, among: all) }
        == [true, true, false, true, true, true])
    #expect(
      all.map { ParetoPlot.isOnFront($0, \.joules, among: all) }
        == [false, false, false, false, true, false])
  }

  /// A point for each product, and below them the roofs of direct sums and of minimal filtering.
  @Test func roofline() throws {
    let engine = Engine.after(["network convnet width=0.1"])
    let report = try #require(engine.execute("plot roofline batch=16")?.report)
    guard case .array(let charts)? = report["charts"], case .object(let chart) = charts[0],
      case .array(let series)? = chart["series"]
    else { return }
    let counts = series.map { one -> Int in
      guard case .object(let one) = one, case .array(let x)? = one["x"] else { return 0 }
      return x.count
    }
    #expect(counts == [4, 3, 4, 3, 3])
    #expect(
      engine.execute("plot energy batch=16")?.diagnostic?.hint
        == "leave it out: energy does not depend on a batch")
    #expect(
      Engine.after(["network new input=1x4x4", "add relu"]).execute("plot roofline")?.diagnostic?
        .code == "nothing-to-plot")
  }

  @Test func paretoEvaluates() throws {
    let engine = Engine.after(
      Self.pruned + ["network mlp 4 as=fresh", "network mlp 4 input=7 as=foreign", "use dense"])
    let accuracy = try #require(engine.execute("evaluate")?.report?["accuracy"])
    let report = try #require(engine.execute("plot pareto")?.report)
    guard case .array(let networks)? = report["networks"], case .object(let dense) = networks[0]
    else { return }
    #expect(networks.count == 2)
    #expect(dense["accuracy"] == accuracy)
    #expect(dense["macs"] == engine.execute("flops")?.report?["macs"])
    guard case .array(let remarks)? = report["remarks"] else { return }
    #expect(remarks.count == 2)
  }

  /// A network has one colour in all charts, whatever is built, used, renamed or dropped since.
  @Test func coloursKeepTheirMeaning() throws {
    func places(_ engine: Engine, _ line: String) throws -> [String: Int] {
      let report = try #require(engine.execute(line)?.report, "\(line)")
      var found: [String: Int] = [:]
      for case .plot(let chart) in report.blocks.map(\.content) {
        guard case .plane(_, _, let series) = chart.body else { continue }
        for one in series where one.form != .guide {
          found[String(one.name.prefix { $0 != " " && $0 != "," })] = try #require(one.place)
        }
      }
      return found
    }
    let engine = Engine.after(Self.trained)
    #expect(try places(engine, "plot loss") == ["dense": 0])
    engine.run(["network mlp 4 as=a", "train 1"])
    for line in ["plot loss", "plot accuracy", "plot pareto"] {
      #expect(try places(engine, line) == ["dense": 0, "a": 1], "\(line)")
    }
    engine.run(["use dense", "rename a as=z", "network mlp 3 as=b", "train 1", "use z"])
    for line in ["plot pareto", "plot loss"] {
      #expect(try places(engine, line) == ["dense": 0, "z": 1, "b": 2], "\(line)")
    }
  }

  /// Wilson's interval: 81 of 263 is 0.2553 … 0.3662 (Newcombe, Statistics in Medicine 17, 1998).
  @Test func paretoDrawsTheTestSetsUncertainty() throws {
    let mark = Mark(Classify().scores[0], 81.0 / 263)
    let interval = try #require(mark.interval(of: 263))
    #expect(abs(interval.lowerBound - 0.2553) < 5e-4 && abs(interval.upperBound - 0.3662) < 5e-4)
    #expect(Mark(Classify().scores[0], 1).interval(of: 100)?.upperBound == 1)
    #expect(Mark(Classify().scores[0], 0).interval(of: 100)?.lowerBound == 0)
    #expect(mark.interval(of: 0) == nil)
    #expect(Mark(Reconstruct().scores[0], 20).interval(of: 100) == nil)
    let report = try #require(Engine.after(Self.trained).execute("plot pareto")?.report)
    guard case .array(let networks)? = report["networks"], case .object(let dense) = networks[0],
      case .real(let accuracy)? = dense["accuracy"],
      case .array(let ends)? = dense["accuracy_interval"], case .real(let low) = ends[0]
    else {
      Issue.record("no interval")
      return
    }
    #expect(low < accuracy)
    for case .plot(let chart) in report.blocks.map(\.content) {
      guard case .plane(_, let y, let series) = chart.body else { continue }
      #expect(series[0].points[0].interval?.lowerBound == low)
      #expect(y.source == "test images, bars: 95 %")
    }
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let before: [String]
    let line: String
    let code: Diagnostic.Code
    var testDescription: String { line }
  }

  static let mistakes = [
    Mistake(before: [], line: "plot loss", code: .noNetwork),
    Mistake(before: [], line: "plot gates", code: .noNetwork),
    Mistake(before: [], line: "plot energy", code: .noNetwork),
    Mistake(before: [], line: "plot pareto", code: .noNetwork),
    Mistake(before: trained.dropLast(), line: "plot loss", code: "nothing-to-plot"),
    Mistake(before: trained.dropLast(), line: "plot accuracy", code: "nothing-to-plot"),
    Mistake(before: trained.dropLast(), line: "plot pareto", code: "nothing-to-plot"),
    Mistake(before: ["network new input=4"], line: "plot energy", code: "nothing-to-plot"),
    Mistake(before: ["network mlp 4"], line: "plot pareto", code: .noData),
    Mistake(before: trained, line: "plot gates", code: "no-gates"),
    Mistake(before: trained, line: "plot loss on=eyeriss-65nm", code: .badValue),
    Mistake(before: trained, line: "plot loss to=x.pdf", code: .badValue),
    Mistake(before: trained, line: "plot loss to=x", code: .badValue),
    Mistake(before: trained, line: "plot loss to=/no/such/folder/x.svg", code: .cannotWrite),
    Mistake(before: trained, line: "plot loss to=/proc/x.png", code: .cannotWrite),
    Mistake(before: trained, line: "plot losses", code: .badValue),
  ]

  @Test(arguments: mistakes) func mistakesPointAtAWayOut(_ mistake: Mistake) throws {
    let engine = Engine.after(Array(mistake.before))
    let error = try #require(engine.execute(mistake.line)?.diagnostic)
    #expect(error.code == mistake.code, "\(error.message)")
    #expect(error.span != nil)
    if error.code != .cannotWrite { #expect(error.hint != nil, "\(error.message)") }
  }

  @Test(arguments: ["svg", "png"]) func filesAreWrittenWhole(_ ending: String) throws {
    let scratch = Scratch()
    let path = scratch.file("a.\(ending)")
    let engine = Engine.after(Self.trained)
    for _ in 0..<2 {
      let report = try #require(engine.execute("plot loss to=\(path)")?.report)
      #expect(report["file"] == .string(path))
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count > 1000)
    let stranger = scratch.file("b.\(ending)", "a letter")
    #expect(engine.execute("plot loss to=\(stranger)")?.diagnostic?.code == "file-exists")
    #expect(scratch.read("b.\(ending)") == "a letter")
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
    #expect(names == ["a.\(ending)", "b.\(ending)"])
  }

  /// Charts stand under `~`, at one width, and a check neither compares nor writes them.
  @Test func sessionsKeepCharts() throws {
    let scratch = Scratch()
    let path = scratch.file("a.svg")
    let engine = Engine.after(Self.trained + ["plot loss to=\(path)"])
    let cell = try #require(engine.sessionFile.cells.last)
    #expect(cell.lines(.reproducible) == ["training loss by epoch: dense"])
    let kept = cell.lines(.volatile)
    #expect(kept.contains { $0.contains("●") } && kept.last == "file \(path)")
    #expect(kept.allSatisfy { DisplayWidth.of($0) <= max(72, "file \(path)".count) })
    try FileManager.default.removeItem(atPath: path)
    var configuration = EngineConfiguration()
    configuration.writesFiles = false
    let check = Engine(configuration: configuration)
    for line in Self.trained + ["plot loss to=\(path)"] {
      #expect(check.execute(line)?.isSuccess == true)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test(arguments: [20, 40, 80, 120]) func screens(_ width: Int) throws {
    let engine = Engine.after(Self.pruned)
    for line in ["plot gates", "plot loss", "plot accuracy", "plot energy", "plot pareto"] {
      let report = try #require(engine.execute(line)?.report)
      let plain = TextRenderer(width: width).text(report)
      for line in plain.split(separator: "\n") {
        #expect(DisplayWidth.of(line) <= width, "\(line)")
      }
      let coloured = TextRenderer(width: width, colour: Colour(isOn: true)).text(report)
      #expect(coloured.contains("\u{1B}[38;5;32m"))
      #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }
  }

  /// What the epochs say of gates outlives saving.
  @Test func courseIsSaved() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let engine = Engine.after(Self.pruned + ["save \(path)"])
    let before = try Self.charts(engine, "plot gates")
    let other = Engine()
    #expect(other.execute("open \(path)")?.report?["restored"] == true)
    #expect(try Self.charts(other, "plot gates") == before)
  }
}
