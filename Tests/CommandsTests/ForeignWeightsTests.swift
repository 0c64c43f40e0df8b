import Foundation
import Networks
import Tensors
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Workspaces

/// `import` of files that this program did not write, or that somebody changed.
@Suite struct ForeignWeightsTests {
  static let network = "network mlp 3 input=2 classes=2 as=net"

  /// Weights as PyTorch would name them, for `network`.
  static func weights() -> Safetensors {
    var file = Safetensors()
    file["fc1.weight"] = Tensor([3, 2]) { Float($0) / 8 }
    file["fc1.bias"] = Tensor([3], [1, 2, 3])
    file["fc2.weight"] = Tensor([2, 3]) { -Float($0) }
    file["fc2.bias"] = Tensor([2], [0.5, -0.5])
    return file
  }

  static func write(_ file: Safetensors, _ scratch: Scratch) throws -> String {
    let path = scratch.file("w.safetensors")
    try Data(file.bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test func intoTheNetworkInUse() throws {
    let scratch = Scratch()
    let path = try Self.write(Self.weights(), scratch)
    let engine = Engine()
    #expect(engine.execute("import \(path)")?.diagnostic?.code == .noNetwork)
    _ = engine.execute(Self.network)
    let before = engine.workspace.entry?.network.parameters.map(\.value.values)
    let report = try #require(engine.execute("import \(path)")?.report)
    #expect(report["tensors"] == 4 && report["missing"] == [] && report["misshapen"] == [])
    #expect(engine.workspace.current == "net-imported")
    let found = engine.workspace.entry?.network.parameters.map(\.value.values)
    #expect(found?[1] == [1, 2, 3] && found?[2] == [0, -1, -2, -3, -4, -5])
    #expect(engine.workspace.networks["net"]?.network.parameters.map(\.value.values) == before)
    // y = W2 relu(W1 x + b1) + b2 at x = (8, 0).
    let x = Activations(1, Shape(2), images: [8, 0])
    let y = try engine.workspace.entry?.network.forward(x, mode: .evaluation).output.value.images
    // W1 x + b1 = (0, 2, 4) + (1, 2, 3) = (1, 4, 7).
    #expect(y == [0.5 - 18, -0.5 - 54])
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let scratch = Scratch()
    var file = Self.weights()
    file["fc2.weight"] = Tensor([5, 3])
    file["fc2.bias"] = nil
    file["head.extra"] = Tensor([1])
    let path = try Self.write(file, scratch)
    let engine = Engine.after([Self.network])
    let error = try #require(engine.execute("import \(path)")?.diagnostic)
    #expect(error.code == "does-not-fit")
    #expect(error.message.contains("1 missing: fc2.bias"))
    #expect(error.message.contains("fc2.weight (5x3, not 2x3)"))
    #expect(error.message.contains("1 without a place"))
    #expect(error.quote == "without a place: head.extra")
    #expect(error.hint == "partial=on takes the 2 that fit")
    #expect(engine.workspace.networkNames == ["net"])
    let turn = try #require(engine.execute("import \(path) as=part partial=on"))
    let report = try #require(turn.report)
    #expect(report["tensors"] == 2 && report["missing"] == ["fc2.bias"])
    #expect(report["unused"] == ["head.extra"])
    #expect(
      report["misshapen"] == [["name": "fc2.weight", "found": [5, 3], "wanted": [2, 3]]])
    let shown = report.shown
    #expect(shown.contains("fc2.weight          5x3             2x3"), "\(shown)")
    let old = try #require(engine.workspace.networks["net"]?.network)
    let new = try #require(engine.workspace.entry?.network)
    #expect(new.parameters[2].value.values == old.parameters[2].value.values)
    #expect(new.parameters[1].value.values == [1, 2, 3])
    // Nothing at all in common.
    var stranger = Safetensors()
    stranger["a"] = Tensor([1])
    let other = scratch.file("other.safetensors")
    try Data(stranger.bytes).write(to: URL(fileURLWithPath: other))
    for line in ["import \(other)", "import \(other) partial=on"] {
      #expect(engine.execute(line)?.diagnostic?.code == "does-not-fit")
    }
  }

  @Test func eachMissingTensorIsNamedOnce() throws {
    let scratch = Scratch()
    let path = try Self.write(Self.weights(), scratch)
    let engine = Engine.after([Self.network, "gate attach *"])
    let report = try engine.report("import \(path) partial=on")
    guard case .array(let missing)? = report["missing"] else {
      Issue.record("nothing is missing")
      return
    }
    #expect(missing.contains("fc1.gates.weight") && missing.contains("fc1.gates.norm.weight"))
    #expect(Set(missing.map { "\($0)" }).count == missing.count)
    #expect(report.shown.split(separator: " ").count { $0.hasSuffix("fc1.gates.weight") } == 1)
  }

  @Test func numbersThatCannotBe() throws {
    let scratch = Scratch()
    let engine = Engine.after(["network new input=2 as=b", "add linear 2", "add batchnorm"])
    for (name, value, reason) in [
      ("fc1.weight", Float.nan, "not finite"), ("bn1.running_var", -1, "no variance"),
    ] {
      var file = try NetworkFile.file(
        try #require(engine.workspace.entry), nil, for: engine.workspace.task)
      let size = try #require(file[name]).dimensions
      file[name] = Tensor(size, repeating: value)
      let path = try Self.write(file, scratch)
      for line in ["import \(path) as=c", "import \(path) as=c partial=on"] {
        let error = engine.execute(line)?.diagnostic
        #expect(error?.code == .badFile && error?.message.contains(reason) == true)
      }
    }
    #expect(engine.workspace.networkNames == ["b"])
  }

  /// A number that another program changed is no fault, and is said.
  @Test func changedNumbers() throws {
    let scratch = Scratch()
    let engine = Engine.after([Self.network])
    var file = try NetworkFile.file(
      try #require(engine.workspace.entry), nil, for: engine.workspace.task)
    file["fc1.bias"] = Tensor([3], [1, 2, 3])
    let turn = engine.execute("import \(try Self.write(file, scratch)) as=c")
    #expect(turn?.warnings.first?.contains("not those that were exported") == true)
    #expect(engine.workspace.entry?.network.parameters[1].value.values == [1, 2, 3])
  }

  @Test func otherNormalisationIsSaid() throws {
    let scratch = Scratch()
    let path = scratch.file("net.safetensors")
    _ = Engine.after(["data moons train=64 test=20", "network mlp 3", "export \(path)"])
    let other = Engine.after(["data moons train=32 test=20"])
    let warnings = other.execute("import \(path)")?.warnings
    #expect(warnings?.first?.contains("normalised in another way") == true)
    #expect(Engine().execute("import \(path)")?.warnings == [])
  }

  // Hostile files

  @Test(arguments: [
    "", "network new input=2", "network new input=2 as=x", "network new input=0 as=x\nadd relu",
    "network new input=2 as=x\nlinear 2", "network new input=2 as=x\nadd linear 2 name=fc1 from=x",
    "network new input=2 as=x\nadd", "network new input=2 as=x\nadd ",
    "network new input=2 as=x\nadd linear 99999999999999999999",
    "network new input=2 as=x\nadd linear 1048576\nadd linear 1048576",
    "network new input=99999x99999x99999 as=x\nadd relu",
    "network new input=2 as=x\nadd linear 3 name=fc1\nadd relu\nadd linear 2 name=fc2 bias=off",
    "network new input=2 as=x\nadd gates of=2 channels=0-1",
    "network new input=2 as=x\n" + String(repeating: "add relu\n", count: 5000),
    "network new input=2 as=x\u{1B}[2J\nadd linear 3 name=fc1\nadd relu\nadd linear 2 name=fc2",
  ])
  func linesThatBuildNothing(_ lines: String) throws {
    let scratch = Scratch()
    var file = Self.weights()
    file.metadata[NetworkFile.key] = lines
    let path = try Self.write(file, scratch)
    let engine = Engine()
    let error = try #require(engine.execute("import \(path)")?.diagnostic)
    #expect(error.code == .badFile, "\(error.message)")
    #expect(!error.message.contains("\u{1B}"))
    #expect(engine.workspace.networks.isEmpty)
  }

  @Test(arguments: [
    "{}", "[", "{\"name\":1}",
    #"{"achieved":0.5,"denseLayers":[],"denseWork":{"multiplyAdds":-1},"name":"x"}"#,
    origin(lines: #""linear 4 name=x""#), origin(lines: #""linear 4""#),
    origin(lines: #""linear name=x""#), origin(lines: "", side: 0),
    origin(lines: "", side: 1 << 40),
    origin(lines: "", name: "a b"),
  ])
  func originsThatCannotBe(_ origin: String) throws {
    let scratch = Scratch()
    let engine = Engine.after([Self.network])
    var file = try NetworkFile.file(
      try #require(engine.workspace.entry), nil, for: engine.workspace.task)
    file.metadata["pollard_origin"] = origin
    let path = try Self.write(file, scratch)
    #expect(engine.execute("import \(path) as=c")?.diagnostic?.code == .badFile)
  }

  /// An origin whose dense network has no layers of which a count stands beside it.
  private static func origin(lines: String, side: Int = 2, name: String = "d") -> String {
    let counts = [
      "multiplyAdds", "connections", "parameters", "inputElements", "outputElements",
      "weightElements", "vectorOperations",
    ].map { "\"\($0)\":1" }.joined(separator: ",")
    let dense =
      #"{"name":"\#(name)","input":{"channels":\#(side),"height":1,"width":1},"lines":[\#(lines)]}"#
    return
      #"{"achieved":0.5,"dense":\#(dense),"denseLayers":[],"denseWork":{\#(counts)},"name":"x"}"#
  }

  /// One that can be, so that the others fail for what is wrong in them.
  @Test func originsThatCanBe() throws {
    let scratch = Scratch()
    let engine = Engine.after([Self.network])
    var file = try NetworkFile.file(
      try #require(engine.workspace.entry), nil, for: engine.workspace.task)
    file.metadata["pollard_origin"] = Self.origin(lines: "")
    let path = try Self.write(file, scratch)
    #expect(engine.execute("import \(path) as=c")?.diagnostic == nil)
  }

  /// Flipped, cut, lengthened, and noise: an error or a network, and never half of one.
  @Test(arguments: 0..<60) func damagedFiles(_ seed: UInt64) throws {
    let scratch = Scratch()
    let engine = Engine.after([Self.network])
    let bytes = try NetworkFile.file(
      try #require(engine.workspace.entry), nil, for: engine.workspace.task
    ).bytes
    var random = SplitMix(seed: seed)
    let noise = (0..<random.below(200)).map { _ in UInt8(random.below(256)) }
    let path = try scratch.file(
      "w.safetensors", seed % 4 == 3 ? noise : random.mutate(bytes))
    let turn = try #require(engine.execute("import \(path) as=c"))
    #expect(engine.workspace.networkNames == (turn.isSuccess ? ["c", "net"] : ["net"]))
    guard turn.isSuccess else { return }
    let entry = try #require(engine.workspace.entry)
    #expect(entry.network.parameters.allSatisfy { $0.value.isFinite })
  }

  @Test func pathsThatAreNone() {
    let scratch = Scratch()
    let engine = Engine.after([Self.network])
    for (path, code) in [
      (scratch.path + "/none.safetensors", "no-file"), (scratch.path, "bad-file"),
      (scratch.file("e.safetensors", "text"), "bad-file"),
    ] {
      let error = engine.execute("import \(path)")?.diagnostic
      #expect(error?.code.description == code && error?.span != nil)
    }
  }
}
