import Testing

@testable import Tensors

extension TensorsSuite {
  @Suite struct RankExchangeTests {
    /// The first exchange is awaited while it travels, the second arrives meanwhile, the third
    /// waits for its latency alone.
    @Test func stepsOverALink() {
      var trace = ExchangeTrace(ranks: 4)
      func exchange(_ bytes: Int) -> Exchange {
        Exchange(
          kind: .weights, pattern: .gather([bytes, bytes, bytes, bytes]))
      }
      trace.work(1)
      trace.start(exchange(100), on: 0)
      trace.work(0.5)
      trace.start(exchange(100), on: 0)
      trace.await(0)
      trace.work(1)
      trace.await(1)
      trace.start(exchange(0), on: 0)
      trace.await(2)
      trace.work(0.25)
      let volume = trace.volume
      #expect(volume.exchanges == 3 && volume.received == 600 && volume.largest == 300)
      #expect(trace.computing == 2.75)
      let link = RankLink(bytesPerSecond: 300, latency: 0.125, overhead: 0.0625)
      // 1 + two overheads; the link is busy to 2.125 and to 3.125, what it brings is here an eighth
      // later; the second is awaited at 2.25 + 1, the third starts at 3.25 + 0.125.
      #expect(trace.seconds(over: link) == 3.25 + 0.125 + 0.125 + 0.25)
      let fast = RankLink(bytesPerSecond: .infinity, latency: 0, overhead: 0)
      #expect(trace.seconds(over: fast) == trace.computing)
    }

    @Test func bytesOfAnExchange() {
      let gather = Exchange(kind: .scores, pattern: .gather([8, 4, 0]))
      #expect((0..<3).map { gather.received(by: $0) } == [4, 8, 12])
      // The first rank sends eight bytes to two others meanwhile.
      #expect((0..<3).map { gather.busy($0) } == [16, 16, 16])
      let ranges = Exchange(
        kind: .weights,
        pattern: .ranges(sent: [0..<6, 6..<7, 7..<7], taken: [0..<2, 2..<4, 4..<9]))
      #expect(ranges.received(by: 1) == 7 && ranges.busy(1) == 7)
      #expect(ranges.received(by: 0) == 7 && ranges.busy(0) == 7)
    }

    /// A batch whose ranks all have the same images: copies of a rank's own numbers are what the
    /// others would send, so its own results are those of one process, to the digit.
    @Test(arguments: [2, 4, 8], Layer.all)
    private func aRehearsedRankComputesItsPart(ranks: Int, layer: Layer) throws {
      let images = 16 * 8 / ranks
      let part = Samples.batch(images, layer.input, seed: 10)
      let slope = Samples.batch(images, layer.output, seed: 20)
      let (x, dy) = (Self.repeated(part, ranks), Self.repeated(slope, ranks))
      let whole = Convolution.weightGradient(x, dy, layer.geometry).values
      let share = BatchShare(RankRehearsal(count: ranks), count: 128)
      let (found, bias) = share.run {
        (
          Convolution.startWeightGradient(DeferredActivations(part), slope, layer.geometry).tensor,
          Convolution.startBiasGradient(slope).tensor
        )
      }
      #expect(bias.values == Convolution.biasGradient(dy).values)
      #expect(
        Convolution.weightGradientSum(DeferredActivations(x), dy, layer.geometry) == layer.sum)
      // Of shared columns or outputs the last rank has the last.
      let own = layer.columns.map { columns in
        share.own(share.shares(of: columns)).count * (whole.count / columns)
      }
      #expect(own ?? whole.count > 0)
      #expect(found.values.count == whole.count)
      #expect(found.values.suffix(own ?? whole.count) == whole.suffix(own ?? whole.count))
    }

    private struct Layer: Sendable, CustomTestStringConvertible {
      var testDescription: String
      var geometry: ConvolutionGeometry
      var input: Shape
      var output: Shape
      var sum: LayerSum
      /// What ranks share out of the result; nil where each has all parts.
      var columns: Int?

      static let window = ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, padding: 1)
      static let all = [
        Layer(
          testDescription: "blocks, whole", geometry: .point, input: Shape(5, 8, 8),
          output: Shape(7, 8, 8), sum: .blocks(8)),
        Layer(
          testDescription: "blocks, by columns", geometry: .point, input: Shape(64, 8, 8),
          output: Shape(80, 8, 8), sum: .blocks(8), columns: 64 * 80),
        Layer(
          testDescription: "slices", geometry: window, input: Shape(12, 16, 16),
          output: Shape(16, 16, 16), sum: .slices(8), columns: 12 * 16),
        Layer(
          testDescription: "outputs of a linear layer", geometry: .point, input: Shape(40),
          output: Shape(64), sum: .whole, columns: 64),
        Layer(
          testDescription: "groups",
          geometry: ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, padding: 1, groups: 8),
          input: Shape(16, 4, 4), output: Shape(24, 4, 4), sum: .whole, columns: 8),
        Layer(
          testDescription: "outputs by Winograd", geometry: window, input: Shape(8, 4, 4),
          output: Shape(32, 4, 4), sum: .whole, columns: 8),
      ]
    }

    private static func repeated(_ part: Activations, _ count: Int) -> Activations {
      let all = Activations(part.count * count, part.shape)
      for copy in 0..<count {
        (all.storage.pointer + copy * part.size).update(from: part.pointer, count: part.size)
      }
      return all
    }

    /// The rehearsed rank has as many blocks as any; its last one may not be full.
    @Test(arguments: [
      (128, 3, 48, 48), (100, 3, 36, 36), (100, 4, 20, 32), (100, 7, 4, 16), (1024, 64, 16, 16),
    ])
    func theLastRankIsRehearsed(count: Int, ranks: Int, last: Int, most: Int) {
      #expect(BatchShare(RankRehearsal(count: ranks), count: count).images.count == last)
      #expect(BatchShare.most(of: count, among: ranks) == most)
    }
  }
}
