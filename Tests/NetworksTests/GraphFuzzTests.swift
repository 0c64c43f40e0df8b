import Tensors
import TestSupport
import Testing

@testable import Networks

/// Lines at random: a graph or a `LayerError`, never a trap; a graph computes.
@Suite struct GraphFuzzTests {
  static let cases = 40_000 * SplitMix.rounds
  static let numbers = [
    "0", "1", "2", "3", "4", "8", "7", "-1", "1024", "1025", "1048575", "1048576", "1048577",
    "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e9", "nan", "inf",
    "", "+3", "3x3", "1x1", "x", "3x", "x3", "3x3x3", "0x0", "1024x1024", "50%", "0.5", "∞", "٣",
  ]
  static let options = [
    "stride", "pad", "groups", "bias", "first", "shared", "of", "channels", "block", "kind",
    "estimator", "hidden", "on", "off", "", "name", "colour", "dilation", "outpad", "ceil", "count",
    "mode",
    "start", "end", "order", "low", "high", "alpha", "beta", "k",
  ]
  static let values = [
    "on", "off", "static", "dynamic", "gumbel", "straight-through", "0-3", "0-1048575", "3-1",
    "0,0", "a", "=", "input", "2x1", "1,0,1,0", "0,0,1,1", "inside", "bilinear", "0,2,1",
  ]
  static let inputs = [
    Shape(1), Shape(3, 8, 8), Shape(4, 5, 3), Shape(7), Shape(1 << 20), Shape(1, 1 << 20, 1 << 20),
    Shape(1 << 20, 1 << 20, 1 << 20), Shape(1 << 15, 1 << 5, 1 << 5), Shape(0),
  ]

  static func line(_ random: inout SplitMix, names: Int) -> String {
    var words = [random.one(of: LayerCatalog.all.map { $0.keyword })]
    if random.below(3) > 0 { words.append(random.one(of: Array(numbers.prefix(7)))) }
    while random.below(5) == 0 { words.append(random.one(of: numbers)) }
    while random.below(4) == 0 {
      let value = random.below(2) == 0 ? random.one(of: numbers) : random.one(of: values)
      words.append("\(random.one(of: options))=\(value)")
    }
    if random.below(4) == 0 {
      let from = (0...random.below(3)).map { _ in
        random.below(4) == 0 ? "input" : "n\(random.below(names + 1))"
      }
      words.append("from=\(from.joined(separator: ","))")
    }
    return words.joined(separator: " ")
  }

  @Test(arguments: 0..<4) func anything(_ seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    var built = 0
    var computed = 0
    for _ in 0..<Self.cases / 4 {
      var lines: [String] = []
      let input = random.one(of: Self.inputs)
      var graph = Graph(input: input)
      for _ in 0...random.below(6) {
        let line = Self.line(&random, names: lines.count) + " name=n\(lines.count)"
        do {
          graph = try Graph(input: input, lines: lines + [line])
          lines.append(line)
        } catch {
          #expect(!error.message.isEmpty)
        }
      }
      guard !graph.nodes.isEmpty else { continue }
      built += 1
      try Self.check(graph)
      if Self.isSmall(graph) {
        computed += 1
        try Self.compute(graph)
      }
    }
    #expect(built > Self.cases / 20 && computed > Self.cases / 40, "\(built) \(computed)")
  }

  private static func check(_ graph: Graph) throws {
    #expect(try Graph(input: graph.input, lines: graph.lines).lines == graph.lines)
    #expect(graph.work.allSatisfy { $0.work.multiplyAdds.isFinite && $0.work.multiplyAdds >= 0 })
    for node in graph.nodes { _ = node.layer.buffers(of: node.inputShapes) }
  }

  /// Whether a graph is computed in no time.
  static func isSmall(_ graph: Graph) -> Bool {
    graph.nodes.allSatisfy { node in
      node.shape.size < 3000 && node.inputShapes.allSatisfy { $0.size < 3000 }
        && node.layer.work(of: node.inputShapes).multiplyAdds < 1e6
        && node.layer.parameters(of: node.inputShapes).allSatisfy {
          $0.dimensions.reduce(1, *) < 30_000
        }
        && ((node.layer as? Conv)?.geometry.margins.list.max() ?? 0) < 10
        && ((node.layer as? Depthwise)?.geometry.margins.list.max() ?? 0) < 10
        && ((node.layer as? Deconv)?.geometry.margins.list.max() ?? 0) < 10
        && ((node.layer as? Deconv)?.geometry.padded(node.shape).size ?? 0) < 10_000
    }
  }

  private static func compute(_ graph: Graph) throws {
    let network = Network(graph, seed: 1)
    let x = Activations(
      2, graph.input, images: Formula.uniform("fuzz", 2 * graph.input.size))
    let (output, pass) = try network.forward(x, mode: .training, recording: true)
    #expect(output.value.shape == graph.output && output.value.isFinite)
    output.accumulate(Activations(2, graph.output, repeating: 1))
    try pass.runBack()
    #expect(pass.gradients.allSatisfy { $0?.isFinite ?? true })
  }
}
