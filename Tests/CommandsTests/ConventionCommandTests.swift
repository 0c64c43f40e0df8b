import Costs
import Language
import Testing

@testable import Notebook
@testable import Reports
@testable import Sessions
@testable import Workspaces

/// `flops convention=` and `flops bytes`, as they are typed.
@Suite struct ConventionCommandTests {
  /// Figures of Tests/References/counters.json, with the keys that scripts read.
  @Test(arguments: [
    ("fvcore", 40_931_968, "flops", "multiply-adds"),
    ("ptflops", 41_312_906, "MACs", "multiply-adds"),
    ("thop", 41_308_864, "MACs", "multiply-adds"),
    ("torchinfo", 40_552_426, "mult-adds", "multiply-adds"),
    ("deepspeed", 81_671_424, "flops", "FLOPs"),
    ("pollard", 40_551_040, "multiply-adds", "multiply-adds"),
  ])
  func figures(_ name: String, _ figure: Int, _ figureName: String, _ unit: String) throws {
    let engine = Engine.after(["network resnet20"])
    let plain = try engine.report("flops")
    let report = try engine.report("flops convention=\(name)")
    let version = ConventionCatalog.find(name)?.version ?? Provenance.version
    #expect(report["convention"] == .string(name))
    #expect(report["figure"] == .integer(figure))
    #expect(report["figure_static"] == .integer(figure))
    #expect(report["figure_name"] == .string(figureName))
    #expect(report["unit"] == .string(unit))
    #expect(report["tool_version"] == .string(version))
    for key in plain.values.keys { #expect(report[key] == plain[key], "\(key)") }
    guard case .array(let layers)? = report["convention_layers"] else {
      Issue.record("no layers")
      return
    }
    let total = layers.reduce(0) { total, layer in
      guard case .object(let row) = layer, case .integer(let count)? = row["figure"] else {
        return total
      }
      return total + count
    }
    #expect(total == figure)
  }

  @Test func texts() throws {
    let engine = Engine.after(["network resnet20"])
    #expect(
      try engine.text("flops convention=thop") == """
              thop MACs  multiply-adds       FLOPs
        all  41,308,864     40,551,040  81,102,080
        thop 0.1.1-2209072238, one image: profile(net, inputs=(x,))
        why: adds 4 for each number that batch norm reads, 1 for each that an average pool makes, \
        1 for each that a global one reads or makes
        not counted by it: ReLU, sum, shortcut
        """)
    let rows = try engine.text("flops layers convention=deepspeed").split(separator: "\n")
      .map { $0.split(separator: " ") }
    #expect(rows.contains(["relu1", "ReLU", "16,384", "-", "-", "-"]))
    #expect(!rows.contains { $0.first == "s1b1.sum" })
    let same = try Engine.after(["network mlp"]).text("flops convention=thop")
    #expect(same.contains("\nthe same as ours for this network; elsewhere it adds 4"))
    #expect(!(try engine.text("flops convention=pollard").contains("the same as ours")))
  }

