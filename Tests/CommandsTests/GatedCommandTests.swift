import Language
import Testing

@testable import Notebook
@testable import Reports

/// Commands on networks with gates: one answer to one question, whoever is asked.
@Suite struct GatedCommandTests {
  /// Gates that trained without a method: costs, accuracy and compaction tell of the same network.
  @Test func staticNetworkIsOne() throws {
    let engine = Engine.after([
      "seed 2", "data moons train=1000", "network mlp 16 16", "gate attach *",
      "gate set fc1[0-7] off", "train 20",
    ])
    let flops = try engine.report("flops")
    let evaluation = try engine.report("evaluate")
    let energy = try engine.report("energy")
    let compact = try engine.report("compact as=c")
    #expect(flops["macs_static"] == compact["macs"])
    #expect(evaluation["static_accuracy"] == compact["accuracy"])
    #expect(try engine.report("energy")["joules"] == energy["joules"])
    let compare = try engine.report("compare mlp c")
    guard case .object(let gated)? = compare["mlp"], case .object(let small)? = compare["c"] else {
      Issue.record("no objects")
      return
    }
    for key in ["accuracy", "macs", "connections", "parameters", "joules"] {
      #expect(gated[key] == small[key], "\(key)")
    }
  }

  /// Names do not make gates.
  @Test func layersNamedLikeGatesCount() throws {
    let engine = Engine.after([
      "network new input=1x16x16", "add conv 4 3x3 pad=1 name=x.gates", "add flatten",
      "add linear 4 name=fc.gated",
    ])
    let energy = try engine.report("energy")
    #expect(energy["saved"] == .real(0))
    #expect(energy["joules"] == energy["dense_joules"])
  }

  /// Gate modules are charged while they train and counted in no network.
  @Test func gatesCostTraining() throws {
    let lines = ["data moons train=400", "network mlp 16 16"]
    let dense = try Engine.after(lines + ["train 2"]).report("energy training")
    let engine = Engine.after(lines + ["gate attach *", "train 2"])
    let gated = try engine.report("energy training")
    guard case .real(let more)? = gated["joules"], case .real(let less)? = dense["joules"] else {
      Issue.record("no joules")
      return
    }
    #expect(more > 1.2 * less)
    #expect(gated["dense_joules"] == dense["joules"])
    let macs = JSONValue.integer(2 * 16 + 16 * 16 + 16 * 2)
    #expect(try engine.report("flops")["macs"] == macs)
    let layers = try engine.report("layers")
    #expect(layers["macs"] == macs)
    #expect(layers["parameters"] == .integer(2 * 16 + 16 * 16 + 16 * 2 + 16 + 16 + 2))
  }

  @Test(arguments: ["prune target=50%", "prune off target=50%"])
  func optionsAreNotDropped(_ line: String) throws {
    let engine = Engine.after(["network mlp 16"])
    let error = try #require(engine.execute(line)?.diagnostic)
    #expect(error.hint != nil)
  }

  /// The figure that an error names can be typed.
  @Test func largestCutCanBeTyped() throws {
    let engine = Engine.after(["data shapes train=100 test=50", "network resnet20 width=0.25"])
    let message = try #require(
      engine.execute("prune consensus target=99% of=macs")?.diagnostic?.message)
    let figure = try #require(
      message.split(separator: " ").first { $0.contains(".") && Double($0) != nil })
    #expect(engine.execute("prune consensus target=\(figure)% of=macs")?.diagnostic == nil)
  }

  /// A network that lost every block still proves itself.
  @Test func everythingVanished() throws {
    let engine = Engine.after([
      "data shapes train=300 test=200", "network resnet20 width=0.25",
      "gate attach * granularity=block", "prune consensus target=97%", "train 3",
    ])
    let entry = try #require(engine.workspace.entry)
    #expect(!entry.network.hasGates)
    let flops = try engine.report("flops")
    #expect(flops["macs_static"] != flops["macs"])
    let compact = try engine.report("compact")
    #expect(flops["macs_static"] == compact["macs"])
    #expect(compact["max_abs_logit_difference"] == .real(0))
    #expect(compact["target"] == .real(0.97))
  }

  /// A run of one batch learns: no warm-up fits into it.
  @Test func oneBatchLearns() throws {
    let engine = Engine.after(["data moons train=100", "network mlp 16"])
    let before = try engine.report("evaluate")["loss"]
    _ = engine.execute("train 1")
    #expect(try engine.report("evaluate")["loss"] != before)
  }
}
