import Language
import Networks
import Tensors
import Testing
import Training

@testable import Notebook
@testable import Reports
@testable import Sessions

/// Measured times: what is reported with them, and that nothing of the session moves.
@Suite struct BenchmarkTests {
  @Test func trainingStepsByBatch() throws {
    let engine = Engine.after(["network convnet width=0.1"])
    let turn = try #require(engine.execute("benchmark training batch=4,16 rounds=3"))
    let report = try #require(turn.report)
    #expect(report["kind"] == "measured")
    for key in ["threads", "level", "peak_flops_per_second"] { #expect(report[key] != nil) }
    let rows = report.rows("batches")
    #expect(rows.map { $0["batch"] } == [4, 16])
    let cost = engine.execute("flops")?.report
    let macs = try #require(cost?.values.number("macs"))
    for row in rows {
      let batch = try #require(row.number("batch"))
      let milliseconds = try #require(row.number("milliseconds"))
      let images = try #require(row.number("images_per_second"))
      let rate = try #require(row.number("flops_per_second"))
      #expect(row.number("macs") == macs)
      #expect(abs(images * milliseconds / (1000 * batch) - 1) < 1e-9)
      #expect(abs(rate / (6 * macs * images) - 1) < 1e-9)
      #expect(row["spread"] != nil)
      #expect(row["dense_milliseconds"] == .null && row["ratio"] == .null)
    }
    // Nothing of a measurement is compared.
    #expect(RecordingText.lines(turn).allSatisfy { $0.kind == .volatile })
  }

  @Test(arguments: [[], ["gate attach *"]])
  func nothingMoves(_ more: [String]) throws {
    let engine = Engine.after(
      ["data shapes train=32 test=8 batch=16", "network convnet width=0.1"] + more + ["train 1"])
    func digits() -> [[Float]] {
      let entry = engine.workspace.entry!
      return entry.network.parameters.map { $0.value.values }
        + entry.network.buffers.map { $0.value.values }
        + entry.run.optimizerState.moments.flatMap { $0.map { $0.values } }
    }
    let before = digits()
    let position = engine.workspace.entry?.run.position
    #expect(engine.execute("benchmark training batch=8 rounds=3")?.isSuccess == true)
    #expect(digits() == before)
    #expect(engine.workspace.entry?.run.position == position)
  }

  @Test func denseStandsBeside() throws {
    let engine = Engine.after([
      "data shapes train=32 test=8", "network convnet width=0.2 as=wide", "gate attach *",
      "gate set conv1[0-2] off", "compact as=small",
    ])
    let line = "benchmark training batch=8 rounds=3"
    let report = try #require(engine.execute(line)?.report)
    let row = try #require(report.rows("batches").first)
    #expect(try #require(row.number("dense_milliseconds")) > 0)
    // Three rounds tell no such difference, or one with a range.
    #expect(try #require(row.number("ratio_uncertainty")) > 0)
    #expect(row["ratio"] != nil)
    // Another network under the old name is no dense network of this one, which keeps its own.
    #expect(engine.execute("network convnet classes=7 width=0.2 as=wide")?.isSuccess == true)
    #expect(engine.execute("use small")?.isSuccess == true)
    let other = try #require(engine.execute(line)?.report)
    let alone = try #require(other.rows("batches").first)
    #expect(alone.number("dense_milliseconds") != nil)
  }

  @Test(arguments: [
    ("network new input=3x8x8", "no-network"), ("network new input=4", "no-network"),
  ])
  func nothingToTrain(_ line: String, _ code: String) {
    let engine = Engine.after([line])
    #expect(engine.execute("benchmark training")?.diagnostic?.code.description == code)
  }

  @Test func refusals() {
    let maps = Engine.after(["network new input=3x8x8", "add conv 4 3x3"])
    #expect(maps.execute("benchmark training")?.diagnostic?.code == "wrong-shape")
    let huge = Engine.after(["network vgg16 input=3x224x224"])
    let error = huge.execute("benchmark training batch=65536")?.diagnostic
    #expect(error?.code == "out-of-memory")
    let wild = Engine.after(["network mlp 8 input=4 classes=2", "optimizer sgd lr=1000"])
    #expect(
      wild.execute("benchmark training batch=16 rounds=1000")?.diagnostic?.code == "not-finite")
  }

