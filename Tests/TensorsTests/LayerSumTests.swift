import Kernels
import Testing

@testable import Tensors

extension TensorsSuite {
  /// Each sum is what it declares: its partials, made apart and joined by hand, are the engine's
  /// sum to the digit.
  @Suite struct LayerSumTests {
    /// Three blocks, apart.
    private static func blocks(_ x: Activations) -> [Activations] {
      (0..<x.blocks).map { x.images($0 * lanes..<min(($0 + 1) * lanes, x.count)) }
    }

    @Test func biasesJoinBlocks() {
      let dy = Samples.batch(37, Shape(6, 5, 3), seed: 1)
      #expect(dy.blockSum == .blocks(3))
      let partials = Self.blocks(dy).map { Convolution.biasGradient($0).values }
      let byHand = (0..<6).map { channel in partials.reduce(0) { $0 + $1[channel] } }
      #expect(Convolution.biasGradient(dy).values == byHand)
    }

    @Test func statisticsJoinBlocks() {
      let x = Samples.batch(48, Shape(5, 2, 2), seed: 2)
      let partials = Self.blocks(x).map { Normalization.statistics($0) }
      let found = Normalization.statistics(x)
      for channel in 0..<5 {
        var (mean, squares, count) = (0.0, 0.0, 0.0)
        for partial in partials {
          let delta = Double(partial.mean[channel]) - mean
          mean += delta * (64 / (count + 64))
          squares +=
            Double(partial.variance[channel]) * 64 + delta * delta * (count * 64 / (count + 64))
          count += 64
        }
        #expect(found.mean[channel] == Float(mean))
        #expect(found.variance[channel] == Float(squares / count))
      }
    }

    @Test func normGradientsJoinBlocks() {
      let shape = Shape(4, 3, 3)
      let (x, dy) = (Samples.batch(48, shape, seed: 3), Samples.batch(48, shape, seed: 4))
      let fixed = Normalization.Statistics(
        mean: [0.5, 0, -1, 2], variance: [1, 1, 1, 1], count: 1)
      func gradients(_ x: Activations, _ dy: Activations) -> [[Float]] {
        let found = Normalization.gradients(
          x, DeferredActivations(dy), output: Epilogue(), scale: [1, 1, 1, 1], statistics: fixed,
          epsilon: 0, throughStatistics: false)
        return [found.scale.values, found.shift.values]
      }
      let partials = zip(Self.blocks(x), Self.blocks(dy)).map(gradients)
      let byHand = (0..<2).map { kind in
        (0..<4).map { channel in Float(partials.reduce(0.0) { $0 + Double($1[kind][channel]) }) }
      }
      #expect(gradients(x, dy) == byHand)
    }

    @Test func gateMeansJoinBlocks() {
      let gates = Samples.batch(48, Shape(7), seed: 5)
      let partials = Self.blocks(gates).map { $0.channelMeans().map { $0 * 16 } }
      let byHand = (0..<7).map { gate in partials.reduce(0.0) { $0 + $1[gate] } / 48 }
      #expect(gates.channelMeans() == byHand)
    }

    @Test func lossesJoinImages() {
      let logits = Samples.batch(37, Shape(5), seed: 6)
      let result = logits.crossEntropy(labels: (0..<37).map { $0 % 5 }, gradient: false)
      var sum = 0.0
      for loss in result.losses { sum += Double(loss) }
      #expect(result.mean == sum / 37)
    }

    /// What a layer declares follows from its map and the batch alone.
    @Test func weightsDeclareTheirSums() {
      func sum(_ count: Int, _ shape: Shape, _ taps: Int, _ padding: Int) -> LayerSum {
        let geometry = ConvolutionGeometry(
          kernelHeight: taps, kernelWidth: taps, stride: 1, padding: padding, groups: 1)
        let x = DeferredActivations(Activations(count, shape))
        let dy = Activations(count, geometry.output(of: shape, channels: 3)!)
        return Convolution.weightGradientSum(x, dy, geometry)
      }
      #expect(sum(40, Shape(2, 8, 8), 1, 0) == .blocks(3))
      #expect(sum(40, Shape(2, 7, 8), 1, 0) == .whole)
      #expect(sum(40, Shape(2, 1, 1), 1, 0) == .whole)
      #expect(sum(128, Shape(2, 32, 32), 3, 1) == .slices(8))
      #expect(sum(16, Shape(2, 32, 32), 3, 1) == .slices(4))
      #expect(sum(16, Shape(2, 8, 8), 3, 1) == .whole)
    }

