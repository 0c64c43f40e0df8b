import TestSupport
import TensorsTestSupport
import Tensors
import Testing

@testable import Networks

extension NetworksSuite {
  /// Networks as C: compiled without a warning, and run beside `Network.forward`.
  @Suite(.enabled(if: CProgramRun.isPossible, "needs cc with its sanitizers"))
  struct CSourceTests {
    /// Of the largest output.
    static let tolerance: Float = 1e-5

    static func source(_ network: Network, _ notes: [String] = []) throws -> CSource {
      try CSource(network, name: "net", version: "1", notes: notes)
    }

    static func text(_ source: CSource) throws -> String {
      var bytes: [UInt8] = []
      try source.write { bytes += $0 }
      return String(decoding: bytes, as: UTF8.self)
    }

    /// Compiles all networks into one program and compares each on `count` images.
    static func compare(
      _ networks: [(name: String, network: Network)], _ flags: [String], images count: Int
    ) throws {
      let sources = try networks.map { try Self.source($0.network) }
      let run = try CProgramRun(
        zip(networks, sources).map {
          ($1, $0.network.graph.input.size, $0.network.graph.output.size)
        }, flags)
      for (index, (name, network)) in networks.enumerated() {
        let (x, _) = Formula.batch("c", count, network.graph.input)
        let wanted = try network.forward(x, mode: .evaluation).output.value.images
        let found = try run(index, x.images)
        #expect(found.count == wanted.count, "\(name)")
        let largest = wanted.reduce(InferenceTests.leastOutput) { max($0, abs($1)) }
        let difference = zip(found, wanted).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
        #expect(difference <= tolerance * largest, "\(name): \(difference / largest)")
        #expect(found.allSatisfy { $0.isFinite }, "\(name)")
        let lines = try text(sources[index]).split(separator: "\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 100 }, "\(name)")
      }
    }

    static var presets: [(String, Network)] {
      get throws {
        try PresetTests.names.map { ($0, try PresetTests.network($0, width: 0.25).fromFormula()) }
      }
    }

    @Test func presets() throws {
      try Self.compare(Self.presets, CProgramRun.optimised, images: 20)
    }

    @Test func presetsUnderSanitizers() throws {
      try Self.compare(Self.presets, CProgramRun.sanitised, images: 1)
    }

    /// Layer examples, graphs by hand, and graphs at random in which every layer is met.
    static var graphs: [(String, Network)] {
      get throws {
        var graphs: [Graph] = try LayerExample.all.map { try $0.graph() }
        graphs += try InferenceTests.graphs.map { try Graph(input: $0.input, lines: $0.lines) }
        var random = SplitMix(seed: 11)
        for _ in 0..<4000 {
          var lines: [String] = []
          let input = random.one(of: Array(GraphFuzzTests.inputs.prefix(4)))
          for _ in 0...random.below(9) {
            let line = GraphFuzzTests.line(&random, names: lines.count) + " name=n\(lines.count)"
            guard let longer = try? Graph(input: input, lines: lines + [line]),
              GraphFuzzTests.isSmall(longer)
            else { continue }
            lines.append(line)
          }
          guard lines.count > 2 else { continue }
          graphs.append(try Graph(input: input, lines: lines))
        }
        return try graphs.filter { !$0.nodes.contains(where: \.isGate) }.map { graph in
          let network = try Network(graph, seed: 3).withoutUnread().fromFormula()
          return ("\(graph.input) \(graph.lines)", network)
        }
      }
    }

    @Test(arguments: [CProgramRun.optimised, CProgramRun.sanitised])
    func everyLayerAndAnyGraph(_ flags: [String]) throws {
      let graphs = try Self.graphs
      #expect(graphs.count > 150, "\(graphs.count)")
      let met = Set(graphs.flatMap { $0.1.graph.nodes.map { type(of: $0.layer).keyword } })
      for kind in LayerCatalog.all where kind.isTyped { #expect(met.contains(kind.keyword)) }
      try Self.compare(graphs, flags, images: 5)
    }

    /// A norm that nothing takes along, with constants of its own.
    @Test func normsByThemselves() throws {
      let lines = ["relu", "batchnorm epsilon=0.5", "conv 3 2x2", "batchnorm epsilon=0.25"]
      let network = Network(try Graph(input: Shape(3, 4, 4), lines: lines), seed: 1).fromFormula()
      try Self.compare([("norms", network)], CProgramRun.optimised, images: 3)
    }

    /// A layer that says nothing of C is refused by its name.
    @Test func layersWithoutAForm() throws {
      var graph = try Graph(input: Shape(4), lines: ["linear 3"])
      try graph.append(InferenceTests.Doubling(), name: "twice")
      let error = #expect(throws: LayerError.self) {
        try Self.source(Network(graph, seed: 1))
      }
      #expect(error?.message == "layer ‘twice’: ‘doubling’ has no form in C")
      #expect(throws: Interruption.self) {
        let stop = StopFlag()
        stop.raise()
        _ = try CSource(
          Network(Graph(input: Shape(4), lines: ["linear 3"]), seed: 1), name: "x", version: "1",
          notes: [], stop: stop)
      }
    }