  /// Of a linear network on 64 images: parts of the weights' gradients are on their way once, the
  /// images that a rank lacks too.
  @Test func ranks() throws {
    let engine = Engine.after(["network mlp 32 input=8 classes=16"])
    let line = "benchmark ranks batch=64 rounds=3 link=1,100 latency=20"
    let report = try #require(engine.execute(line)?.report)
    #expect(report.values["kind"] == .string("modelled"))
    #expect(report.values["latency_kind"] == .string("given"))
    let alone = try #require(report.values.number("step_seconds"))
    let rows = report.rows("ranks")
    #expect(rows.map { $0.number("ranks") } == [2, 4])
    for (row, ranks) in zip(rows, [2.0, 4]) {
      let images = 64 / ranks
      #expect(row.number("images") == images)
      let kinds = Dictionary(
        uniqueKeysWithValues: row.rows("kinds").map { ($0["kind"], $0.number("bytes_received")) })
      let others = (ranks - 1) / ranks
      // Of two layers the input of all images, and a rank's outputs of the slope of all.
      #expect(
        kinds[.string("activations")] == 64 * others * 4 * (8 + 32 + (32 + 16) / ranks), "\(ranks)")
      #expect(kinds[.string("weights")] == others * 4 * (8 * 32 + 32 * 16), "\(ranks)")
      // Biases, a sum a block; of the four blocks a rank lacks some.
      #expect(kinds[.string("statistics")] == others * 4 * 4 * (32 + 16), "\(ranks)")
      #expect(kinds[.string("agreement")] == 16 * (ranks - 1))
      let links = row.rows("links")
      #expect(links.map { $0.number("gigabits_per_second") } == [1, 100])
      let computing = try #require(row.number("computing_seconds"))
      for link in links {
        let step = try #require(link.number("step_seconds"))
        #expect(step > computing)
        let efficiency = try #require(link.number("efficiency"))
        #expect(abs(efficiency - alone / (ranks * step)) < 1e-12)
      }
    }
  }

  @Test(arguments: [
    ("benchmark ranks batch=16", "many-ranks"), ("benchmark ranks batch=64,128", "bad-value"),
    ("benchmark link=1", "bad-value"), ("benchmark training latency=5", "bad-value"),
    ("benchmark ranks link=0", "bad-value"), ("benchmark ranks to=x.device", "bad-value"),
  ])
  func refusesForRanks(_ line: String, _ code: String) {
    let engine = Engine.after(["network mlp 32 input=8 classes=4"])
    #expect(engine.execute(line)?.diagnostic?.code.description == code)
  }

  @Test func refusesWhatRanksCannotTrain() {
    let engine = Engine.after(["network mlp 8 input=4 classes=2", "optimizer sgd lr=1000"])
    #expect(
      engine.execute("benchmark ranks batch=32 rounds=1000")?.diagnostic?.code == "not-finite")
  }

  @Test(arguments: ["benchmark", "benchmark layers", "benchmark training", "benchmark ranks"])
  func stops(_ line: String) {
    let engine = Engine.after(["network convnet width=0.1"])
    engine.stop.raise()
    #expect(engine.execute(line)?.isInterrupted == true)
  }

  /// Both maps and the weights are moved once; half of the products of a 3x3 window on two rows are
  /// saved, three quarters where tiles of 4x4 fill the map, none of a layer that reads images.
  @Test func roofs() throws {
    let engine = Engine.after([
      "network new input=2x8x8", "add conv 4 3x3 pad=1 name=a", "add conv 6 3x3 pad=1 name=b",
      "add maxpool 4", "add conv 4 3x3 pad=1 name=c", "add linear 10 name=d",
    ])
    let report = try #require(engine.execute("benchmark layers batch=32 rounds=3")?.report)
    let peak = try #require(report.values.number("peak_flops_per_second"))
    let copy = try #require(report.values.number("copy_bytes_per_second"))
    let rows = report.rows("layers")
    let expected: [(name: String, numbers: Double, saving: Double)] = [
      ("a", 32 * 384 + 72, 1), ("b", 32 * 640 + 216, 4), ("c", 32 * 40 + 216, 2.25),
      ("d", 32 * 26 + 160, 1),
    ]
    #expect(rows.count == 5)
    for (row, (name, numbers, saving)) in zip(rows, expected) {
      #expect(row["name"] == .string(name) && row.number("bytes") == 4 * numbers)
      let memory = try #require(row.number("memory_limit_flops_per_second"))
      let arithmetic = try #require(row.number("arithmetic_limit_flops_per_second"))
      let macs = try #require(row.number("macs"))
      #expect(abs(memory / (16 * macs / numbers * copy) - 1) < 1e-9)
      #expect(abs(arithmetic / (peak * saving) - 1) < 1e-9, "\(name)")
      #expect(row["bound_by"] == .string(memory < arithmetic ? "memory" : "arithmetic"))
    }
  }
}
