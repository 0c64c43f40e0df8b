import Tensors
import TestSupport
import Testing

@testable import Networks

/// Names of other programs, both ways.
@Suite struct NameMapTests {
  @Test func aFewNames() throws {
    let map = try NameMap(
      """
      # what they call a block
      layer*.*.conv* = s{1}b{2+1}.conv{3}   # numbers from 0 there
      fc = fc1
      head.weight = last.weight
      """)
    for (theirs, ours) in [
      ("layer2.0.conv1.weight", "s2b1.conv1.weight"), ("layer10.9.conv2.bias", "s10b10.conv2.bias"),
      ("fc.bias", "fc1.bias"), ("head.weight", "last.weight"),
    ] {
      #expect(map.ours(theirs) == ours)
      #expect(map.theirs(ours) == theirs)
    }
    for name in ["layer2.x.conv1.weight", "layer2.0.bn1.weight", "fc", "head.bias", "", ".", "a.b"]
    {
      let isLayer = name == "fc"
      #expect(map.ours(name) == (isLayer ? "fc1" : name))
    }
    #expect(map.ours(of: ["fc.weight", "fc1.weight"]).clash?.second == "fc1.weight")
    #expect(map.ours(of: ["fc.weight", "a"]).names == ["fc.weight": "fc1.weight", "a": "a"])
  }

  @Test func whatIsNoMap() {
    for (text, line, reason) in [
      ("a = b\na b", 2, "THEIRS = OURS"), ("a = ", 1, "THEIRS"), ("a=b", 1, "blanks"),
      ("** = a", 1, "one *"), ("a* = {2}", 1, "fewer"), ("a* = {0}", 1, "braces"),
      ("a* = {1", 1, "braces"), ("a* = }", 1, "braces"), ("a* = {1+}", 1, "braces"),
      ("\(String(repeating: "x", count: 300)) = a", 1, "longer"),
      (String(repeating: "a = b\n", count: 5000), 4097, "more than 4096"),
    ] {
      let error = #expect(throws: NameMap.FormatError.self) { try NameMap(text) }
      #expect(error?.line == line && error?.reason.contains(reason) == true, "\(text.prefix(20))")
    }
  }

  /// Text at random: a map or an error, and no name takes long.
  @Test func anyText() {
    var random = SplitMix(seed: 4)
    let pieces = [
      "*", ".", "a", "{1}", "{2-1}", "{", "}", " = ", "\n", "#", "1", "99999999999", "é",
    ]
    var read = 0
    for _ in 0..<5000 * SplitMix.rounds {
      let text = (0...random.below(14)).map { _ in random.one(of: pieces) }.joined()
      guard let map = try? NameMap(text) else { continue }
      read += 1
      for _ in 0..<3 {
        let name = (0...random.below(8)).map { _ in random.one(of: pieces) }.joined()
        _ = map.ours(name)
        _ = map.theirs(name)
      }
    }
    #expect(read > 100)
  }

  /// Holes that touch try every place, of which a name has few.
  @Test func manyHoles() throws {
    let stars = Array(repeating: "*", count: 40).joined(separator: ".")
    let holes = (1...9).map { "{\($0)}" }.joined()
    let map = try NameMap("\(stars) = \(holes)")
    let name = Array(repeating: "a", count: 40).joined(separator: ".")
    #expect(map.ours(name) == String(repeating: "a", count: 9))
    #expect(map.theirs(String(repeating: "a", count: 30)) == String(repeating: "a", count: 30))
  }

  /// Each tensor of a preset has one name in PyTorch, which leads back to it.
  @Test(arguments: NetworksSuite.PresetTests.names) func presets(_ name: String) throws {
    let kind = try #require(ArchitectureCatalog.find(name))
    let map = try NameMap(kind.stateNames)
    let network = try NetworksSuite.PresetTests.network(name)
    let names = network.graph.stateTensors.map(\.name)
    let theirs = names.map(map.theirs)
    #expect(Set(theirs).count == names.count)
    #expect(theirs.map(map.ours) == names)
    // The graph is found again by the sizes of its tensors.
    let shapes = Dictionary(
      uniqueKeysWithValues: network.graph.stateTensors.map { ($0.name, $0.dimensions) })
    if !kind.stateNames.isEmpty {
      let graph = try kind.graph(of: shapes, input: network.graph.input)
      #expect(graph.lines == network.graph.lines)
    }
  }

  /// Shortcuts of 1x1, and VGG with its three linear layers, as their tensors tell.
  @Test func variants() throws {
    let shortcuts = try ResNet(blocks: 3).graph(
      of: ["s2b1.conv3.weight": [32, 16, 1, 1]], input: nil)
    #expect(shortcuts.nodes.contains { $0.name == "s3b1.bn3" })
    #expect(!shortcuts.nodes.contains { $0.name.hasSuffix("shortcut") })
    let shapes = [
      "conv1.weight": [64, 3, 3, 3], "conv1.bias": [64], "fc1.weight": [40, 512 * 49],
      "fc2.weight": [30, 40], "fc3.weight": [7, 30],
    ]
    let vgg = try VGG.vgg16.graph(of: shapes, input: nil)
    #expect(vgg.input == Shape(3, 224, 224) && vgg.output == Shape(7))
    #expect(vgg.stateTensors.contains { $0.name == "conv13.bias" })
    for sizes in [[Int.max, 1], [0], [], [-1, 5], [1 << 40, 1 << 40]] {
      let hostile = [
        "conv1.weight": sizes, "fc1.weight": sizes, "s2b1.conv3.weight": sizes,
        "fc2.weight": sizes,
      ]
      for kind in ArchitectureCatalog.all { _ = try? kind.graph(of: hostile, input: nil) }
    }
  }
}
