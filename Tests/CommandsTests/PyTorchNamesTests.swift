import Networks
import Tensors
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Workspaces

/// State dicts of PyTorch: in by `into`, out by `names=pytorch`.
@Suite struct PyTorchNamesTests {
  private static let data = "data shapes train=32 test=16 batch=16"

  /// A file of tensors.
  private static func write(
    _ network: Network, to path: String, naming: (String) -> String
  ) throws -> [UInt8] {
    var file = Safetensors()
    for tensor in network.graph.stateTensors { file[naming(tensor.name)] = network[tensor.place] }
    var bytes: [UInt8] = []
    try file.write { bytes += $0 }
    return bytes
  }

  /// Out and in again: the same logits, bit for bit; the names are PyTorch's.
  @Test func outAndIn() throws {
    let scratch = Scratch()
    let path = scratch.file("net.safetensors")
    let engine = Engine.after([Self.data, "network resnet20 width=0.25", "train 1"])
    for _ in 0..<2 {
      let report = try engine.report("export \(path) names=pytorch")
      #expect(report["companion"] == .string(scratch.file("net.py")))
      #expect(report["file"] == .string(path))
    }
    let file = try SafetensorsFile(path)
    #expect(file.entry("layer3.2.conv2.weight") != nil && file.entry("linear.bias") != nil)
    #expect(file.metadata["pollard_network"] == nil)
    let text = scratch.read("net.py")
    #expect(text.hasPrefix("# A network in PyTorch, written by pollard "))
    #expect(
      text.contains(
        "put(self, \"layer2.0.conv1\", nn.Conv2d(4, 8, (3, 3), stride=(2, 2), padding=(1, 1), "
          + "dilation=(1, 1), groups=1, bias=False))"))
    let other = Engine.after([Self.data])
    let report = try other.report("import \(path) into resnet20 as=again input=1x16x16")
    #expect(report["missing"] == [] && report["unused"] == [])
    #expect(
      try NetworkFileTests.logits(other, "again") == NetworkFileTests.logits(engine, "resnet20"))
    #expect(other.workspace.entry?.fileNames["s1b1.conv1"] == "layer1.0.conv1")
    // Into the network in use, whose preset has the same names.
    let third = Engine.after([Self.data, "network resnet20 width=0.25", "import \(path) as=x"])
    #expect(try NetworkFileTests.logits(third, "x") == NetworkFileTests.logits(engine, "resnet20"))
  }

  /// Pruned widths go out, and come back into a network of those widths.
  @Test func pruned() throws {
    let scratch = Scratch()
    let path = scratch.file("net.safetensors")
    let lines = [
      Self.data, "network resnet20 width=0.25", "gate attach *", "gate set s1b1.conv1[1-2] off",
      "train 1", "compact as=small",
    ]
    let engine = Engine.after(lines)
    #expect(engine.execute("export \(path) names=pytorch")?.diagnostic == nil)
    let error = try #require(
      Engine.after([Self.data]).execute("import \(path) into resnet20 input=1x16x16")?.diagnostic)
    #expect(error.code == "does-not-fit" && error.message.contains("nothing was built"))
    #expect(
      error.quote?.contains(
        "s1b1.conv1.weight (layer1.0.conv1.weight): 2x4x3x3 in the file, 4x4x3x3 in the network")
        == true)
    let other = Engine.after(lines + ["import \(path) as=back"])
    #expect(
      try NetworkFileTests.logits(other, "back") == NetworkFileTests.logits(engine, "small"))
  }

  /// Names with `module.` in front, shortcuts of 1x1, and names that a map tells.
  @Test func othersByTheirNames() throws {
    let scratch = Scratch()
    let graph = try ResNet(blocks: 3).graph(
      of: ["conv1.weight": [4, 3, 3, 3], "s2b1.conv3.weight": [1]], input: Shape(3, 8, 8))
    let network = Network(graph, seed: 3)
    let map = try NameMap(ResNet(blocks: 3).stateNames)
    try scratch.file(
      "a.safetensors",
      Self.write(network, to: "a") { "module." + map.theirs($0).replacing("linear.", with: "fc.") })
    let engine = Engine.after(["import \(scratch.file("a.safetensors")) into resnet20 as=a"])
    let found = try #require(engine.workspace.entry)
    #expect(found.network.graph.lines == graph.lines)
    for tensor in graph.stateTensors {
      #expect(found.network[tensor.place].values == network[tensor.place].values)
    }
    try scratch.file(
      "b.safetensors", Self.write(network, to: "b") { "net/" + $0.replacing(".", with: ".x-") })
    let text =
      "net/*.x-conv*.x-weight = {1}.conv{2}.weight\nnet/*.x-bn*.x-weight = {1}.bn{2}.weight"
    let names = scratch.file("names.txt", text)
    let line = "import \(scratch.file("b.safetensors")) into resnet20 as=b map=\(names)"
    #expect(engine.execute(line)?.diagnostic?.code == "does-not-fit")
    scratch.file(
      "names.txt",
      """
      net/*.x-*.x-* = {1}.{2}.{3}
      net/*.x-* = {1}.{2}

      """)
    #expect(engine.execute(line)?.diagnostic == nil)
    #expect(engine.workspace.current == "b")
  }

  @Test func mistakes() throws {
    let scratch = Scratch()
    let file = scratch.file("net.safetensors")
    let engine = Engine.after(["network mlp 4 input=2 classes=2", "export \(file) names=pytorch"])
    let bad = scratch.file("bad.txt", "a ** = b")
    let onnx = scratch.file("net.onnx")
    _ = engine.execute("export \(onnx)")
    try scratch.file("binary.txt", [0xFF, 0xFE, 0x00])
    let clash = scratch.file("clash.txt", "fc1 = fc2")
    for (line, code, says) in [
      ("import \(file) into", "missing-argument", "PRESET"),
      ("import \(file) into resnet20", "does-not-fit", "nothing was built"),
      ("import \(file) into resnet20 partial=on", "does-not-fit", "partial"),
      ("import \(file) into mlp map=\(bad)", "bad-file", "line 1"),
      ("import \(file) into mlp map=\(scratch.file("binary.txt"))", "bad-file", "UTF-8"),
      ("import \(file) into mlp map=\(scratch.path)/none", "no-file", "none"),
      ("import \(file) map=\(clash) as=c", "does-not-fit", "one name"),
      ("import \(onnx) into resnet20", "needless-option", "into"),
      ("import \(onnx) map=\(bad)", "needless-option", "map"),
      ("export \(scratch.file("x.onnx")) names=pytorch", "bad-value", "names="),
    ] {
      let error = try #require(engine.execute(line)?.diagnostic, "\(line)")
      #expect(error.code.description == code && error.message.contains(says), "\(line) \(error)")
    }
    #expect(engine.workspace.networkNames == ["mlp"])
    // A .py that is not ours is spared, and so is what lies beside it.
    let before = try scratch.bytes("net.safetensors")
    scratch.file("net.py", "mine")
    let error = engine.execute("export \(file) names=pytorch")?.diagnostic
    #expect(error?.code == "file-exists" && scratch.read("net.py") == "mine")
    #expect(try scratch.bytes("net.safetensors") == before)
  }
}
