import Language
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports

/// `set sources=on`: whether energy answers cite every source of their constants.
@Suite struct SourcesTests {
  private static let before = [
    "data moons train=40 test=20", "network mlp 8 as=dense", "gate attach fc1",
    "gate set fc1[0-3] off", "train 1", "compact as=small", "network mlp 6 as=fresh",
  ]

  /// Every answer with joules of the model.
  private static let questions = [
    "energy", "energy layers", "energy models", "energy training", "energy on=server-cpu",
    "energy on=datacentre-gpu", "carbon", "why fc1[2]", "what-if fc1[2] off",
  ]

  @Test(arguments: questions)
  func shortUnlessAskedFor(_ line: String) throws {
    let engine = Engine.after(Self.before)
    let short = try engine.report(line)
    let device = short.values.word("device") ?? ""
    let said = try #require(source(short))
    #expect(said.contains("energy model, ") && said.contains("assumed (‘devices \(device)’)"))
    #expect(said.count <= 100)
    // What is pointed at is there.
    #expect(engine.execute("devices \(device)")?.isSuccess == true)
    engine.run(["set sources=on"])
    let whole = try engine.report(line)
    let cited = try #require(source(whole))
    #expect(cited.contains("energy model on \(device)"))
    #expect(cited.contains(try #require(whole.values.word("source")).prefix(60)))
    // Programs see no difference.
    #expect(short.values.word("source") == whole.values.word("source"))
    #expect(short.shown != whole.shown)
    engine.run(["set sources=off"])
    #expect(try engine.report(line).shown == short.shown)
  }

  private func source(_ report: Report) -> String? {
    report.shown.split(separator: "\n").first { $0.hasPrefix("source") }.map(String.init)
  }

  /// After a compaction there is something to come back.
  @Test func breakEven() throws {
    let engine = Engine.after(Self.before + ["use small"])
    #expect(try engine.text("energy break-even").contains("source: energy model, 4 of 10"))
    engine.run(["set sources=on"])
    #expect(try engine.text("energy break-even").contains("Horowitz"))
  }

  /// Of a network that came from a file, whose training is not known.
  @Test func imported() throws {
    let scratch = Scratch()
    let path = scratch.file("n.safetensors")
    let engine = Engine.after(Self.before + ["export \(path)", "import \(path) as=n", "train 1"])
    for line in ["energy training", "energy break-even"] {
      #expect(try engine.text(line).contains("not known here"))
    }
    #expect(try engine.text("energy training").contains("source: energy model, 4 of 10"))
    engine.run(["set sources=on"])
    #expect(try engine.text("energy training").contains("Horowitz"))
  }

  /// The grid is named in any case, who published it where sources are on.
  @Test func grids() throws {
    let engine = Engine.after(Self.before)
    let short = try engine.text("carbon")
    #expect(short.contains("electricity of world-2022, 436 g CO2e/kWh") && !short.contains("Ember"))
    engine.run(["set sources=on"])
    #expect(try engine.text("carbon").contains("Ember"))
  }
}
