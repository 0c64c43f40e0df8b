import Costs
import Language
import Pruning
import Testing

@testable import Notebook
@testable import Reports

/// `prune … of=joules on=DEVICE`: every command speaks of the asked joules.
@Suite struct JoulesTargetTests {
  static let images = ["data shapes train=128 test=40 batch=16", "network convnet width=0.5"]
  static let pruned = "prune consensus target=40% of=joules on=eyeriss-65nm batch=8"

  @Test func pruneSaysWhatItCounts() throws {
    let engine = Engine.after(Self.images)
    let dense = try engine.report("energy on=eyeriss-65nm batch=8")
    let report = try engine.report(Self.pruned)
    #expect(report["of"] == "joules")
    #expect(report["unit"] == "J")
    #expect(report["device"] == "eyeriss-65nm")
    #expect(report["batch"] == .integer(8))
    #expect(report["target"] == .real(0.4))
    guard case .real(let joules)? = dense["joules"] else {
      Issue.record("no joules")
      return
    }
    let amount = NumberFormat.quantity(joules, "J")
    #expect(
      report.shown.contains(
        "remove 40.0 % of \(amount) an image on eyeriss-65nm at batch 8, polarize=hard"))
    #expect(try engine.report("prune")["device"] == "eyeriss-65nm")
  }

  @Test func devicesHaveADefault() throws {
    let report = try Engine.after(Self.images).report("prune consensus target=30% of=joules")
    #expect(report["device"] == .string(DeviceCatalog.standard.name))
    #expect(report["batch"] == .integer(1))
    #expect(report.shown.contains("an image on horowitz-45nm, polarize"))
  }

  @Test func countsSayTheirUnit() throws {
    let engine = Engine.after(Self.images)
    #expect(try engine.report("prune consensus target=30%")["unit"] == "multiply-adds")
    let report = try engine.report("prune consensus target=30% of=connections")
    #expect(report["unit"] == "connections" && report["device"] == nil)
  }

  /// Below the target by half a step of the last channel at most, in the network that is left.
  @Test func compactMeetsIt() throws {
    let engine = Engine.after(Self.images + [Self.pruned, "train 30"])
    let train = try #require(engine.lastAnswer?.report)
    #expect(train["of"] == "joules" && train["device"] == "eyeriss-65nm")
    #expect(train.shown.contains("target 40.0 % of joules on eyeriss-65nm at batch 8"))
    let report = try engine.report("compact as=small")
    guard case .real(let achieved)? = report["achieved"],
      case .real(let joules)? = report["joules"],
      case .real(let before)? = report["joules_before"]
    else {
      Issue.record("no joules")
      return
    }
    #expect(abs(achieved - 0.4) <= 0.02)
    #expect(abs(1 - joules / before - achieved) < 1e-12)
    #expect(report["kind"] == "estimated" && report["batch"] == .integer(8))
    #expect(report.shown.contains("of joules on eyeriss-65nm at batch 8, achieved"))
    #expect(report.shown.contains("joules (estimated)"))
    // ‘energy’ on the same device says the same.
    let energy = try engine.report("energy on=eyeriss-65nm batch=8")
    #expect(energy["joules"] == report["joules"])
    #expect(energy["dense_joules"] == report["joules_before"])
    #expect(energy["saved"] == report["achieved"])
  }

  /// Counts have no rows of joules.
  @Test func otherCompactionsAreAsBefore() throws {
    let engine = Engine.after(Self.images + ["prune consensus target=40%", "train 4"])
    let report = try engine.report("compact")
    #expect(report["of"] == "macs" && report["unit"] == "multiply-adds")
    #expect(report["joules"] == nil && !report.shown.contains("joules"))
  }

  /// At any time by projection, in the static network that every command tells of.
  @Test func theProjectionMeetsIt() throws {
    let engine = Engine.after(Self.images + [Self.pruned + " over=30", "train 9"])
    guard
      case .real(let saved)? = try engine.report("energy on=eyeriss-65nm batch=8")["saved"]
    else {
      Issue.record("nothing saved")
      return
    }
    #expect(abs(saved - 0.4) <= 0.02)
    #expect(try engine.report("compact")["achieved"] == .real(saved))
  }

  @Test(arguments: [
    ("prune consensus target=50% of=macs on=server-cpu", "on=server-cpu"),
    ("prune consensus target=50% on=server-cpu", "on=server-cpu"),
    ("prune consensus target=50% of=connections batch=8", "batch=8"),
    ("prune consensus target=50% of=joules on=abacus", "abacus"),
    ("prune consensus target=50% of=joules batch=0", "0"),
    ("prune consensus target=50% of=watts", "watts"),
  ])
  func placesAreChecked(_ line: String, _ word: String) throws {
    let engine = Engine.after(Self.images)
    let error = try #require(engine.execute(line)?.diagnostic)
    #expect(error.code == .badValue)
    let typed = try #require(error.span).text(in: line)
    #expect(word.contains(typed) || typed.contains(word), "\(typed)")
    #expect(error.hint != nil || error.message.contains(": expected "))
    #expect(
      engine.workspace.entry?.method == nil && engine.workspace.entry?.network.hasGates == false)
  }

  /// On a server a small network is little but launches; the figure that is named can be typed.
  @Test func unreachableTargets() throws {
    let engine = Engine.after(Self.images)
    let line = "prune consensus target=90% of=joules on=server-cpu"
    let error = try #require(engine.execute(line)?.diagnostic)
    #expect(error.code == "target-unreachable")
    #expect(error.message.contains("of the joules on server-cpu"))
    #expect(error.hint?.contains("static power while layers start and run") == true)
    #expect(error.hint?.contains("batch=") == true)
    #expect(
      engine.workspace.entry?.method == nil && engine.workspace.entry?.network.hasGates == false)
    let figure = try #require(
      error.message.split(separator: " ").first { $0.contains(".") && Double($0) != nil })
    let largest = try #require(Double(figure))
    #expect(largest < 60)
    let again = "prune consensus of=joules on=server-cpu target="
    #expect(engine.execute(again + "\(largest + 0.2)%")?.diagnostic?.code == "target-unreachable")
    #expect(engine.execute(again + "\(largest)%")?.diagnostic == nil)
  }

  @Test func undoAndRedo() throws {
    let engine = Engine.after(Self.images + ["prune consensus target=20%", Self.pruned])
    let asked = try #require(engine.workspace.entry?.method?.request)
    #expect(engine.execute("undo")?.isSuccess == true)
    #expect(engine.workspace.entry?.method?.request.cost == .macs)
    #expect(engine.execute("redo")?.isSuccess == true)
    #expect(engine.workspace.entry?.method?.request == asked && asked.cost.name == "joules")
  }

  /// A batch is no batch of training, and `prune off` forgets the device.
  @Test func otherDevicesReplaceIt() throws {
    let engine = Engine.after(Self.images + [Self.pruned + " over=30", "train 1"])
    #expect(engine.execute("prune consensus target=20% of=joules on=edge-int8")?.isSuccess == true)
    #expect(try engine.report("prune")["device"] == "edge-int8")
    #expect(engine.execute("prune off")?.isSuccess == true)
    #expect(try engine.report("prune")["method"] == .null)
  }

  @Test func helpTeachesIt() throws {
    let all = try Engine().report("help prune").shown
    #expect(all.contains("static power") && all.contains("help prune consensus"))
    let shown = try Engine().report("help prune consensus").shown
    for word in ["of=connections|macs|joules", "on=NAME", "batch=N", "source:"] {
      #expect(shown.lowercased().contains(word.lowercased()), "\(word)")
    }
  }
}
