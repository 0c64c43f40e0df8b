import Costs
import Foundation
import TestSupport
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Sessions
@testable import Workspaces

/// Measured joules, assumed joules, carbon and what they are worth beside the estimate.
@Suite struct MeasuringTests {
  /// A powercap tree whose counter moves while it is read.
  final class Tree {
    let scratch = Scratch()
    private let thread: Thread?

    /// - Parameter watts: of the package, in ten-millisecond steps; nil for a counter that stands
    ///   still.
    init(watts: Double?) {
      let folder = scratch.path + "/intel-rapl:0"
      try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for (name, text) in [
        ("name", "package-0\n"), ("max_energy_range_uj", "1000000000\n"), ("energy_uj", "0\n"),
      ] {
        try? text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
      }
      guard let watts else {
        thread = nil
        return
      }
      let moving = Thread {
        var count = 0.0
        while !Thread.current.isCancelled {
          count += watts * 0.01 * 1e6
          try? "\(Int(count) % 1_000_000_000)\n".write(
            toFile: folder + "/energy_uj", atomically: true, encoding: .utf8)
          Thread.sleep(forTimeInterval: 0.01)
        }
      }
      moving.start()
      thread = moving
    }

    deinit { thread?.cancel() }
  }

  private static let points = ["data moons train=64 test=20", "network mlp 8 8 as=dense"]
  private static let cut = points + ["gate attach *", "gate set fc1[0-3] off"]

  private static func meter(_ value: JSONValue?) throws -> JSONObject {
    guard case .object(let object)? = value else { throw CocoaError(.coderValueNotFound) }
    return object
  }

  @Test func aTrainingIsMeasured() throws {
    let tree = Tree(watts: 100)
    let engine = Engine.after(
      [
        "data moons train=4000 test=20", "network mlp 64 64", "set powercap=\(tree.scratch.path)",
        "set watts=500 idle=1",
      ])
    // Long enough for a counter that moves every ten milliseconds.
    let report = try #require(engine.execute("train 20")?.report)
    let meter = try Self.meter(report["meter"])
    #expect(meter["kind"] == "measured")
    #expect(meter["source"] == "RAPL package-0, less 1.0 W idle")
    #expect((meter.number("joules") ?? 0) > 0)
    #expect((meter.number("uncertainty") ?? 0) > 0)
    #expect(meter.number("idle_watts") == 1)
    let lines = RecordingText.lines(report)
    let took = try #require(lines.first { $0.text.hasPrefix("took ") })
    #expect(took.kind == .volatile && took.text.contains(" ± "))
    #expect(took.text.contains("(measured, RAPL package-0, less 1.0 W idle)"))
  }

