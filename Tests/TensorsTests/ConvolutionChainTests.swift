import TensorsTestSupport
import Testing

@testable import Tensors

extension TensorsSuite {
  /// Convolutions that are computed together give the digits of one after the other.
  @Suite struct ConvolutionChainTests {
    /// A chain and what it reads.
    struct Chain: CustomTestStringConvertible {
      var count = 16
      var input = Shape(5, 9, 7)
      /// In front: outputs, and rows and columns of the window, its stride and padding.
      var front: (outputs: Int, window: Int, stride: Int, padding: Int)? = (22, 1, 1, 0)
      /// The depthwise one.
      var middle: (height: Int, width: Int, stride: Int, padding: Int) = (3, 3, 1, 1)
      var behind: Int? = 6
      /// Whether windows have gaps, and strides and margins differ from side to side.
      var isUneven = false

      var testDescription: String { "\(self)" }

      static let all = [
        Chain(), Chain(count: 37), Chain(middle: (3, 3, 2, 1)), Chain(middle: (5, 5, 1, 2)),
        Chain(middle: (1, 1, 1, 0)), Chain(middle: (2, 3, 3, 0)), Chain(middle: (3, 3, 1, 4)),
        Chain(front: nil), Chain(behind: nil), Chain(front: nil, middle: (3, 2, 2, 1)),
        Chain(front: (8, 3, 2, 1)), Chain(front: (9, 3, 1, 0), middle: (3, 3, 2, 0)),
        Chain(count: 50, input: Shape(3, 40, 33), front: (70, 1, 1, 0)),
        Chain(input: Shape(3, 21, 90), front: (33, 3, 2, 1), middle: (3, 3, 2, 1), behind: 9),
        Chain(input: Shape(1, 6, 6), front: (1, 1, 1, 0), behind: 2),
        Chain(input: Shape(1, 9, 9), front: (1, 3, 2, 1), behind: nil),
        Chain(input: Shape(1, 9, 9), front: (1, 3, 2, 1), middle: (3, 3, 2, 1), behind: 5),
        Chain(input: Shape(5, 19, 17), front: (9, 3, 1, 1), isUneven: true),
        Chain(input: Shape(5, 30, 27), middle: (3, 2, 2, 1), isUneven: true),
        Chain(input: Shape(5, 21, 14), front: nil, middle: (2, 3, 1, 2), isUneven: true),
        Chain(input: Shape(5, 40, 40), front: (9, 3, 2, 0), behind: nil, isUneven: true),
      ]

      private func uneven(_ geometry: ConvolutionGeometry) -> ConvolutionGeometry {
        guard isUneven else { return geometry }
        var result = geometry
        result.columnStride += 1
        result.rowDilation = 2
        result.columnDilation = 3
        result.margins.left += 2
        result.margins.bottom += 1
        return result
      }

      /// The stages, the first of them behind `x`.
      func stages() -> [ConvolutionStage] {
        var stages: [ConvolutionStage] = []
        var shape = input
        func append(_ outputs: Int, _ geometry: ConvolutionGeometry, _ epilogue: Epilogue) {
          let seed = UInt64(10 + stages.count)
          let weight = Samples.tensor(
            [
              outputs, shape.channels / geometry.groups, geometry.kernelHeight,
              geometry.kernelWidth,
            ], seed: seed)
          stages.append(
            ConvolutionStage(
              weight: weight, bias: seed % 2 == 0 ? nil : Samples.tensor([outputs], seed: 3),
              geometry, minimal: false, epilogue))
          shape = geometry.output(of: shape, channels: outputs)!
        }
        func affine(_ channels: Int, cap: Float?) -> Epilogue {
          Epilogue(
            scaling: (
              Samples.tensor([channels], seed: 5).values, Samples.tensor([channels], seed: 6).values
            ), isRectified: true, cap: cap)
        }
        if let front {
          append(
            front.outputs,
            uneven(
              ConvolutionGeometry(
                kernelHeight: front.window, kernelWidth: front.window, stride: front.stride,
                padding: front.padding)), affine(front.outputs, cap: 0.75))
        }
        let channels = shape.channels
        let gates = Epilogue.Factors(
          Samples.batch(count, Shape(channels), seed: 7), first: 0, shared: false)
        append(
          channels,
          uneven(
            ConvolutionGeometry(
              kernelHeight: middle.height, kernelWidth: middle.width, stride: middle.stride,
              padding: middle.padding, groups: channels)),
          behind == nil ? affine(channels, cap: nil) : affine(channels, cap: 6).with(gates))
        if let behind {
          let added = Samples.batch(count, Shape(behind, shape.height, shape.width), seed: 9)
          append(behind, .point, Epilogue(added: added, isRectified: true))
        }
        return stages
      }
    }

    @Test(arguments: Chain.all) func digitsAreThoseOfOneAfterTheOther(_ chain: Chain) throws {
      let stages = chain.stages()
      for isDeferred in [false, true] {
        let x = DeferredActivations(
          Samples.batch(chain.count, chain.input, seed: 1, padding: 2),
          isDeferred ? Epilogue(isRectified: true, cap: 0.5) : Epilogue())
        let apart = stages.reduce(x) { DeferredActivations($1.forward($0)) }.value.images.bits
        var together = ConvolutionChain(x, stages[0])
        for stage in stages.dropFirst() { together = try #require(together.then(stage)) }
        for level in Processor.fusedLevels {
          for threads in [1, 2, 3] {
            let found = Processor.using(level: level, threads: threads) { together.value }
            #expect(found.images.bits == apart, "\(level), \(threads) threads")
          }
        }
      }
    }

    @Test func whatIsNotOneDepthwiseWindowStaysApart() {
      let x = DeferredActivations(Samples.batch(16, Shape(4, 9, 9), seed: 1))
      let one = DeferredActivations(Samples.batch(16, Shape(1, 9, 9), seed: 1))
      func stage(_ outputs: Int, _ inputs: Int, _ side: Int, groups: Int = 1, stride: Int = 1)
        -> ConvolutionStage
      {
        ConvolutionStage(
          weight: Samples.tensor([outputs, inputs / groups, side, side], seed: 2), bias: nil,
          ConvolutionGeometry(
            kernelHeight: side, kernelWidth: side, stride: stride, padding: side / 2,
            groups: groups))
      }
      let point = ConvolutionChain(x, stage(8, 4, 1))
      #expect(point.then(stage(8, 8, 3, groups: 8)) != nil)
      #expect(point.then(stage(8, 8, 3)) == nil)
      #expect(point.then(stage(8, 8, 1)) == nil)
      #expect(point.then(stage(16, 8, 3, groups: 8)) == nil)
      // By Winograd's algorithm, also where there is one channel.
      #expect(ConvolutionChain(x, stage(8, 4, 3)).then(stage(8, 8, 3, groups: 8)) == nil)
      #expect(ConvolutionChain(x, stage(1, 4, 1)).then(stage(1, 1, 3)) == nil)
      #expect(ConvolutionChain(one, stage(1, 1, 3)).then(stage(8, 1, 1)) == nil)
      // One window of each kind.
      let window = ConvolutionChain(x, stage(4, 4, 3, groups: 4))
      #expect(window.then(stage(4, 4, 3, groups: 4)) == nil)
      #expect(window.then(stage(8, 4, 1, stride: 2)) == nil)
      #expect(window.then(stage(8, 4, 1))?.then(stage(8, 8, 1)) == nil)
    }
  }
}
