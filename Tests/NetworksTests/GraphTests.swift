import NetworksTestSupport
import Tensors
import TensorsTestSupport
import Testing

@testable import Networks

/// Networks put together by hand, and what cannot be put together.
@Suite struct GraphTests {
  static let residual = [
    "conv 4 3x3 pad=1 bias=off name=c1", "batchnorm name=b1", "relu name=r1",
    "conv 4 3x3 pad=1 bias=off name=c2", "batchnorm name=b2", "sum name=s from=b2,r1",
    "relu name=r2", "conv 6 3x3 stride=2 pad=1 name=c3", "batchnorm name=b3",
    "shortcut 6 stride=2 name=k from=r2", "sum from=k,b3,k", "relu", "globalpool", "linear 3",
  ]
  static let branches = [
    "conv 3 1x1 name=one", "conv 2 3x3 pad=1 name=three from=input",
    "avgpool 2 name=small from=input", "depthwise 3x3 pad=1 from=input name=deep",
    "concat from=one,three,deep,one", "sigmoid", "maxpool 2", "concat from=pool2,small", "flatten",
    "linear 5", "relu", "linear 3",
  ]

  @Test(arguments: [residual, branches]) func handMade(_ lines: [String]) throws {
    let graph = try Graph(input: Shape(2, 6, 6), lines: lines)
    #expect(graph.output == Shape(3))
    #expect(try Graph(input: graph.input, lines: graph.lines).lines == graph.lines)
    let network = Network(graph, seed: 4).fromFormula()
    for count in [1, 18] {
      for mode in [Pass.Mode.evaluation, .training] {
        let (x, labels) = Self.batch(count, graph.input)
        var oracle = GraphOracle(network, training: mode == .training)
        let output = try network.forward(x, mode: mode).output.value
        #expect(LayerTests.error(output.images, oracle.output(Batch(x)).values) < 5e-6)
        let (loss, pass) = try network.gradients(x, labels, mode: mode)
        #expect(abs(loss - oracle.loss(Batch(x), labels)) < 5e-6)
        for index in graph.nodes.indices {
          let range = network.parameterRange(of: index)
          for parameter in range {
            let found = try #require(pass.gradients[parameter]).values
            let error = Self.error(of: found) { place, change in
              oracle.nodes[index].parameters[parameter - range.lowerBound][place] += change
              return oracle.loss(Batch(x), labels)
            }
            #expect(error < 2e-5, "\(network.parameters[parameter].name) \(mode) \(count)")
          }
        }
      }
    }
  }

  static func batch(_ count: Int, _ shape: Shape) -> (Activations, [Int]) {
    let (x, labels) = Formula.batch("graph", count, shape)
    return (x, labels.map { $0 % 3 })
  }

  /// The largest difference from central differences, of the largest gradient or 0.01.
  ///
  /// - Parameter loss: the loss after the number at a place moved.
  static func error(of found: [Float], _ loss: (Int, Double) -> Double) -> Double {
    guard found.allSatisfy({ $0.isFinite }) else { return .infinity }
    var worst = 0.0
    for place in stride(from: 0, to: found.count, by: max(1, found.count / 6)) {
      let above = loss(place, 1e-6)
      let below = loss(place, -2e-6)
      _ = loss(place, 1e-6)
      worst = max(worst, abs((above - below) / 2e-6 - Double(found[place])))
    }
    return worst / max(0.01, found.map { Double(abs($0)) }.max() ?? 0)
  }

  /// A rectifier is computed with the layer before it only where nobody else reads that layer.
  @Test func fusionKeepsNumbers() throws {
    for user in ["relu", "relu from=s"] {
      let lines = ["sum name=s from=input,input", user, "concat from=s,relu1"]
      let network = Network(try Graph(input: Shape(3, 2, 2), lines: lines), seed: 1)
      let (x, _) = Self.batch(5, network.graph.input)
      let y = try network.forward(x, mode: .training).output.value
      let double = x.adding(x)
      let rectified = double.followed(by: Epilogue(isRectified: true))
      #expect(y.images == Activations.concatenated([double, rectified]).images)
    }
  }

  @Test func emptyGraph() throws {
    let graph = Graph(input: Shape(2, 3, 3))
    #expect(graph.output == graph.input && graph.lines.isEmpty && graph.work.isEmpty)
    let x = Activations(3, graph.input, repeating: 2)
    let output = try Network(graph, seed: 1).forward(x, mode: .training).output.value
    #expect(output.images == x.images)
  }

  @Test func namesCount() throws {
    let graph = try Graph(
      input: Shape(3, 8, 8),
      lines: ["conv 2", "relu name=conv3", "conv 2", "maxpool 2", "avgpool", "linear 2"])
    #expect(graph.nodes.map { $0.name } == ["conv1", "conv3", "conv2", "pool1", "pool2", "fc1"])
    #expect(graph.index(named: "input") == Graph.source)
    #expect(graph.users(of: 0) == [1])
    #expect(graph.users(of: Graph.source) == [0])
  }

  /// A parameter's start depends on its name and the seed alone.
  @Test func startsByName() throws {
    let short = Network(try Graph(input: Shape(4), lines: ["linear 3 name=a"]), seed: 9)
    let long = Network(
      try Graph(input: Shape(4), lines: ["linear 4 name=b", "relu", "linear 3 name=a"]), seed: 9)
    #expect(short.parameters[0].value.values == long.parameters[2].value.values)
    #expect(long.parameters[0].value.values != long.parameters[2].value.values)
    let other = Network(short.graph, seed: 10)
    #expect(other.parameters[0].value.values != short.parameters[0].value.values)
    #expect(long.parameterRange(of: 1).isEmpty && long.parameterCount == 35)
  }

  @Test func interruption() throws {
    let stop = StopFlag()
    stop.raise()
    let network = Network(try Graph(input: Shape(4), lines: ["linear 3"]), seed: 9)
    #expect(throws: Interruption.self) {
      try network.forward(Activations(2, Shape(4)), mode: .training, stop: stop)
    }
  }
}