  @Test func aCounterThatDoesNotTell() throws {
    let tree = Tree(watts: nil)
    let engine = Engine.after(
      Self.points + ["set powercap=\(tree.scratch.path)", "set watts=500 idle=1"])
    let meter = try Self.meter(try #require(engine.execute("train 1")?.report)["meter"])
    #expect(meter["joules"] == .null && meter["kind"] == "measured")
    #expect((meter.number("below") ?? 0) > 0)
    let report = try #require(engine.execute("energy")?.report)
    #expect(try Self.meter(report["meter"])["joules"] == .null)
    #expect(report.shown.contains("here: below resolution"))
    // The estimate stands as before.
    #expect(report["kind"] == "estimated" && report["joules"] != nil)
  }

  @Test func whatCannotBeReadIsSaidWithTheWayOut() throws {
    let tree = Tree(watts: nil)
    let file = tree.scratch.path + "/intel-rapl:0/energy_uj"
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
    let engine = Engine.after(Self.points)
    let turn = try #require(engine.execute("set powercap=\(tree.scratch.path)"))
    #expect(turn.warnings.contains { $0.contains("only root may") && $0.contains("chmod a+r") })
    let report = try #require(engine.execute("train 1")?.report)
    let meter = try Self.meter(report["meter"])
    #expect(meter["kind"] == "assumed" && meter["source"] == "time × 7.5 W")
    #expect(meter.word("problem")?.contains("cannot be read") == true)
    let lines = RecordingText.lines(report)
    #expect(lines.contains { $0.kind == .volatile && $0.text.contains("chmod a+r") })
  }

  /// Does something to a tree of counters at the end of each epoch, before it is read.
  private final class Meddler: ProgressSink {
    private let meddle: (Int) -> Void
    private var epochs = 0

    init(_ meddle: @escaping (Int) -> Void) { self.meddle = meddle }

    func update(_ progress: Workspaces.Progress) {}
    func milestone(_ line: String) {
      epochs += 1
      meddle(epochs)
    }
    func clear() {}
  }

  /// A counter that is set back, goes away, comes back: each row has its time, and the joules that
  /// are known; the whole is assumed, and says why.
  @Test func theLogGoesOnAfterACounterFailed() throws {
    let scratch = Scratch()
    let tree = FakePowercap()
    let zone = "intel-rapl:0"
    try tree.zone(zone, "package-0", 30_000_000_000, range: 65_532_610_987)
    let engine = Engine.after([
      "data moons train=20000 test=20 batch=16", "network mlp 64 64",
      "set powercap=\(tree.folder) idle=1 watts=50", "log \(scratch.file("e.csv"))",
    ])
    let joules: [UInt64?] = [30_005, 0, 7, nil, 20, 28]
    engine.progress = Meddler { epoch in
      if let joules = joules[epoch - 1] {
        try? tree.set(zone, joules * 1_000_000)
      } else {
        try? tree.remove(zone)
      }
    }
    let report = try engine.report("train 6")
    let rows = scratch.read("e.csv").split(separator: "\n").map { Self.fields(String($0)) }
    func column(_ name: String) throws -> [String] {
      let place = try #require(rows[0].firstIndex(of: name))
      return rows.dropFirst().map { $0[place] }
    }
    let energy = try column("energy_consumed").map { Double($0).map { ($0 * 3.6e6).rounded() } }
    #expect(energy == [5, nil, 7, nil, nil, 8])
    #expect(try column("energy_kind") == ["measured", "", "measured", "", "", "measured"])
    #expect(try column("duration").allSatisfy { Double($0) ?? 0 > 0 })
    let meter = try Self.meter(report["meter"])
    #expect(meter["kind"] == "assumed")
    #expect(meter.word("source")?.hasPrefix("time × 50.0 W") == true)
    #expect(meter.word("problem")?.contains("jumped") == true)
    let seconds = try #require(report.values.number("seconds"))
    #expect(abs((meter.number("joules") ?? 0) / seconds - 50) < 1e-6)
    let whole = try column("duration").compactMap { Double($0) }.reduce(0, +)
    #expect(whole <= seconds)
  }

  @Test func inferencesAreMeasured() throws {
    let tree = Tree(watts: 200)
    let engine = Engine.after(
      Self.cut + ["set powercap=\(tree.scratch.path)", "set watts=500 idle=1"])
    let report = try #require(engine.execute("energy")?.report)
    let meter = try Self.meter(report["meter"])
    #expect(meter["kind"] == "measured" && (meter.number("joules") ?? 0) > 0)
    guard case .object(let cuts)? = report["cuts"] else {
      Issue.record("no cuts")
      return
    }
    #expect(cuts.keys == ["macs", "joules", "seconds", "measured_joules"])
    #expect(
      cuts.keys.map { (try? Self.meter(cuts[$0]))?.word("kind") }
        == ["counted", "estimated", "measured", "measured"])
    let shown = RecordingText.lines(report)
    #expect(shown.contains { $0.kind == .volatile && $0.text.hasPrefix("the gap: ") })
  }

  @Test(arguments: ["compact as=small", "energy"])
  func cutsStandSideBySide(_ line: String) throws {
    let engine = Engine.after(Self.cut)
    let report = try #require(engine.execute(line)?.report)
    guard case .object(let cuts)? = report["cuts"], case .object(let macs)? = cuts["macs"],
      case .object(let joules)? = cuts["joules"]
    else {
      Issue.record("no cuts")
      return
    }
    // 16 + 64 + 16 products of 2-8-8-2; four of the first eight neurons leave: 8 + 32 + 16.
    #expect(abs((macs.number("share") ?? 0) - 40.0 / 96) < 1e-12)
    let gap = (macs.number("share") ?? 0) - (joules.number("share") ?? 0)
    #expect(joules.number("gap") == gap)
    #expect(joules["kind"] == "estimated" && joules["source"] == "horowitz-45nm")
    #expect(cuts["seconds"] != nil && cuts["measured_joules"] == nil)
  }

