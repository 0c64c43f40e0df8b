import Costs
import Foundation
import Language
import Tensors
import Testing

@testable import Notebook
@testable import Reports
@testable import Workspaces

/// `devices`, `energy on=` and the machine at hand, as they are typed.
@Suite struct DeviceCommandTests {
  @Test func theListSaysSourcesAndWhatIsLeftOut() throws {
    let report = try Engine().report("devices")
    let profiles = report.rows("profiles")
    #expect(profiles.compactMap { $0.word("name") } == DeviceChoice.names)
    #expect(report["default"] == "horowitz-45nm")
    let shown = report.shown
    for profile in profiles {
      let leavesOut = try #require(profile.word("leaves_out"))
      #expect(shown.contains(leavesOut))
      #expect(profile["sources"] != nil)
    }
    #expect(shown.contains("Han et al., EIE, ISCA 2016"))
    #expect(shown.contains("superseded: eyeriss-65nm by eyeriss-65nm-array, microcontroller by"))
    // The table is one block on a screen of 80 columns.
    let narrow = TextRenderer(width: 80).text(report).split(separator: "\n")
    let row = try #require(narrow.first { $0.hasPrefix("raspberry-pi-4-fp32") })
    #expect(row.contains("10 %") && row.contains("board"))
  }

  /// What a channel is worth, and what has to come back, have the error of a saved share.
  @Test(arguments: ["why fc1[0]", "what-if fc1[0] off"])
  func aSmallSavingIsWithinTheError(_ line: String) throws {
    let engine = Engine.after(["network mlp 30 input=40 classes=2"])
    let report = try engine.report("\(line) on=raspberry-pi-4-fp32")
    #expect(report.shown.contains("points, within the model's error"))
    let uncertainty = try #require(report.values.number("saved_uncertainty"))
    #expect(uncertainty > 0 && uncertainty < 0.2)
    // Recorded sessions hold the answers of the default, which has none.
    let bare = try engine.report(line)
    #expect(bare["saved_uncertainty"] == .null && !bare.shown.contains("±"))
  }

  /// Joules of a training have an error where trainings were measured, and none elsewhere.
  @Test func trainingsWithTheirErrors() throws {
    let engine = Engine.after(["data moons", "network mlp 8", "train 1"])
    let measured = try engine.report("energy training epochs=2 on=rtx-6000-training")
    let error = try #require(DeviceCatalog.find("rtx-6000-training")?.accuracy?.uncertainty)
    #expect(measured.values.number("uncertainty") == error)
    #expect(measured["extrapolated"] == true)
    #expect(measured.shown.contains("± 7.6 % (of larger trainings)"))
    #expect(measured.shown.contains("smaller than any training that was measured"))
    let other = try engine.report("energy training epochs=2 on=raspberry-pi-4-fp32")
    #expect(other["uncertainty"] == .null && other["extrapolated"] == nil)
    #expect(!other.shown.contains("±"))
  }

  /// What comes once in a training is forecast once, before any of it was trained.
  @Test func theStartIsForecastOnce() throws {
    let engine = Engine.after(["data moons", "network mlp 8"])
    func forecast(_ epochs: Int) throws -> Double {
      let report = try engine.report("energy training epochs=\(epochs) on=rtx-6000-training")
      guard case .object(let forecast)? = report["forecast"] else { return .nan }
      return try #require(forecast.number("joules"))
    }
    let (one, two, three) = (try forecast(1), try forecast(2), try forecast(3))
    #expect(abs((three - two) - (two - one)) < 1e-9 * three)
    let start = one - (two - one)
    #expect(start > 100 * (two - one))
    _ = try engine.report("train 1")
    #expect(abs(try forecast(1) - (two - one)) < 1e-9 * one)
  }

