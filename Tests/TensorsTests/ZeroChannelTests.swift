import Testing

@testable import Tensors

extension TensorsSuite {
  /// A channel of zeros adds nothing, not even rounding: removing it keeps every bit.
  @Suite struct ZeroChannelTests {
    static let kept = [1, 2, 5, 6, 7, 10]
    static let channels = 11

    static func emptied(_ x: Activations) -> Activations {
      var x = x
      for image in 0..<x.count {
        for index in 0..<x.shape.size where !kept.contains(index / x.shape.area) {
          x[image, index] = 0
        }
      }
      return x
    }

    @Test(arguments: [1, 37], [1, 6]) func inputChannels(_ count: Int, _ size: Int) {
      let kernel = size == 1 ? 1 : 3
      let geometry = ConvolutionGeometry(
        kernelHeight: kernel, kernelWidth: kernel, padding: kernel / 2)
      let x = Self.emptied(Samples.batch(count, Shape(Self.channels, size, size), seed: 1))
      let weight = Samples.tensor([7, Self.channels, kernel, kernel], seed: 2)
      let bias = Samples.tensor([7], seed: 3)
      let whole = Convolution.forward(x, weight: weight, bias: bias, geometry)
      let part = Convolution.forward(
        x.keeping(channels: Self.kept), weight: weight.selecting(rows: nil, columns: Self.kept),
        bias: bias, geometry)
      #expect(whole.images.bits == part.images.bits)
      let dy = Samples.batch(count, whole.shape, seed: 4)
      let gradient = Convolution.weightGradient(x, dy, geometry)
      let partial = Convolution.weightGradient(x.keeping(channels: Self.kept), dy, geometry)
      #expect(gradient.selecting(rows: nil, columns: Self.kept).values.bits == partial.values.bits)
    }

    /// The same where the weights of a channel are zero and its numbers are not.
    @Test func inputWeights() {
      let geometry = ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, padding: 1)
      let x = Samples.batch(20, Shape(Self.channels, 5, 5), seed: 1)
      let kept = Samples.tensor([7, Self.kept.count, 3, 3], seed: 2)
      var weight = Tensor([7, Self.channels, 3, 3])
      weight.scatter(kept, rows: nil, columns: Self.kept)
      let whole = Convolution.forward(x, weight: weight, bias: nil, geometry)
      let part = Convolution.forward(
        x.keeping(channels: Self.kept), weight: kept, bias: nil, geometry)
      #expect(whole.images.bits == part.images.bits)
    }

    /// Output channels without gradient add nothing to the input's gradient.
    @Test(arguments: [1, 2]) func outputChannels(_ stride: Int) {
      let geometry = ConvolutionGeometry(
        kernelHeight: 3, kernelWidth: 3, stride: stride, padding: 1)
      let input = Shape(5, 6, 6)
      let weight = Samples.tensor([Self.channels, 5, 3, 3], seed: 2)
      let shape = geometry.output(of: input, channels: Self.channels)!
      let dy = Self.emptied(Samples.batch(19, shape, seed: 3))
      let whole = Convolution.inputGradient(dy, weight: weight, input: input, geometry)
      let part = Convolution.inputGradient(
        dy.keeping(channels: Self.kept), weight: weight.selecting(rows: Self.kept), input: input,
        geometry)
      #expect(whole.images.bits == part.images.bits)
    }

    /// An image's numbers do not depend on the batch it comes in.
    @Test func imagesAreIndependent() {
      let geometry = ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, padding: 1)
      let x = Samples.batch(37, Shape(5, 6, 6), seed: 1)
      let weight = Samples.tensor([7, 5, 3, 3], seed: 2)
      let all = Convolution.forward(x, weight: weight, bias: nil, geometry)
      let size = x.shape.size
      for image in [0, 15, 16, 36] {
        let alone = Activations(
          1, x.shape, images: Array(x.images[image * size..<(image + 1) * size]))
        let y = Convolution.forward(alone, weight: weight, bias: nil, geometry)
        let outputs = y.shape.size
        #expect(
          y.images.bits == Array(all.images[image * outputs..<(image + 1) * outputs]).bits)
      }
    }
  }
}