  @Test func comparedNetworksNameKindAndSource() throws {
    let engine = Engine.after(Self.cut + ["compact as=half"])
    let report = try #require(engine.execute("compare dense half")?.report)
    for name in ["dense", "half"] {
      guard case .object(let side)? = report[name] else {
        Issue.record("no \(name)")
        return
      }
      #expect(side["kind"] == "estimated")
      #expect(side.word("source")?.contains("horowitz-45nm") == true)
      #expect(try Self.meter(side["meter"])["kind"] == "assumed")
    }
    #expect(report.shown.contains("cut against dense"))
  }

  /// The dense network is known after it was dropped too.
  @Test func aPrunedNetworkWithoutItsDenseOne() throws {
    let engine = Engine.after(Self.cut + ["compact as=small", "drop dense"])
    let report = try #require(engine.execute("energy")?.report)
    guard case .object(let cuts)? = report["cuts"] else {
      Issue.record("no cuts")
      return
    }
    #expect(cuts.keys == ["macs", "joules", "seconds"])
  }

  @Test func calibration() throws {
    let engine = Engine.after(Self.points)
    let asked = try #require(engine.execute("energy calibrate"))
    // Without a counter the power stays what it was, so that sessions replay.
    #expect(asked.isSuccess && asked.warnings.contains { $0.contains("watts=65") })
    let given = "energy calibrate watts=65 idle=12 source=\"socket meter\""
    let report = try #require(engine.execute(given)?.report)
    #expect(report["watts"] == .real(65) && report["kind"] == "assumed")
    #expect(RecordingText.lines(report).allSatisfy { $0.kind == .volatile })
    #expect(try engine.report("show").shown.contains("socket meter"))
    let meter = try Self.meter(try #require(engine.execute("train 1")?.report)["meter"])
    #expect(meter["source"] == "time × 65.0 W, socket meter, less 12.0 W idle")
    let seconds = try #require(engine.lastAnswer?.number("seconds"))
    #expect(abs((meter.number("joules") ?? 0) / seconds - 53) < 5)
    #expect(engine.execute("undo 2")?.isSuccess == true)
    #expect(engine.workspace.settings["watts"] == nil)
  }

  @Test func calibrationByTheMeter() throws {
    let tree = Tree(watts: 100)
    let engine = Engine.after(["set powercap=\(tree.scratch.path)"])
    // A counter that moves as fast at rest as under load tells no difference, give or take.
    let turn = try #require(engine.execute("energy calibrate"))
    if let report = turn.report {
      #expect(report["kind"] == "measured")
      #expect(engine.workspace.settings["source"] == "measured, RAPL package-0")
    } else {
      #expect(turn.diagnostic?.code == "below-resolution")
      #expect(engine.workspace.settings["watts"] == nil)
    }
  }

  @Test(arguments: [
    "energy calibrate watts=-5", "energy calibrate watts=0", "energy calibrate watts=1e7",
    "energy calibrate watts=65 idle=70", "energy calibrate idle=-1", "energy calibrate source=x",
    "energy calibrate watts=nan", "set watts=-1", "set watts=0", "set idle=8", "set grid=atlantis",
    "carbon grid=atlantis", "carbon intensity=-1", "carbon intensity=1e9",
    "carbon grid=world-2022 intensity=5", "energy epochs=3", "energy break-even epochs=3",
    "energy training epochs=0", "energy break-even batch=2",
  ])
  func refusals(_ line: String) throws {
    let engine = Engine.after(Self.points)
    let error = try #require(engine.execute(line)?.diagnostic, "\(line)")
    #expect(error.span != nil, "\(line)")
    #expect(engine.workspace.settings.isEmpty, "\(line)")
  }

  @Test func anUnknownGridIsGuessed() throws {
    let engine = Engine.after(Self.points)
    #expect(engine.execute("carbon grid=germnay")?.diagnostic?.hint?.contains("germany") == true)
    #expect(engine.execute("set grid=germnay-2023")?.diagnostic?.hint?.contains("germany") == true)
  }

  @Test func carbonIsJoulesTimesIntensity() throws {
    let engine = Engine.after(Self.points + ["train 2"])
    let report = try #require(engine.execute("carbon intensity=360")?.report)
    let joules = try #require(engine.lastAnswer?.number("joules"))
    #expect(abs((engine.lastAnswer?.number("grams") ?? 0) - joules * 1e-4) <= joules * 1e-12)
    #expect(report.shown.contains("assumed: electricity of given, 360 g CO2e/kWh"))
    #expect(report["kind"] == "estimated" && report["assumption"] != nil)
    let chosen = Engine.after(Self.points + ["set grid=france-2023"])
    let other = try #require(chosen.execute("carbon")?.report)
    #expect(other.shown.contains("france-2023, 56 g CO2e/kWh"))
    #expect(try Self.meter(other["grid"])["kind"] == "assumed")
  }

  @Test func forecastAndBreakEven() throws {
    let engine = Engine.after(Self.points + ["train 2", "energy training epochs=4"])
    let spent = try #require(engine.lastAnswer?.number("joules"))
    let ahead = try #require(engine.lastAnswer?.number("forecast", "joules"))
    // The same network and batches: four epochs cost twice what two did.
    #expect(abs(ahead / spent - 2) < 1e-9)
    _ = engine.execute("energy break-even")
    #expect(engine.lastAnswer?.number("saved_per_thousand") == 0)
    #expect(engine.lastAnswer?.report["training_back"] == .null)
    for line in ["gate attach *", "gate set fc1[0-3] off", "energy break-even"] {
      #expect(engine.execute(line)?.isSuccess == true)
    }
    let saved = try #require(engine.lastAnswer?.number("saved_per_thousand"))
    let back = try #require(engine.lastAnswer?.number("training_back"))
    #expect(saved > 0 && (back - spent / saved * 1000).magnitude <= 1)
  }

  @Test func aRunThatEndsByItsJoulesSaysHowLongTheyLast() throws {
    let engine = Engine.after(Self.points)
    let sink = Lines()
    engine.progress = sink
    let turn = try #require(engine.execute("train until energy=30uJ"))
    let report = try #require(turn.report, "\(turn.diagnostic?.message ?? "")")
    #expect(report["goal_reached"] == true)
    let forecast = try #require(sink.lines.first)
    #expect(forecast.contains("last about ") && forecast.contains("(estimated)"))
    guard case .array(let epochs)? = report["epochs"] else { return }
    #expect(forecast.contains("about \(epochs.count) epoch"))
  }

  @Test func aShortRunHasNoForecast() {
    let engine = Engine.after(Self.points)
    let sink = Lines()
    engine.progress = sink
    #expect(engine.execute("train 1")?.isSuccess == true)
    #expect(sink.lines.allSatisfy { !$0.contains("estimated") })
  }

  private final class Lines: ProgressSink {
    var lines: [String] = []
    func update(_ progress: Workspaces.Progress) {}
    func milestone(_ line: String) { lines.append(line) }
    func clear() {}
  }

  /// Fields of a line; a comma within quotes parts none.
  private static func fields(_ line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  @Test func theLogHasEnergyColumns() throws {
    let scratch = Scratch()
    let path = scratch.file("epochs.csv")
    _ = Engine.after(
      Self.points + ["set grid=france-2023", "set watts=50", "log \(path)", "train 2"])
    let rows = scratch.read("epochs.csv").split(separator: "\n").map { Self.fields(String($0)) }
    #expect(rows.count == 3 && rows.allSatisfy { $0.count == EpochLog.columns(Classify()).count })
    for row in rows.dropFirst() {
      let value = Dictionary(uniqueKeysWithValues: zip(rows[0], row))
      func number(_ key: String) throws -> Double { try #require(Double(value[key] ?? "")) }
      let energy = try number("energy_consumed")
      #expect(abs(energy * 3.6e6 / (try number("duration")) - 50) < 1e-6)
      #expect(abs((try number("emissions")) - energy * 0.056) < 1e-15)
      #expect(abs((try number("cpu_power")) - 50) < 1e-6)
      #expect(try number("cpu_energy") == energy)
      #expect(value["ram_energy"] == "" && value["energy_kind"] == "assumed")
      #expect(value["grid"] == "france-2023")
      #expect(try number("training_joules") > 0)
    }
  }
}