    /// Two maps of 8x32x32 are all that is held at once, the sums in the place of a shortcut.
    @Test func memoryIsShared() throws {
      let graph = try ResNet(blocks: 3).graph(
        input: Shape(3, 32, 32), classes: 10, width: 0.5, sizes: [])
      let source = try Self.source(Network(graph, seed: 1))
      #expect(source.activationBytes == 2 * 8 * 32 * 32 * 4)
      // One layer writes where the caller wants it.
      let line = try Graph(input: Shape(4), lines: ["linear 3", "relu", "dropout", "batchnorm"])
      let small = try Self.source(Network(line, seed: 1))
      #expect(small.activationBytes == 0)
      let text = try Self.text(small)
      #expect(!text.contains("arena"))
    }

    /// Names of files that other programs wrote, names of C, names that differ in signs alone.
    @Test func namesAndNotesAreSafe() throws {
      let names = [
        "a/b:0", "a-b:0", "a+b:0", "int", "1st", "_Bool", "ü", "π/2", "arena", "in", "main",
        String(repeating: "long/", count: 60), String(repeating: "long/", count: 60) + "2",
      ]
      let lines = names.map { "linear 3 name=\($0)" }
      let network = Network(try Graph(input: Shape(2), lines: lines), seed: 1).fromFormula()
      let notes = [
        "*/ int broken = ; /*", "a\\\nb\\", "what??/", "/* // */*/", "\u{202E}turned\u{2066}",
        "tab\tand\rreturn\0zero", "Bär, 雪, 🌳", String(repeating: "x", count: 500),
        "#include <nothing.h>", "\"quoted\" %s", "",
      ]
      let source = try CSource(
        network, name: "evil */ name\\", version: "1", notes: notes)
      for flags in [CProgramRun.optimised, CProgramRun.sanitised] {
        let run = try CProgramRun([(source, 2, 3)], flags)
        let (x, _) = Formula.batch("names", 3, Shape(2))
        let wanted = try network.forward(x, mode: .evaluation).output.value.images
        let found = try run(0, x.images)
        let largest = wanted.reduce(0) { max($0, abs($1)) }
        let difference = zip(found, wanted).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
        #expect(difference <= Self.tolerance * largest)
      }
      let text = try Self.text(source)
      #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 100 })
    }

    /// Weights that no training gives stand there as they are.
    @Test func weightsAtTheEdges() throws {
      var network = Network(
        try Graph(input: Shape(1), lines: ["linear 8 bias=off"]), seed: 1)
      let weights: [Float] = [
        0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -1, .leastNormalMagnitude,
        .infinity, .nan,
      ]
      network.parameters[0].value = Tensor([8, 1]) { weights[$0] }
      let run = try CProgramRun([(Self.source(network), 1, 8)], CProgramRun.optimised)
      let found = try run(0, [1])
      #expect(found[0..<7].elementsEqual(weights[0..<7]) && found[7].isNaN)
    }
  }
}
