import Tensors
import Testing

@testable import Networks

extension NetworksSuite {
  /// Operations that wait for what follows them compute what they compute one by one.
  @Suite struct WaitingTests {
    static let networks: [[String]] = [
      ["conv 4 3x3 pad=1", "batchnorm", "relu", "conv 4 3x3 pad=1", "batchnorm", "relu"],
      // Read twice: before and behind the rectifier.
      [
        "conv 4 3x3 pad=1", "batchnorm", "relu name=a", "conv 4 3x3 pad=1", "batchnorm name=b",
        "sum from=b,a", "relu name=c", "conv 4 3x3 stride=2 pad=1 from=c", "batchnorm name=d",
        "conv 4 3x3 stride=2 pad=1 from=b", "sum from=d,conv4", "batchnorm",
      ],
      ["conv 4 3x3 pad=1", "sum from=conv1,conv1", "relu", "batchnorm", "sum from=bn1,relu1,sum1"],
      [
        "conv 4 3x3 pad=1", "relu", "conv 4 5x5 pad=2 from=relu1", "conv 4 1x1 from=relu1",
        "sum from=conv2,conv3", "batchnorm", "relu", "depthwise 3x3 pad=1", "relu", "flatten",
        "linear 8", "relu", "linear 3",
      ],
      ["batchnorm", "sum from=bn1,input", "relu", "conv 3 3x3 pad=1", "relu"],
    ]

    @Test(arguments: networks) func evaluation(_ lines: [String]) throws {
      let network = Network(try Graph(input: Shape(3, 8, 6), lines: lines), seed: 2).fromFormula()
      let (x, _) = Formula.batch("waiting", 19, network.graph.input)
      let waiting = try network.forward(x, mode: .evaluation).output.value.images
      let kept = try network.forward(x, mode: .evaluation, recording: true).output.value.images
      #expect(waiting == kept)
      // Each layer in a network that ends there, so that nothing can follow it.
      for end in 1..<lines.count {
        let graph = try Graph(input: network.graph.input, lines: Array(lines.prefix(end)))
        let part = Network(graph, seed: 2).fromFormula()
        let alone = try part.forward(x, mode: .evaluation).output.value
        let recorded = try part.forward(x, mode: .evaluation, recording: true).output.value
        #expect(alone.images == recorded.images)
      }
    }
  }
}