  @Test func constantsWithTheirSources() throws {
    for name in DeviceCatalog.names {
      let device = try #require(DeviceCatalog.find(name))
      let report = try Engine().report("devices \(name)")
      #expect(report.rows("constants").count == device.constants.count)
      #expect(report["leaves_out"] == .string(device.leavesOut))
      let shown = report.shown
      for (_, figure) in device.constants { #expect(shown.contains(figure.source)) }
    }
  }

  /// The distance is printed as it is found.
  @Test func publishedChecks() throws {
    let report = try Engine().report("devices check")
    let found = report.rows("checks")
    let expected = PublishedCheck.all.flatMap(\.rows)
    #expect(found.count == expected.count && found.count == 6)
    let shown = report.shown
    for (row, check) in zip(found, expected) {
      #expect(row.number("distance") == check.distance)
      #expect(shown.contains(NumberFormat.percent(check.distance)))
    }
    #expect(shown.contains("fitted to it") && shown.contains("AlexNet") && shown.contains("VGG-16"))
  }

  @Test func operations() throws {
    let report = try Engine().report("devices operations")
    let rows = report.rows("operations")
    #expect(rows.count == OperationEnergy.all.count)
    let fp32 = try #require(rows.first { $0.word("precision") == "fp32" })
    #expect(fp32.number("joules") == 4.6e-12)
    #expect(report.shown.contains("45 nm  fp32         3.7 pJ    0.9 pJ        4.6 pJ"))
  }

  @Test(arguments: [
    ("devices abacus", "bad-value"), ("energy on=abacus", "bad-value"),
    ("energy on=", "bad-value"), ("energy modells", "bad-value"),
    ("devices check 3", "bad-value"),
  ])
  func mistakes(line: String, code: String) throws {
    let engine = Engine.after(["network mlp 8 input=4 classes=2"])
    let error = try #require(engine.execute(line)?.diagnostic)
    #expect(error.code.description == code, "\(line): \(error.code) \(error.message)")
    #expect(error.span != nil)
  }

  // MARK: - Three models

  static let pruned = [
    "data shapes train=32 test=20 batch=16", "network convnet width=0.5", "gate attach *",
    "gate set conv1[0-3] off", "compact as=small",
  ]

  /// Arithmetic alone saves what the multiply-adds and vector operations do; the last row is
  /// `energy`.
  @Test func oneClaimUnderThreeModels() throws {
    let engine = Engine.after(Self.pruned)
    let energy = try engine.report("energy")
    let report = try engine.report("energy models")
    let rows = report.rows("models")
    #expect(rows.compactMap { $0.word("name") } == ["operations", "memory", "time"])
    #expect(rows[2].number("joules") == energy.values.number("joules"))
    #expect(rows[2].number("saved") == energy.values.number("saved"))
    #expect(rows[0].number("joules") == energy.values.number("compute_joules"))
    let saved = rows.compactMap { $0.number("saved") }
    #expect(saved[0] > 0.2 && saved[0] > saved[2])
    #expect(report.values.number("spread") == saved.max()! - saved.min()!)
    #expect(report["kind"] == "estimated")
    let shown = report.shown
    #expect(shown.contains("operations only") && shown.contains("compute + memory + time"))
  }

  @Test func comparedUnderThreeModels() throws {
    let engine = Engine.after([
      "network convnet width=0.5 as=wide", "network convnet width=0.2 as=small",
    ])
    let plain = try engine.report("compare wide small")
    #expect(!plain.shown.contains("operations only"))
    let report = try engine.report("compare wide small models=on")
    guard case .object(let small)? = report["small"], case .object(let wide)? = report["wide"],
      case .array(let rows)? = small["models"], case .array(let all)? = wide["models"],
      case .object(let last) = rows[2], case .object(let first) = all[0]
    else {
      Issue.record("no models")
      return
    }
    #expect(last.number("joules") == small.number("joules"))
    #expect(first.number("saved") == 0)
    #expect(last.number("saved")! > 0)
    #expect(report.shown.contains("with memory"))
  }

  // MARK: - The machine at hand

  /// Nothing of it is compared, in the answer or in its explanation.
  @Test func thisMachineIsVolatile() throws {
    let engine = Engine.after(["network mlp 8 input=4 classes=2"])
    for line in [
      "energy on=this-machine layers", "devices this-machine", "energy models on=this-machine",
    ] {
      for report in [try engine.report(line), try engine.report("explain")] {
        #expect(!report.blocks.isEmpty)
        #expect(report.blocks.allSatisfy { $0.isVolatile }, "\(line)")
      }
    }
    let energy = try engine.report("energy on=this-machine")
    #expect(try #require(energy.values.number("joules")) > 0)
    #expect(energy["kind"] == "estimated" && energy["device"] == "this-machine")
    let behind = engine.sessionFile.text.components(separatedBy: "\n> energy").dropFirst()
    #expect(behind.allSatisfy { !$0.contains("\n| ") && $0.contains("\n~ ") })
  }
}
