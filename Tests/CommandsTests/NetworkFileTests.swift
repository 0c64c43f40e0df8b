import Foundation
import Networks
import Tensors
import TestSupport
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Workspaces

/// Networks that leave through `export` and come back through `import`.
@Suite struct NetworkFileTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let lines: [String]
    var testDescription: String { name }
  }

  static let shapes = "data shapes train=48 test=24 batch=16"
  static let byHand = [
    "network new input=1x16x16 as=mine", "add conv 7 3x3 pad=1 bias=off", "add batchnorm",
    "add relu", "add depthwise 3x3 pad=1", "add relu name=left",
    "add conv 5 1x1 from=relu1 name=right", "add concat from=left,right", "add maxpool 2",
    "add residual", "add conv 12 3x3 pad=1", "add batchnorm", "add end", "add avgpool 2",
    "add dropout 0.5", "add flatten", "add linear 4",
  ]
  static let cases = [
    Case(name: "mlp", lines: ["data moons train=64 test=20", "network mlp 8 8", "train 2"]),
    Case(name: "never trained", lines: ["data moons train=64 test=20", "network mlp 8 8"]),
    Case(
      name: "compacted",
      lines: [
        shapes, "network convnet width=0.25", "gate attach *",
        "gate set conv1[1-3] off", "gate set fc1[0-9] off", "train 1", "compact as=small",
      ]),
    Case(
      name: "a block gone",
      lines: [
        shapes, "network resnet20 width=0.2",
        "gate attach s2b2 granularity=block", "gate set s2b2 off", "gate attach s1b1.conv1",
        "gate set s1b1.conv1[0] off", "train 1", "compact as=small",
      ]),
    Case(name: "by hand", lines: [shapes] + byHand + ["train 1"]),
  ]

  static func logits(_ engine: Engine, _ name: String) throws -> [Float] {
    let data = try #require(engine.workspace.data?.dataset)
    let network = try #require(engine.workspace.networks[name]?.network)
    let batch = data.batch(of: Array(0..<data.test.count), in: data.test, for: Classify())
    return try network.forward(batch.images, mode: .evaluation).output.value.images
  }

  @Test(arguments: cases) func sameLogitsBitForBit(_ sample: Case) throws {
    let scratch = Scratch()
    let path = scratch.file("net.safetensors")
    let engine = Engine.after(sample.lines)
    let name = try #require(engine.workspace.current)
    #expect(engine.execute("export \(path)")?.diagnostic == nil)
    // A notebook that knows nothing of it but the data.
    let other = Engine.after([sample.lines[0], "import \(path)"])
    #expect(other.workspace.current == name)
    #expect(try Self.logits(other, name) == Self.logits(engine, name))
    let entry = try #require(other.workspace.entry)
    #expect(entry.network.graph.lines == engine.workspace.entry?.network.graph.lines)
    #expect(entry.origin == engine.workspace.entry?.origin)
    #expect(entry.run.position.step == 0 && entry.epochs.isEmpty)
    for question in ["flops", "energy", "layers", "evaluate"] {
      // Without what is measured.
      let values = [other, engine].map { $0.execute(question)?.report?.values.without(["cuts"]) }
      #expect(values[0] == values[1])
    }
    #expect(other.execute("train 1")?.isSuccess == true)
    // And out again, the same bytes.
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let last = Engine.after([sample.lines[0], "import \(path)", "export \(path)"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(last.execute("export \(path)")?.warnings == [])
  }

  /// The lines in the file can be typed, and build the same network.
  @Test func theLinesAreTyped() throws {
    let engine = Engine.after([Self.shapes] + Self.byHand)
    let entry = try #require(engine.workspace.entry)
    let typed = Engine.after(NetworkFile.lines(entry))
    #expect(typed.workspace.entry?.network.graph.lines == entry.network.graph.lines)
    #expect(typed.workspace.current == "mine")
  }

  @Test func importIsOneStep() throws {
    let scratch = Scratch()
    let path = scratch.file("net.safetensors")
    let engine = Engine.after([
      "network mlp 4 input=2 classes=2", "export \(path)", "import \(path) as=twin",
    ])
    #expect(engine.workspace.networkNames == ["mlp", "twin"] && engine.workspace.current == "twin")
    #expect(engine.execute("undo")?.report?["undone"] == [.string("import \(path) as=twin")])
    #expect(engine.workspace.networkNames == ["mlp"] && engine.workspace.current == "mlp")
    #expect(engine.execute("redo")?.isSuccess == true)
    #expect(engine.execute("add relu")?.diagnostic?.code == "trained")
    // Saved with a session, it stays what it is.
    let session = scratch.file("run.pollard")
    let other = Engine()
    _ = engine.execute("save \(session)")
    #expect(other.execute("open \(session)")?.report?["restored"] == true)
    #expect(other.execute("add relu")?.diagnostic?.code == "trained")
  }

  @Test func namesThatAreTaken() {
    let scratch = Scratch()
    let path = scratch.file("net.safetensors")
    let engine = Engine.after(["network mlp 4 input=2 classes=2", "export \(path)"])
    for line in ["import \(path)", "import \(path) as=mlp"] {
      #expect(engine.execute(line)?.diagnostic?.code == "name-taken")
    }
    #expect(engine.workspace.networkNames == ["mlp"])
  }

  // What is no network on its own

  @Test(arguments: ["safetensors", "onnx", "c"]) func refused(_ ending: String) {
    let scratch = Scratch()
    let path = scratch.file("net.\(ending)")
    for (lines, code, way) in [
      ([], "no-network", "network mlp"), (["network new input=2"], "no-network", "add linear"),
      (["network new input=2", "add linear 2", "add residual"], "open-block", "add end"),
      (["network mlp 4 input=2", "gate attach *"], "has-gates", "compact"),
    ] {
      let error = Engine.after(lines).execute("export \(path)")?.diagnostic
      #expect(error?.code.description == code && error?.hint?.contains(way) == true)
      #expect(error?.span != nil)
    }
    #expect(scratch.read("net.\(ending)").isEmpty)
  }

  /// Weights beside a session are neither replaced by an export nor imported.
  @Test func weightsBesideASession() throws {
    let scratch = Scratch()
    let session = scratch.file("run.pollard")
    let beside = session.replacing("run.pollard", with: "run.safetensors")
    let engine = Engine.after(["network mlp 4 input=2 classes=2", "save \(session)"])
    #expect(engine.execute("export \(beside)")?.diagnostic?.code == "file-exists")
    let error = engine.execute("import \(beside)")?.diagnostic
    #expect(error?.code == .badFile && error?.hint == "‘open \(session)’ takes it up")
    let path = scratch.file("other.safetensors")
    _ = engine.execute("export \(path)")
    let name = path.replacing("other.safetensors", with: "other.pollard")
    #expect(engine.execute("save \(name)")?.diagnostic?.code == "file-exists")
  }

  @Test func onnxIsReplacedOnlyByItsLike() throws {
    let scratch = Scratch()
    let path = scratch.file("net.onnx", "mine")
    let engine = Engine.after(["network mlp 4 input=2 classes=2"])
    #expect(engine.execute("export \(path)")?.diagnostic?.code == "file-exists")
    #expect(scratch.read("net.onnx") == "mine")
    try FileManager.default.removeItem(atPath: path)
    for _ in 0..<2 {
      let report = engine.execute("export \(path)")?.report
      #expect(report?["operators"] == 3 && report?["opset"] == 13)
    }
    for (option, set, version) in [("opset=7", 7, 3), ("opset=21 fold=on", 21, 10), ("", 13, 7)] {
      let report = engine.execute("export \(path) \(option)")?.report
      #expect(report?["opset"] == .integer(set) && report?["ir_version"] == .integer(version))
      #expect(report?["folded"] == 0)
    }
    let checked = engine.execute("export \(path) check=on")?.report
    #expect(checked?.values.number("max_abs_output_difference") == 0)
    #expect(checked?.shown.contains("differ by at most 0.000000 of the largest output") == true)
    for option in ["opset=6", "opset=22", "opset=x", "fold=2"] {
      #expect(engine.execute("export \(path) \(option)")?.diagnostic?.code == .badValue)
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(bytes.count == engine.execute("export \(path)")?.report?.values.count("bytes"))
    #expect(
      String(decoding: bytes, as: UTF8.self).contains("network new input=2 as=mlp\nadd linear"))
  }
}

extension JSONObject {
  fileprivate func count(_ key: String) -> Int? {
    guard case .integer(let value)? = self[key] else { return nil }
    return value
  }
}