    @Test func weightsOfLargeMapsJoinBlocks() {
      let geometry = ConvolutionGeometry(
        kernelHeight: 2, kernelWidth: 2, stride: 1, padding: 0, groups: 1)
      let x = Samples.batch(37, Shape(3, 9, 9), seed: 7)
      let dy = Samples.batch(37, Shape(4, 8, 8), seed: 8)
      #expect(
        Convolution.weightGradientSum(DeferredActivations(x), dy, geometry) == .blocks(3))
      let partials = zip(Self.blocks(x), Self.blocks(dy)).map {
        Convolution.weightGradient($0, $1, geometry).values
      }
      let byHand = partials.dropFirst().reduce(partials[0]) { zip($0, $1).map { $0 + $1 } }
      #expect(Convolution.weightGradient(x, dy, geometry).values == byHand)
    }

    /// Products go into 16 lanes over blocks, rows and columns, and the lanes into one number.
    @Test func weightsOfSmallMapsHaveOneAccumulator() {
      let x = Samples.batch(37, Shape(3, 4, 3), seed: 9)
      let dy = Samples.batch(37, Shape(5, 4, 3), seed: 10)
      #expect(Convolution.weightGradientSum(DeferredActivations(x), dy, .point) == .whole)
      let found = Convolution.weightGradient(x, dy, .point).values
      for output in 0..<5 {
        for channel in 0..<3 {
          var sums = [Float](repeating: 0, count: lanes)
          for block in 0..<x.blocks {
            for place in 0..<12 {
              for lane in 0..<x.valid(block) {
                let a = x.block(block)[(channel * 12 + place) * lanes + lane]
                let b = dy.block(block)[(output * 12 + place) * lanes + lane]
                sums[lane].addProduct(b, a)
              }
            }
          }
          while sums.count > 1 {
            let half = sums.count / 2
            sums = (0..<half).map { sums[$0] + sums[$0 + half] }
          }
          #expect(found[output * 3 + channel] == sums[0])
        }
      }
    }

    /// Slices of the tiles, of which one may end where a block has not; and all tiles at once.
    @Test(arguments: [(40, 20), (16, 8)]) func winogradJoinsSlices(_ count: Int, _ side: Int) {
      let x = DeferredActivations(Samples.batch(count, Shape(3, side, side), seed: 11))
      let dy = Samples.batch(count, Shape(2, side, side), seed: 12)
      let winograd = Winograd(x.base.shape, taps: 3, padding: 1)
      let groups = winograd.gradientGroups(x.base.blocks)
      let sum = winograd.weightGradientSum(groups)
      let all = Winograd.Group(
        blocks: 0..<x.base.blocks, rows: 0..<winograd.tileRows, tileColumns: winograd.tileColumns)
      let slices = (0..<sum.parts).map {
        sum == .whole
          ? [all][...]
          : groups[groups.count * $0 / sum.parts..<groups.count * ($0 + 1) / sum.parts]
      }
      if count == 40 {
        #expect(sum == .slices(6))
        #expect(zip(slices, slices.dropFirst()).contains { $0.last!.blocks == $1.first!.blocks })
      } else {
        #expect(sum == .whole)
      }
      let size = winograd.planes * 6
      let planes = Storage(size)
      for (place, slice) in slices.enumerated() {
        let partial = Storage(size)
        winograd.addPlanes(of: slice, x, dy, to: partial.pointer)
        for i in 0..<size {
          planes.pointer[i] =
            place == 0 ? partial.pointer[i] : planes.pointer[i] + partial.pointer[i]
        }
      }
      let byHand = Tensor(uninitialized: [2, 3, 3, 3])
      winograd.kernels.filterGradient(planes.pointer, 6, 6, byHand.storage.pointer)
      let found =
        sum == .whole ? winograd.wholeGradient(x, dy) : winograd.startSlicedGradient(x, dy).tensor
      #expect(found.values == byHand.values)
    }
  }
}
