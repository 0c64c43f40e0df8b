import Language
import Networks
import Tensors
import Testing

@testable import Notebook
@testable import Reports

/// `why` and `what-if`: what leaves with a channel, and what becomes of the network without it.
@Suite struct ClosingTests {
  private static let images = [
    "data shapes train=300 test=200", "network resnet20 width=0.25 as=r",
  ]

  private static func object(_ report: Report, _ key: String) -> JSONObject {
    if case .object(let object)? = report[key] { object } else { [:] }
  }

  @Test func whatGoesWithAChannel() throws {
    let engine = Engine.after(["data shapes train=32 test=8", "network convnet width=0.25"])
    let report = try engine.report("why conv2[3,5]")
    let rows = report.rows("leaves")
    #expect(rows.map { $0["layer"] } == ["conv2", "fc1"])
    #expect(rows[0]["indices"] == [3, 5])
    // A map of 4x4 is read as one vector.
    #expect(
      rows[1]["indices"] == .array((48..<64).map { .integer($0) } + (80..<96).map { .integer($0) }))
    // 5 x 5 taps of 8 channels and a bias each; 16 positions read by 32 neurons each.
    #expect(rows[0]["parameters"] == .integer(2 * (25 * 8 + 1)))
    #expect(rows[1]["parameters"] == .integer(2 * 16 * 32))
    #expect(report["connections"] == .integer(2 * (25 * 8 + 16 * 32)))
    #expect(report["macs"] == .integer(2 * (25 * 8 * 8 * 8 + 16 * 32)))
    #expect(report["kind"] == "estimated")
    #expect(report["channels"] == [3, 5])
    let text = TextRenderer(width: 80).text(report)
    #expect(text.contains("48-63,80-95"))
    #expect(text.contains("source: energy model, "))
  }

  /// The answer is what surgery by hand gives, in cost and in digits.
  @Test(arguments: [
    ("s1b2.conv1[1,3]", "channel"), ("s2b1.conv1[0-6]", "channel"), ("s3b2", "block"),
  ])
  func closedIsRemoved(_ subject: String, _ granularity: String) throws {
    let engine = Engine.after(Self.images + ["train 1"])
    let before = try engine.report("evaluate")
    let energy = try engine.report("energy")
    let asked = try engine.report("what-if \(subject) off")
    let why = try engine.report("why \(subject)")
    #expect(Self.object(asked, "before")["accuracy"] == before["accuracy"])
    #expect(Self.object(asked, "before")["loss"] == before["loss"])
    #expect(Self.object(asked, "before")["joules"] == energy["joules"])
    let layer = subject.prefix { $0 != "[" }
    for line in [
      "gate attach \(layer) kind=static granularity=\(granularity)", "gate set \(subject) off",
      "compact as=small",
    ] {
      #expect(engine.execute(line)?.diagnostic == nil, "\(line)")
    }
    let small = try engine.report("evaluate")
    let flops = try engine.report("flops")
    let after = Self.object(asked, "after")
    #expect(after["accuracy"] == small["accuracy"])
    #expect(after["loss"] == small["loss"])
    #expect(after["macs"] == flops["macs"])
    #expect(after["connections"] == flops["connections"])
    #expect(after["joules"] == (try engine.report("energy"))["joules"])
    for key in ["macs", "connections"] {
      guard case .integer(let worth)? = why[key] else {
        Issue.record("no \(key)")
        continue
      }
      #expect(Self.object(asked, "change")[key] == .integer(-worth))
    }
  }

  @Test func nothingChanges() throws {
    let engine = Engine.after(Self.images + ["gate attach *", "train 1"])
    let digits = engine.workspace.entry?.network.parameters.map { $0.value.values }
    let text = engine.workspace.entry?.network.graph.lines
    for line in ["why s1b1.conv1[2]", "what-if s1b1.conv1[2] off", "what-if s1b1 off"] {
      _ = try engine.report(line)
    }
    #expect(engine.workspace.entry?.network.parameters.map { $0.value.values } == digits)
    #expect(engine.workspace.entry?.network.graph.lines == text)
    #expect(engine.undoStack.past.last?.label == "train 1")
  }

  /// With gates: the dynamic network as `gate set` makes it, and the static one beside it.
  @Test func gatesShutByQuestion() throws {
    let engine = Engine.after([
      "data moons train=400", "network mlp 16 16", "gate attach *", "gate set fc1[0-3] off",
      "train 5",
    ])
    let asked = try engine.report("what-if fc1[8-15] off")
    let before = try engine.report("evaluate")
    #expect(Self.object(asked, "before")["static_loss"] == before["static_loss"])
    let flops = try engine.report("flops")
    #expect(Self.object(asked, "before")["macs"] == flops["macs_static"])
    #expect(engine.execute("gate set fc1[8-15] off")?.isSuccess == true)
    let after = try engine.report("evaluate")
    for key in ["accuracy", "loss", "static_accuracy"] {
      #expect(Self.object(asked, "after")[key] == after[key], "\(key)")
    }
    let why = try engine.report("why fc1[8]")
    #expect(why["openness"] == .real(0))
    #expect(why.rows("leaves").contains { $0["layer"] == "fc1.gates" && $0["what"] == "gates" })
    #expect(why.rows("leaves").contains { $0["layer"] == "fc2.gates" && $0["what"] == "inputs" })
  }

  /// A layer without gates in a network that has some: gates of the others go on deciding.
  @Test func partlyGated() throws {
    let engine = Engine.after([
      "data shapes train=200 test=100", "network convnet width=0.25", "gate attach conv1 fc1",
      "gate set conv1[1] off", "train 1",
    ])
    let before = try engine.report("evaluate")
    let flops = try engine.report("flops")
    let asked = try engine.report("what-if conv2[2,4] off")
    #expect(Self.object(asked, "before")["loss"] == before["loss"])
    #expect(Self.object(asked, "before")["static_loss"] == before["static_loss"])
    #expect(Self.object(asked, "before")["macs"] == flops["macs_static"])
    for line in ["gate attach conv2 kind=static", "gate set conv2 on", "gate set conv2[2,4] off"] {
      #expect(engine.execute(line)?.diagnostic == nil, "\(line)")
    }
    let after = try engine.report("evaluate")
    #expect(Self.object(asked, "after")["loss"] == after["loss"])
    #expect(Self.object(asked, "after")["static_accuracy"] == after["static_accuracy"])
    #expect(
      Self.object(asked, "after")["macs"] == (try engine.report("flops"))["macs_static"])
  }

  /// In the middle of a consensus run, when channels have left already.
  @Test func whileGatesClose() throws {
    let engine = Engine.after([
      "data moons train=400 test=200", "network mlp 16 16", "prune consensus target=50% retire=0.1",
      "optimizer over=20", "prune consensus target=50% retire=0.1 over=20", "train 12",
    ])
    let before = try engine.report("evaluate")
    let flops = try engine.report("flops")
    let energy = try engine.report("energy")
    let layers = engine.workspace.entry?.network.gateModules.first?.module.channels ?? []
    let channel = try #require(layers.first)
    let asked = try engine.report("what-if fc1[\(channel)] off")
    #expect(Self.object(asked, "before")["accuracy"] == before["accuracy"])
    #expect(Self.object(asked, "before")["static_accuracy"] == before["static_accuracy"])
    #expect(Self.object(asked, "before")["macs"] == flops["macs_static"])
    #expect(Self.object(asked, "before")["joules"] == energy["joules"])
    let why = try engine.report("why fc1[\(channel)]")
    #expect(why["can_leave"] == true)
    #expect(why["openness"] != nil)
  }

  @Test func aWholeLayer() throws {
    let engine = Engine.after(["data moons train=64 test=20", "network mlp 8 8"])
    let why = try engine.report("why fc2")
    #expect(why["can_leave"] == false)
    #expect(why["code"] == "empty-layer")
    let asked = try engine.report("what-if fc2 off")
    #expect(Self.object(asked, "after")["macs"] == 0)
    #expect(asked["idle"] == ["fc1"])
    #expect(Self.object(asked, "before")["macs"] == .integer(2 * 8 + 8 * 8 + 8 * 2))
  }

  /// A channel of a residual stream leaves in all layers that make it, and is worth them all.
  @Test func aChannelOfAStream() throws {
    let engine = Engine.after(Self.images)
    let stream = ["conv1", "s1b1.conv2", "s1b2.conv2", "s1b3.conv2"]
    let why = try engine.report("why s1b2.conv2[3]")
    #expect(why["can_leave"] == true)
    #expect(why["group"] == .array(stream.map { .string($0) }))
    let leaves = why.rows("leaves").filter { $0.word("what") == "outputs" }
    #expect(leaves.map { $0.word("layer") } == stream)
    let asked = try engine.report("what-if s1b2.conv2[3] off")
    #expect(Self.object(asked, "change")["macs"] == -62_208)
    #expect(why["macs"] == 62_208)
    #expect(try engine.report("why s1b2.conv1[3]")["group"] == .array([]))
    // The same once they have gates.
    engine.run(["gate attach * granularity=group"])
    let gated = try engine.report("why s1b2.conv2[3]")
    #expect(gated["group"] == why["group"] && gated["macs"] == why["macs"])
  }

  @Test(arguments: [
    ("fc1[2]", "cannot-leave"), ("s1b1.bn1[2]", "cannot-leave"), ("s1b1.conv2", "empty-layer"),
    ("s1b1.conv1[0-3]", "empty-layer"),
  ])
  func whatStays(_ subject: String, _ code: String) throws {
    let engine = Engine.after(Self.images)
    let why = try engine.report("why \(subject)")
    #expect(why["can_leave"] == false)
    #expect(why["code"] == .string(code))
    #expect(why["group"] == .array([]))
    if code != "empty-layer" {
      let line = "what-if \(subject) off"
      let error = try #require(engine.execute(line)?.diagnostic)
      #expect(error.code.description == code)
      #expect(error.span?.text(in: line) == subject)
      #expect(error.hint != nil)
    }
  }

  @Test(arguments: [
    ("why nowhere", "unknown-layer"), ("why conv1[99]", "no-channel"),
    ("why s1b1[0]", "no-channel"), ("what-if s1b1.conv1[4] off", "no-channel"),
    ("what-if s1b1 on", "bad-value"), ("what-if s1b1", "missing-argument"),
    ("why s1b1 on=toaster", "bad-value"),
  ])
  func mistakes(_ line: String, _ code: String) throws {
    let engine = Engine.after(Self.images)
    let error = try #require(engine.execute(line)?.diagnostic)
    #expect(error.code.description == code)
    #expect(error.span != nil)
  }

  @Test func channelsThatLeftAreNamed() throws {
    let engine = Engine.after([
      "data moons train=200", "network mlp 16 16", "prune consensus target=50% retire=0.1",
      "train 20",
    ])
    let gone = try #require(
      (0..<16).first { channel in
        engine.execute("why fc1[\(channel)]")?.report?["code"] == "has-left"
      })
    #expect(engine.execute("what-if fc1[\(gone)] off")?.diagnostic?.code == "has-left")
  }

  @Test func withoutData() throws {
    let report = try Engine.after(["network mlp 8 input=4 classes=2"]).report("what-if fc1[0] off")
    #expect(Self.object(report, "after")["accuracy"] == nil)
    #expect(report.shown.contains("no data are loaded"))
  }

  @Test func stops() {
    let engine = Engine.after(["data moons", "network mlp 8"])
    engine.stop.raise()
    let turn = engine.execute("what-if fc1[0] off")
    #expect(turn?.isInterrupted == true)
    #expect(turn?.diagnostic?.code == .interrupted)
  }
}
