import Kernels
import Testing

@testable import Tensors

/// Every operation of the room on fixed numbers, to compare levels, threads and repetitions.
struct ListedOperation: Sendable, CustomTestStringConvertible {
  var name: String
  var run: @Sendable () -> [Float]

  var testDescription: String { name }

  private init(_ name: String, _ run: @escaping @Sendable () -> [Float]) {
    self.name = name
    self.run = run
  }

  static let all =
    convolutions + normalization + elementwise + pooling + rearranging + losses + updates

  private static let shape = Shape(5, 11, 9)
  private static var x: Activations { Samples.batch(37, shape, seed: 1, padding: 50) }
  private static var dy: Activations { Samples.batch(37, shape, seed: 2) }

  private static func convolution(_ name: String, _ sample: ConvolutionCase) -> [ListedOperation] {
    [
      ListedOperation("\(name) forward") { sample.run().output },
      ListedOperation("\(name) input gradient") { sample.run().inputGradient },
      ListedOperation("\(name) weight gradient") { sample.run().weightGradient },
      ListedOperation("\(name) bias gradient") { sample.run().biasGradient },
    ]
  }

  private static let convolutions: [ListedOperation] = {
    let three = ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, padding: 1)
    let strided = ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, stride: 2, padding: 1)
    let uneven = ConvolutionGeometry(
      kernelHeight: 3, kernelWidth: 2, strides: (2, 1), margins: Margins(0, 1, 2, 0),
      dilations: (1, 2))
    var depthwise = three
    depthwise.groups = 10
    return convolution(
      "conv3x3", ConvolutionCase(count: 37, input: Shape(10, 11, 9), outputs: 23, geometry: three))
      + convolution(
        "stride 2", ConvolutionCase(count: 37, input: Shape(7, 6, 5), outputs: 9, geometry: strided)
      )
      + convolution(
        "uneven", ConvolutionCase(count: 37, input: Shape(7, 9, 8), outputs: 9, geometry: uneven)
      )
      + convolution(
        "depthwise",
        ConvolutionCase(count: 37, input: Shape(10, 9, 9), outputs: 10, geometry: depthwise))
      + convolution(
        "one block", ConvolutionCase(count: 5, input: Shape(10, 5, 5), outputs: 23, geometry: three)
      )
      + convolution(
        "linear", ConvolutionCase(count: 130, input: Shape(300), outputs: 23, geometry: .point))
  }()

  private static let normalization: [ListedOperation] = {
    @Sendable func gradients(_ rectified: Bool) -> Normalization.Gradients {
      let scale = Samples.reals(5, seed: 3)
      return Normalization.gradients(
        x, DeferredActivations(dy, Epilogue(factors: factors)),
        output: Epilogue(scaling: (scale, scale), isRectified: rectified), scale: scale,
        statistics: Normalization.statistics(x), epsilon: 1e-5, throughStatistics: true)
    }
    return [
      ListedOperation("mean") { Normalization.statistics(x).mean },
      ListedOperation("variance") { Normalization.statistics(x).variance },
      ListedOperation("inverse deviation") { Normalization.statistics(x).inverseDeviation(1e-5) },
      ListedOperation("affine") {
        let scaling = (scale: Samples.reals(5, seed: 3), shift: Samples.reals(5, seed: 4))
        return x.followed(by: Epilogue(scaling: scaling)).images
      },
      ListedOperation("norm input gradient") { gradients(true).input.images },
      ListedOperation("norm scale gradient") { gradients(true).scale.values },
      ListedOperation("norm shift gradient") { gradients(false).shift.values },
    ]
  }()

  private static let elementwise = [
    ListedOperation("rectifier") { x.rectified().images },
    ListedOperation("rectifier gradient") { x.rectified().rectifierGradient(dy).images },
    ListedOperation("rectifier gradient of a sum") {
      x.rectified().rectifierGradient(dy, plus: x).images
    },
    ListedOperation("sum") { x.adding(dy).images },
    ListedOperation("product") { x.multiplied(by: dy).images },
    ListedOperation("sigmoid") { x.sigmoid().images },
    ListedOperation("sigmoid gradient") { x.sigmoid().sigmoidGradient(dy).images },
    ListedOperation("gelu") { x.applying(.gelu).images },
    ListedOperation("gelu gradient") { x.gradient(of: .gelu, dy).images },
    ListedOperation("silu") { x.applying(.silu).images },
    ListedOperation("silu gradient") { x.gradient(of: .silu, dy).images },
    ListedOperation("capped rectifier") { x.applying(.cappedReLU(cap: 0.5)).images },
    ListedOperation("capped rectifier gradient") {
      x.gradient(of: .cappedReLU(cap: 0.5), dy).images
    },
    ListedOperation("leaky rectifier") { x.applying(.leakyReLU(slope: 0.3)).images },
    ListedOperation("leaky rectifier gradient") {
      x.gradient(of: .leakyReLU(slope: 0.3), dy).images
    },
    ListedOperation("hard sigmoid") { x.applying(.hardSigmoid).images },
    ListedOperation("hard sigmoid gradient") { x.gradient(of: .hardSigmoid, dy).images },
    ListedOperation("hard swish") { x.applying(.hardSwish).images },
    ListedOperation("hard swish gradient") { x.gradient(of: .hardSwish, dy).images },
    ListedOperation("clip") { x.applying(.clip(low: -0.25, high: 0.5)).images },
    ListedOperation("clip gradient") { x.gradient(of: .clip(low: -0.25, high: 0.5), dy).images },
    ListedOperation("softmax") { x.softmax().images },
    ListedOperation("softmax gradient") { x.softmax().softmaxGradient(dy).images },
    ListedOperation("exponential") {
      TensorsSuite.ElementwiseTests.apply(Samples.reals(999, seed: 5).map { $0 * 80 }) {
        TensorsSuite.ElementwiseTests.kernels.exponential($0, $1, $2)
      }
    },
    ListedOperation("logarithm") {
      TensorsSuite.ElementwiseTests.apply(Samples.reals(999, seed: 5).map { abs($0) * 9 + 1e-9 }) {
        TensorsSuite.ElementwiseTests.kernels.logarithm($0, $1, $2)
      }
    },
    ListedOperation("channel factors") {
      x.followed(by: Epilogue(factors: factors)).images
    },
    ListedOperation("factor gradient") { factorGradient(shared: false) },
    ListedOperation("shared factor gradient") { factorGradient(shared: true) },
    ListedOperation("channels") { Activations.concatenated([x.channels(2..<4), dy]).images },
  ]

  private static func factorGradient(shared: Bool) -> [Float] {
    var sum = Activations(37, Shape(6))
    let scaling = (Samples.reals(5, seed: 3), Samples.reals(5, seed: 4))
    DeferredActivations(x, Epilogue(scaling: scaling, isRectified: true)).factorGradient(
      dy, of: .init(sum, first: 1, shared: shared), addingTo: &sum)
    return sum.images
  }

  private static var factors: Epilogue.Factors {
    .init(Samples.batch(37, Shape(5), seed: 6), first: 0, shared: false)
  }

  private static let pooling: [ListedOperation] =
    [Pooling.Kind.maximum, .average].flatMap { kind in
      [
        ListedOperation("\(kind) pooling") {
          Pooling.forward(x, kind, .init(3, stride: 2)).images
        },
        ListedOperation("\(kind) pooling gradient") {
          let y = Pooling.forward(x, kind, .init(3, stride: 2))
          return Pooling.gradient(
            x, y, Samples.batch(37, y.shape, seed: 7), kind, .init(3, stride: 2)
          ).images
        },
      ]
    } + [
      ListedOperation("padded maximum") {
        Pooling.forward(x, .maximum, .init(3, stride: 2, padding: 1)).images
      },
      ListedOperation("padded maximum gradient") {
        let window = Pooling.Window(3, stride: 2, padding: 1)
        let y = Pooling.forward(x, .maximum, window)
        return Pooling.gradient(
          x, y, Samples.batch(37, y.shape, seed: 7), .maximum, window
        ).images
      },
      ListedOperation("uneven mean") {
        Pooling.forward(x, .average, unevenWindow).images
      },
      ListedOperation("uneven mean gradient") {
        let y = Pooling.forward(x, .average, unevenWindow)
        return Pooling.gradient(
          x, y, Samples.batch(37, y.shape, seed: 7), .average, unevenWindow
        ).images
      },
      ListedOperation("global pooling") { Pooling.global(x).images },
      ListedOperation("global pooling gradient") {
        Pooling.globalGradient(Samples.batch(37, Shape(5), seed: 8), input: shape).images
      },
      ListedOperation("shortcut") {
        Pooling.subsample(x, stride: 2, sources: [nil, nil, 0, 1, 2, 3, 4, nil, nil]).images
      },
      ListedOperation("shortcut gradient") {
        Pooling.subsampleGradient(
          dy, input: Shape(3, 22, 17), stride: 2, sources: [nil, 0, 1, 2, nil]
        ).images
      },
    ]

  private static var unevenWindow: Pooling.Window {
    var window = Pooling.Window(
      height: 3, width: 2, strides: (2, 3), margins: Margins(1, 0, 0, 1))
    window.roundsUp = true
    return window
  }

  private static let rearranging: [ListedOperation] = {
    @Sendable func placed(_ rearrangement: Rearrangement) -> [Float] {
      let y = x.rearranged(by: rearrangement)
      return y.images
        + Samples.batch(37, y.shape, seed: 7).rearrangedGradient(of: rearrangement).images
    }
    @Sendable func norm() -> ResponseNorm { ResponseNorm(size: 3, alpha: 0.5, beta: 0.75, k: 1.5) }
    let lines = Interpolation(shape, rows: 2, columns: 3)
    return [
      ListedOperation("shuffle") { placed(.channels([3, 0, 4, 1], of: shape)) },
      ListedOperation("repeating") { placed(.repeating(shape, rows: 2, columns: 3)) },
      ListedOperation("straight lines") { lines.forward(x).images },
      ListedOperation("straight lines gradient") {
        lines.gradient(Samples.batch(37, lines.output, seed: 7)).images
      },
      ListedOperation("response norm") { norm().forward(x).images },
      ListedOperation("response norm gradient") { norm().gradient(x, dy).images },
    ]
  }()

  private static let losses: [ListedOperation] = {
    @Sendable func evaluate() -> Loss {
      let logits = Samples.batch(37, Shape(10), Samples.reals(370, seed: 9).map { $0 * 6 })
      return logits.crossEntropy(
        labels: (0..<37).map { $0 % 10 }, smoothing: 0.1, gradient: true)
    }
    return [
      ListedOperation("losses") { evaluate().losses },
      ListedOperation("loss gradient") { evaluate().gradient!.images },
      ListedOperation("predictions") { evaluate().predictions.map { Float($0) } },
      ListedOperation("squared errors") {
        let target = Samples.batch(37, shape, seed: 12)
        let (sums, slopes) = x.squaredErrors(to: target, gradient: true)
        return sums.images + slopes!.images
      },
    ]
  }()

  private static let updates = [
    ListedOperation("descent") {
      var (weight, velocity) = (Samples.tensor([999], seed: 1), Samples.tensor([999], seed: 2))
      weight.descend(
        Samples.tensor([999], seed: 3), velocity: &velocity, rate: 0.1, momentum: 0.9,
        nesterov: true, decay: 1e-3, first: false)
      return weight.values + velocity.values
    },
    ListedOperation("adam") {
      var (weight, first, second) = (Samples.tensor([999], seed: 1), Tensor([999]), Tensor([999]))
      for step in 1...2 {
        weight.adam(
          Samples.tensor([999], seed: UInt64(step)), first: &first, second: &second, rate: 0.1,
          beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, step: step)
      }
      return weight.values
    },
    ListedOperation("adam, shrinking") {
      var (weight, first, second) = (Samples.tensor([999], seed: 1), Tensor([999]), Tensor([999]))
      weight.adam(
        Samples.tensor([999], seed: 2), first: &first, second: &second, rate: 0.1,
        beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, shrinkage: 0.01, step: 1)
      return weight.values
    },
    ListedOperation("tensor sum") {
      var sum = Samples.tensor([999], seed: 1)
      sum.add(Samples.tensor([999], seed: 2))
      return sum.values
    },
  ]
}
