import Commands
import NotebookTestSupport
import Pruning
import Reports
import Testing

@testable import Notebook

/// `gates` of a network without gates tells what its method came to, as `plot gates` draws it.
@Suite struct GateCourseTests {
  private static let trained = [
    "data moons train=64 test=32 batch=32", "network mlp 24 24",
    "prune magnitude target=40% of=macs", "train 2",
  ]

  @Test(arguments: ["prune magnitude target=40% of=macs", "prune gradual by=random target=30%"])
  func tellsTheAccount(_ method: String) throws {
    let engine = Engine.after([Self.trained[0], Self.trained[1], method])
    #expect(engine.execute("gates")?.diagnostic?.code == "no-gates")
    engine.run("train 2")
    let account = try #require(engine.workspace.entry?.epochs.last?.account)
    let report = try engine.report("gates")
    guard case .object(let told)? = report.values["account"] else {
      Issue.record("no account")
      return
    }
    #expect(
      told
        == account.told.reduce(into: JSONObject()) { object, told in
          object[told.figure.key] = [
            "value": .real(told.value), "unit": .string(told.figure.unit.rawValue),
            "kind": "measured",
          ]
        })
    #expect(report.shown.contains("has no gates"))
    #expect(report.shown.contains("after epoch 2"))
    #expect(try engine.report("explain").shown.contains("removed"))
    #expect(try engine.report("plot gates").shown.contains("course"))
  }

  /// There is no gate that a class or an image could be asked about.
  @Test(arguments: ["gates fc1", "gates by=class", "gates image=0"])
  func refusesWhatNeedsGates(_ line: String) throws {
    let engine = Engine.after(Self.trained)
    #expect(engine.execute(line)?.diagnostic?.code == "no-gates")
  }
}
