import Testing

@testable import Tensors

extension TensorsSuite {
  /// What follows an operation in the same pass over memory gives the digits of a pass of its own.
  @Suite struct EpilogueTests {
    static let windows = [
      ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, padding: 1),
      ConvolutionGeometry(kernelHeight: 5, kernelWidth: 5, padding: 2),
      ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3),
      ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, stride: 2, padding: 1),
      ConvolutionGeometry(kernelHeight: 1, kernelWidth: 1),
    ]

    static func scaling(_ channels: Int) -> (scale: [Float], shift: [Float]) {
      (Samples.reals(channels, seed: 7), Samples.reals(channels, seed: 8))
    }

    @Test func afterAnother() {
      let x = Samples.batch(18, Shape(3, 4, 5), seed: 1)
      let y = Samples.batch(18, Shape(3, 4, 5), seed: 2)
      let scaling = Epilogue(scaling: Self.scaling(3))
      let added = Epilogue(added: y)
      let rectified = Epilogue(isRectified: true)
      let steps = x.followed(by: scaling).adding(y).images.map { max($0, 0) }
      #expect(x.followed(by: scaling.then(added)!.then(rectified)!).images == steps)
      let sums = zip(x.images, y.images).map { max($0 + $1, 0) }
      #expect(x.followed(by: Epilogue(added: y, isRectified: true)).images == sums)
      #expect(added.then(scaling) == nil)
      #expect(rectified.then(added) == nil)
      #expect(added.then(added) == nil)
      #expect(Epilogue().then(scaling) != nil)
    }

    @Test(arguments: [false, true]) func beforeFactors(_ isShared: Bool) {
      let x = Samples.batch(18, Shape(3, 4, 5), seed: 1)
      let dy = Samples.batch(18, Shape(3, 4, 5), seed: 2)
      let factors = Epilogue.Factors(
        Samples.batch(18, Shape(6), seed: 3), first: 2, shared: isShared)
      let multiplied = Epilogue(factors: factors)
      let before = Epilogue(scaling: Self.scaling(3), isRectified: true)
      let waiting = DeferredActivations(x, before).then(multiplied)
      #expect(waiting.value.images == x.followed(by: before).followed(by: multiplied).images)
      #expect(waiting.then(before).value.images == waiting.value.followed(by: before).images)
      #expect(multiplied.then(before) == nil)
      #expect(multiplied.then(multiplied) == nil)

      let statistics = Normalization.statistics(x)
      let found = [DeferredActivations(dy, multiplied), .init(dy.followed(by: multiplied))].map {
        Normalization.gradients(
          x, $0, output: before, scale: Self.scaling(3).scale, statistics: statistics,
          epsilon: 1e-5, throughStatistics: true)
      }
      #expect(found[0].input.images == found[1].input.images)
      #expect(found[0].scale.values == found[1].scale.values)
      #expect(found[0].shift.values == found[1].shift.values)

      for waiting in [DeferredActivations(x, before), waiting] {
        var sums = (Samples.batch(18, Shape(6), seed: 4), Samples.batch(18, Shape(6), seed: 4))
        waiting.factorGradient(dy, of: factors, addingTo: &sums.0)
        DeferredActivations(waiting.value).factorGradient(dy, of: factors, addingTo: &sums.1)
        #expect(sums.0.images == sums.1.images)
      }
    }

    @Test(arguments: windows, [Shape(5, 7, 9), Shape(6, 8, 8), Shape(2, 3, 6)])
    func afterConvolution(_ geometry: ConvolutionGeometry, _ shape: Shape) throws {
      let sample = ConvolutionCase(count: 21, input: shape, outputs: 7, geometry: geometry)
      let output = try #require(sample.outputShape)
      let plain = Convolution.forward(
        sample.x, weight: sample.weight, bias: sample.bias, geometry)
      let other = Samples.batch(21, output, seed: 9)
      for added in [nil, other] {
        for scaling in [nil, Self.scaling(7)] {
          for isRectified in [false, true] {
            let epilogue = Epilogue(scaling: scaling, added: added, isRectified: isRectified)
            let y = Convolution.forward(
              sample.x, weight: sample.weight, bias: sample.bias, geometry, epilogue)
            #expect(y.images == plain.followed(by: epilogue).images)
          }
        }
      }
    }

    /// The border stays zero: it is not part of what is scaled.
    @Test(arguments: windows, [Shape(5, 7, 9), Shape(6, 8, 8), Shape(2, 3, 6)])
    func beforeConvolution(_ geometry: ConvolutionGeometry, _ shape: Shape) {
      let sample = ConvolutionCase(count: 21, input: shape, outputs: 7, geometry: geometry)
      for isRectified in [false, true] {
        let factors = Epilogue.Factors(
          Samples.batch(21, Shape(shape.channels), seed: 3), first: 0, shared: false)
        let epilogue = Epilogue(
          scaling: Self.scaling(shape.channels), isRectified: isRectified,
          factors: isRectified ? factors : nil)
        let waiting = DeferredActivations(sample.x, epilogue)
        let y = Convolution.forward(waiting, weight: sample.weight, bias: nil, geometry)
        let expected = Convolution.forward(
          waiting.value, weight: sample.weight, bias: nil, geometry)
        #expect(y.images == expected.images)
        let gradient = Convolution.weightGradient(waiting, sample.dy, geometry)
        #expect(
          gradient.values
            == Convolution.weightGradient(waiting.value, sample.dy, geometry).values)
      }
    }

    /// The part that was there and the rectifier in front of the layer.
    @Test(arguments: windows, [false, true])
    func gradientOfAConvolution(_ geometry: ConvolutionGeometry, _ isAdded: Bool) {
      let sample = ConvolutionCase(count: 21, input: Shape(5, 7, 9), outputs: 7, geometry: geometry)
      let x = sample.x.rectified()
      let added = isAdded ? Samples.batch(21, x.shape, seed: 9) : nil
      let plain = Convolution.inputGradient(
        sample.dy, weight: sample.weight, input: x.shape, geometry)
      let sum = added.map { plain.adding($0) } ?? plain
      for isRectified in [false, true] {
        let gradient = Convolution.inputGradient(
          sample.dy, weight: sample.weight, input: x.shape, geometry, added: added,
          rectified: isRectified ? x : nil)
        #expect(gradient.images == (isRectified ? x.rectifierGradient(sum) : sum).images)
      }
    }

    @Test(arguments: [Pooling.Kind.maximum, .average], [false, true])
    func gradientOfAPool(_ kind: Pooling.Kind, _ isAdded: Bool) {
      let x = Samples.batch(21, Shape(3, 6, 7), seed: 1).rectified()
      let y = Pooling.forward(x, kind, .init(2, stride: 2))
      let dy = Samples.batch(21, y.shape, seed: 2)
      let added = isAdded ? Samples.batch(21, x.shape, seed: 9) : nil
      let plain = Pooling.gradient(x, y, dy, kind, .init(2, stride: 2))
      let sum = added.map { plain.adding($0) } ?? plain
      for isRectified in [false, true] {
        let gradient = Pooling.gradient(
          x, y, dy, kind, .init(2, stride: 2), added: added, rectified: isRectified)
        #expect(gradient.images == (isRectified ? x.rectifierGradient(sum) : sum).images)
      }
    }

    @Test func gradientOfAMean() {
      let shape = Shape(3, 4, 5)
      let dy = Samples.batch(21, Shape(3), seed: 1)
      let added = Samples.batch(21, shape, seed: 2)
      #expect(
        Pooling.globalGradient(dy, input: shape, added: added).images
          == Pooling.globalGradient(dy, input: shape).adding(added).images)
    }

    @Test func gradientOfASum() {
      let y = Samples.batch(21, Shape(3, 4, 5), seed: 1).rectified()
      let (first, second) = (
        Samples.batch(21, y.shape, seed: 2), Samples.batch(21, y.shape, seed: 3)
      )
      #expect(
        y.rectifierGradient(first, plus: second).images
          == y.rectifierGradient(first.adding(second)).images)
    }
  }
}
