import TensorsTestSupport
import TestSupport
import Testing

@testable import Networks
@testable import Tensors

extension NetworksSuite {
  /// The plain path for a few images against the lanes of `Network.forward`.
  @Suite struct InferenceTests {
    /// Of the largest output: what folding and another order of sums may change.
    static let tolerance: Float = 1e-4
    /// What a rectifier leaves of sums that cancel may be next to nothing; their terms are not.
    static let leastOutput: Float = 0.01
    static let counts = [1, 2, 15]

    /// Graphs that meet what the presets do not.
    static let graphs: [(input: Shape, lines: [String])] = [
      // Two branches of one map side by side, one of them read twice.
      (
        Shape(3, 9, 7),
        [
          "conv 5 3x3 pad=1 name=a", "relu name=b", "conv 7 1x1 name=c from=b",
          "sigmoid name=d", "concat from=b,d", "conv 4 5x5 pad=2", "avgpool 3 stride=2",
          "linear 10",
        ]
      ),
      // Depthwise and grouped convolutions, with strides, without margins, with wide ones.
      (
        Shape(6, 11, 10),
        [
          "depthwise 3x3 pad=1 bias=off", "batchnorm", "relu", "conv 12 1x1", "batchnorm", "relu",
          "conv 8 3x2 stride=2 pad=1 groups=4", "relu", "depthwise 2x3 stride=2 pad=4",
          "conv 9 3x3", "conv 20 3x3 pad=5", "maxpool 3 stride=2", "globalpool", "linear 10",
        ]
      ),
      // Residual sums of every kind: of three, of a map with itself, of two folded branches, with
      // what the convolution itself reads.
      (
        Shape(4, 8, 8),
        [
          "conv 4 3x3 pad=1 name=a", "batchnorm name=an", "relu name=ar",
          "conv 4 3x3 pad=1 name=b", "sum name=s from=b,ar", "relu name=sr",
          "conv 6 1x1 stride=2 name=p from=sr", "batchnorm name=pn",
          "conv 6 3x3 stride=2 pad=1 name=q from=sr", "batchnorm name=qn",
          "sum name=t from=pn,qn", "relu name=tr", "sum name=u from=tr,tr",
          "conv 6 3x3 pad=1 name=v from=u", "sum name=w from=v,u,tr", "shortcut 9 stride=2",
          "batchnorm", "linear 10",
        ]
      ),
      // Maps of few positions, and vectors all the way.
      (
        Shape(40, 4, 4),
        [
          "conv 50 3x3 pad=1", "batchnorm", "relu name=r", "conv 50 3x3 pad=1", "relu name=s",
          "sum from=s,r", "conv 33 2x2", "maxpool 3", "conv 12 1x1", "flatten", "linear 17",
          "batchnorm", "relu", "dropout 0.5", "linear 10",
        ]
      ),
      // Minimal filtering: tiles that fill no whole vector, wide margins, sums behind it, a cap.
      (
        Shape(33, 24, 28),
        [
          "conv 36 3x3 pad=1 name=a", "batchnorm name=an", "relu6 name=r",
          "conv 36 3x3 pad=1 bias=off name=b", "batchnorm name=bn", "sum name=s from=bn,r",
          "relu name=sr", "conv 40 3x3 pad=1", "conv 4 5x5 pad=2", "globalpool", "linear 10",
        ]
      ),
      // Activations that make something of the zeros around a map, before windows that read them.
      (
        Shape(5, 9, 7),
        [
          "conv 6 3x3 pad=1", "hardsigmoid", "conv 6 3x3 pad=1", "clip low=0.1 high=0.4",
          "conv 6 5x5 pad=2", "hardswish", "depthwise 3x3 pad=1", "clip high=-0.1",
          "conv 4 3x3 pad=1", "linear 10",
        ]
      ),
      // Gates by image on channels and on a block, static and forced ones.
      (
        Shape(3, 8, 8),
        [
          "conv 8 3x3 pad=1 name=a", "relu name=ar",
          "gates name=g of=8 channels=0-7 block=on from=ar", "conv 8 3x3 pad=1 name=b from=ar",
          "relu name=br", "gated name=bg from=br,g", "conv 8 3x3 pad=1 name=c", "batchnorm",
          "gated name=cg first=8 shared=on from=bn1,g", "sum from=cg,ar", "relu name=cr",
          "gates name=h of=8 channels=0-7 kind=static on=1 off=2 from=input",
          "gated name=ch from=cr,h", "gates name=i of=8 channels=0-7 estimator=gumbel off=3",
          "gated from=ch,i", "globalpool", "linear 10",
        ]
      ),
    ]

    /// The largest difference, of the largest output.
    static func error(
      _ network: Network, _ count: Int, _ inference: Inference? = nil
    ) throws -> Float {
      let (x, _) = Formula.batch("inference", count, network.graph.input)
      let (output, pass) = try network.forward(x, mode: .evaluation)
      // A logit this close to zero may open a gate here and close it there.
      try #require(pass.gates.allSatisfy { $0.logits.images.allSatisfy { abs($0) > 1e-5 } })
      let wanted = output.value.images
      let found = try (inference ?? Inference(network)).run(x.images, count: count)
      #expect(found.count == wanted.count)
      let largest = wanted.reduce(0) { max($0, abs($1)) }
      let difference = zip(found, wanted).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
      return difference / max(largest, Self.leastOutput)
    }

    @Test(arguments: PresetTests.names, counts) func presets(
      _ name: String, _ count: Int
    ) throws {
      let network = try PresetTests.network(name, width: 0.25).fromFormula()
      #expect(try Self.error(network, count) < Self.tolerance)
    }

