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
    /// others would send, so its columns of each gradient are those of one process, to the digit.
    @Test(arguments: [2, 4, 8])
    func aRehearsedRankComputesItsPart(ranks: Int) throws {
      let blocks = 8 / ranks
      let geometries: [(ConvolutionGeometry, Shape, Shape)] = [
        // Blocks, gathered and by columns; slices; one accumulator, direct, grouped, by Winograd.
        (.point, Shape(5, 8, 8), Shape(7, 8, 8)),
        (.point, Shape(64, 8, 8), Shape(80, 8, 8)),
        (
          ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, padding: 1), Shape(12, 16, 16),
          Shape(16, 16, 16)
        ),
        (.point, Shape(40), Shape(37)),
        (
          ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, padding: 1, groups: 8),
          Shape(16, 4, 4), Shape(24, 4, 4)
        ),
        (
          ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, padding: 1), Shape(8, 4, 4),
          Shape(32, 4, 4)
        ),
      ]
      var sums: Set<LayerSum> = []
      for (place, (geometry, input, output)) in geometries.enumerated() {
        let part = Samples.batch(16 * blocks, input, seed: 10 + UInt64(place))
        let slope = Samples.batch(16 * blocks, output, seed: 20 + UInt64(place))
        let (x, dy) = (Self.repeated(part, ranks), Self.repeated(slope, ranks))
        sums.insert(Convolution.weightGradientSum(DeferredActivations(x), dy, geometry))
        let whole = Convolution.weightGradient(x, dy, geometry).values
        let share = BatchShare(RankRehearsal(count: ranks), count: 128)
        let (own, bias) = share.run {
          (
            Convolution.startWeightGradient(DeferredActivations(part), slope, geometry).tensor,
            Convolution.startBiasGradient(slope).tensor
          )
        }
        #expect(bias.values == Convolution.biasGradient(dy).values)
        #expect(own.dimensions.reduce(1, *) == whole.count)
        // The last rank has the last results.
        let results = whole.count / ranks / 8
        #expect(own.values.suffix(results) == whole.suffix(results), "\(geometry) \(input)")
      }
      #expect(sums == [.blocks(8), .slices(8), .whole])
    }

    private static func repeated(_ part: Activations, _ count: Int) -> Activations {
      let all = Activations(part.count * count, part.shape)
      for copy in 0..<count {
        (all.storage.pointer + copy * part.size).update(from: part.pointer, count: part.size)
      }
      return all
    }

    /// Ranks of unequal shares: the rehearsed one has the most images.
    @Test(arguments: [(128, 3, 48), (100, 3, 36), (100, 7, 4), (1024, 64, 16)])
    func theLastRankIsRehearsed(count: Int, ranks: Int, images: Int) {
      #expect(BatchShare(RankRehearsal(count: ranks), count: count).images.count == images)
    }
  }
}