  /// Without a convention nothing changed.
  @Test func plainFlopsStay() throws {
    let engine = Engine.after(["network mlp"])
    #expect(
      try engine.text("flops") == """
             multiply-adds    FLOPs  connections
        all        266,200  532,400      266,200
        266,610 parameters; counted from shapes, one image
        """)
    #expect(try engine.report("flops")["convention"] == nil)
    #expect(try engine.report("flops")["inference_bytes"] == nil)
  }

  /// Gates are in no figure; the static network's figure is the compacted network's.
  @Test func gatedNetworks() throws {
    let engine = Engine.after([
      "data shapes train=32 test=20 batch=16", "network convnet width=0.5", "gate attach *",
      "gate set conv1[0-5] off",
    ])
    let gated = try engine.report("flops convention=deepspeed")
    let bytes = try engine.report("flops bytes")
    #expect(
      try engine.text("flops convention=deepspeed").hasSuffix(
        "\ngates are left out: no tool knows them"))
    #expect(gated["figure"] != gated["figure_static"])
    #expect(bytes["inference_bytes"] != bytes["inference_bytes_static"])
    #expect(bytes["inference_bytes_now"] == bytes["inference_bytes_static"])
    #expect(engine.execute("compact as=small")?.isSuccess == true)
    let small = try engine.report("flops convention=deepspeed")
    #expect(small["figure"] == gated["figure_static"])
    let smallBytes = try engine.report("flops bytes")
    #expect(smallBytes["inference_bytes"] == bytes["inference_bytes_static"])
    #expect(smallBytes["activations"] == bytes["activations_static"])
  }

  /// A linear layer of 784 × 10, by hand.
  @Test func bytes() throws {
    let engine = Engine.after(["network new input=784", "add linear 10", "optimizer adam"])
    let report = try engine.report("flops bytes batch=2")
    #expect(
      report["inference_bytes"] == [
        "weights": 31_400, "inputs": 6_272, "outputs": 80, "read": 37_672, "written": 80,
      ])
    guard case .object(let step)? = report["training_bytes"] else {
      Issue.record("no training step")
      return
    }
    #expect(
      step["back_to_inputs"] == [
        "weights": 0, "inputs": 0, "outputs": 0, "read": 0, "written": 0,
      ])
    #expect(
      step["back_to_weights"] == [
        "weights": 31_400, "inputs": 6_272, "outputs": 80, "read": 6_352, "written": 31_400,
      ])
    #expect(
      step["optimizer"] == [
        "weights": 219_800, "inputs": 0, "outputs": 0, "read": 125_600, "written": 94_200,
      ])
    #expect(
      report["training_macs"] == [
        "forward": 15_680, "back_to_inputs": 0, "back_to_weights": 15_680, "together": 31_360,
      ])
    #expect(report["activations"] == 20)
    // 16 lanes of images; weights four times.
    #expect(report["training_peak_bytes"] == .integer(16 * (784 + 10) * 4 + 7850 * 16))
    #expect(report["inference_peak_bytes"] == .integer(16 * (784 + 10) * 4 + 7850 * 8))
    #expect(try engine.text("flops bytes layers").contains("\nfc1 "))
  }

  @Test(arguments: [
    ("flops convention=thpo", "thpo", "did you mean ‘thop’?"),
    ("flops convention=all", "all", "for example ‘flops convention=fvcore’"),
    ("flops bytes convention=thop", "thop", "leave one of the two out"),
    ("flops batch=3", "3", "leave it out; ‘flops bytes batch=…’ reads weights once a batch"),
    ("flops bites", "bites", "did you mean ‘bytes’?"),
  ])
  func mistakes(_ line: String, _ word: String, _ hint: String?) {
    let error = Engine.after(["network mlp"]).execute(line)?.diagnostic
    #expect(error?.code == "bad-value")
    #expect(error?.span?.text(in: line) == word)
    #expect(error?.hint == hint)
  }

  @Test func whatBytesLeaveOutIsListed() throws {
    let engine = Engine.after(["network resnet20"])
    #expect(
      try engine.text("flops bytes").hasSuffix(
        "\nnot counted: shortcut, what ReLU and pools keep for their way back, the loss, the labels"
      ))
    let gated = Engine.after(["data moons train=64", "network mlp 8", "gate attach *"])
    #expect(try gated.text("flops bytes").hasSuffix(", the labels, gates"))
  }

  @Test func withoutANetwork() {
    #expect(Engine().execute("flops convention=thop")?.diagnostic?.code == "no-network")
  }

  @Test func emptyNetworks() throws {
    let engine = Engine.after(["network new input=3x8x8"])
    #expect(try engine.report("flops convention=thop")["figure"] == 0)
    #expect(try engine.report("flops bytes")["activations"] == 0)
  }
}