    @Test(arguments: graphs.indices, counts) func builtByHand(
      _ index: Int, _ count: Int
    ) throws {
      let (input, lines) = Self.graphs[index]
      let network = Network(try Graph(input: input, lines: lines), seed: 2).fromFormula()
      #expect(try Self.error(network, count) < Self.tolerance)
    }

    /// What has no form of its own says so in its example: it runs with most lanes empty.
    @Test(arguments: LayerExample.all) func everyLayer(_ example: LayerExample) throws {
      let network = Network(try example.graph(), seed: 4).fromFormula()
      for count in Self.counts { #expect(try Self.error(network, count) < Self.tolerance) }
      #expect(try Inference(network).inLanes.isEmpty == !example.runsInLanes)
    }

    /// A layer that says nothing but its words and `forward` runs too, and is named.
    @Test(arguments: counts) func aLayerWithoutAForm(_ count: Int) throws {
      var graph = try Graph(
        input: Shape(3, 9, 7), lines: ["conv 5 3x3 pad=1", "relu", "conv 4 3x3 pad=1"])
      try graph.append(Doubling(), name: "twice")
      try graph.append(Conv(outputs: 2, geometry: .point, hasBias: true))
      try graph.append(Doubling(), name: "again")
      let network = Network(graph, seed: 4).fromFormula()
      #expect(try Inference(network).inLanes == ["twice", "again"])
      #expect(try Self.error(network, count) < Self.tolerance)
    }

    /// `y = 2 x + x`, as somebody would begin a layer.
    struct Doubling: Layer {
      static let keyword = "doubling"
      static let synopsis = ""
      static let summary = "adds every number to itself, twice"

      init() {}
      init(_ arguments: inout LayerArguments) throws(LayerError) {}

      var text: String { "doubling" }

      func output(of inputs: [Shape]) throws(LayerError) -> Shape { try only(inputs) }

      func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
        let x = inputs[0].value
        return pass.output(x.adding(x).adding(x), tracked: inputs[0].isTracked) { dy in
          inputs[0].accumulate(dy.adding(dy).adding(dy))
        }
      }
    }

    /// Pruned widths fill no tile.
    @Test(arguments: [0.0625, 0.3, 0.81]) func oddWidths(_ width: Double) throws {
      for name in ["resnet20", "vgg16"] {
        let network = try PresetTests.network(name, width: width).fromFormula()
        #expect(try Self.error(network, 3) < Self.tolerance)
      }
    }

    /// Graphs at random.
    @Test func anyGraph() throws {
      var random = SplitMix(seed: 9)
      var ran = 0
      for _ in 0..<16_000 {
        var lines: [String] = []
        let input = random.one(of: Array(GraphFuzzTests.inputs.prefix(4)))
        var graph = Graph(input: input)
        for _ in 0...random.below(8) {
          let line = GraphFuzzTests.line(&random, names: lines.count) + " name=n\(lines.count)"
          guard let longer = try? Graph(input: input, lines: lines + [line]),
            GraphFuzzTests.isSmall(longer)
          else { continue }
          graph = longer
          lines.append(line)
        }
        guard graph.nodes.count > 1 else { continue }
        let network = Network(graph, seed: 1).fromFormula()
        let count = 1 + random.below(3)
        #expect(try Self.error(network, count) < Self.tolerance, "\(input) \(lines)")
        ran += 1
      }
      #expect(ran > 1500, "\(ran)")
    }

    /// The library's products, which machines without wide vectors use.
    @Test(arguments: ["resnet20", "convnet", "mlp"]) func library(_ name: String) throws {
      let network = try PresetTests.network(name, width: 0.5).fromFormula()
      for count in Self.counts {
        let inference = try Self.compiled(network, .openBLAS)
        #expect(try Self.error(network, count, inference) < Self.tolerance)
      }
      for (input, lines) in Self.graphs {
        let network = Network(try Graph(input: input, lines: lines), seed: 2).fromFormula()
        #expect(try Self.error(network, 2, Self.compiled(network, .openBLAS)) < Self.tolerance)
      }
    }

    static func compiled(_ network: Network, _ engine: FewImagesEngine) throws -> Inference {
      var compiler = InferenceCompiler(network) {
        FewImagesBuilder(input: $0, halos: $1, engine: engine)
      }
      return Inference(network.graph, try compiler.program())
    }

    /// The same digits at any thread count, and at both levels that fuse.
    @Test(arguments: ["resnet20", "vgg16"]) func digits(_ name: String) throws {
      let network = try PresetTests.network(name, width: 0.5).fromFormula()
      let images = Formula.batch(name, 3, network.graph.input).0.images
      let inference = try Inference(network)
      let wanted = inference.run(images, count: 3)
      for threads in 1...3 {
        for level in Processor.fusedLevels {
          let found = Processor.using(level: level, threads: threads) {
            inference.run(images, count: 3)
          }
          #expect(found == wanted)
        }
      }
    }

    /// What an earlier batch left in the buffers reaches no later one.
    @Test(arguments: ["resnet20", "lenet5"]) func steady(_ name: String) throws {
      let network = try PresetTests.network(name, width: 0.25).fromFormula()
      let size = network.graph.input.size
      let images = Formula.batch(name, 15, network.graph.input).0.images
      let inference = try Inference(network)
      let fresh = inference.run(Array(images[0..<size]), count: 1)
      let all = inference.run(images, count: 15)
      _ = inference.run(images.map { $0 * 1000 }, count: 15)
      let bytes = inference.bufferBytes
      #expect(inference.run(images, count: 15) == all)
      #expect(inference.run(Array(images[0..<size]), count: 1) == fresh)
      #expect(inference.bufferBytes == bytes)
    }
  }
}
