import TensorsTestSupport
import Testing

@testable import Tensors

/// One convolution with everything it needs, and its checks against the oracle.
struct ConvolutionCase {
  var count: Int
  var input: Shape
  var outputs: Int
  var geometry: ConvolutionGeometry
  var seed: UInt64 = 1

  struct Results {
    var output: [Float]
    var inputGradient: [Float]
    var weightGradient: [Float]
    var biasGradient: [Float]
    var bits: [[UInt32]] {
      [output.bits, inputGradient.bits, weightGradient.bits, biasGradient.bits]
    }
  }

  var outputShape: Shape? { geometry.output(of: input, channels: outputs) }
  /// Padding lanes are far from zero on purpose: they must not reach a gradient.
  var x: Activations { Samples.batch(count, input, seed: seed, padding: 3e4) }
  var dy: Activations { Samples.batch(count, outputShape!, seed: seed + 1) }
  var weight: Tensor {
    Samples.tensor(
      [
        outputs, input.channels / geometry.groups, geometry.kernelHeight, geometry.kernelWidth,
      ], seed: seed + 2)
  }
  var bias: Tensor? { seed % 3 == 0 ? nil : Samples.tensor([outputs], seed: seed + 3) }

  func run() -> Results {
    Results(
      output: Convolution.forward(x, weight: weight, bias: bias, geometry).images,
      inputGradient: Convolution.inputGradient(dy, weight: weight, input: input, geometry).images,
      weightGradient: Convolution.weightGradient(x, dy, geometry).values,
      biasGradient: Convolution.biasGradient(dy).values)
  }

  var oracle: OracleConvolution {
    OracleConvolution(
      Batch(x), weight: weight.values.doubles, bias: bias?.values.doubles,
      dy: Batch(dy), geometry)
  }

  /// Compares all four results with the oracle, and the fused levels and threads with each other.
  func check() {
    let oracle = oracle
    var first: Results?
    for (index, level) in Processor.fusedLevels.enumerated() {
      for threads in [1, 3] {
        let results = Processor.using(level: level, threads: threads) { run() }
        if let first {
          #expect(first.bits == results.bits, "\(level) \(threads) threads: \(self)")
        } else {
          first = results
          check(results, oracle, "level \(index)")
        }
      }
    }
    if first == nil { check(run(), oracle, "base") }
  }

  func check(_ results: Results, _ oracle: OracleConvolution, _ level: String) {
    #expect(oracle.output.error(of: results.output) <= 1, "\(level): \(self)")
    #expect(oracle.inputGradient.error(of: results.inputGradient) <= 1, "\(level): \(self)")
    #expect(oracle.weightGradient.error(of: results.weightGradient) <= 1, "\(level): \(self)")
    #expect(oracle.biasGradient.error(of: results.biasGradient) <= 1, "\(level): \(self)")
  }
}

/// Kernel, stride and padding.
struct Window: Sendable, CustomTestStringConvertible {
  var height: Int
  var width: Int
  var stride: Int
  var padding: Int
  var testDescription: String { "\(height)x\(width) stride \(stride) padding \(padding)" }

  static let all: [Window] = [(1, 1), (3, 3), (5, 5), (2, 3)].flatMap { height, width in
    (1...3).flatMap { stride in
      (0...2).map { Window(height: height, width: width, stride: stride, padding: $0) }
    }
  }
}

extension TensorsSuite {
  @Suite struct ConvolutionTests {
    /// Channels, outputs, groups; the last kind is depthwise, with one or two outputs a channel.
    static let widths: [(Int, Int, Int)] =
      [1, 3, 5, 17].flatMap { channels in [1, 4, 7, 18].map { (channels, $0, 1) } }
      + [2, 6, 34].flatMap { channels in [2, 8, 14, 18].map { (channels, $0, 2) } }
      + [1, 3, 5, 17].flatMap { channels in [(channels, channels, channels)] }
      + [3, 17].flatMap { channels in [(channels, 2 * channels, channels)] }

    /// Images, rows, columns: one block, full and partial; maps below and above 64 positions.
    static let batches = [
      (1, 7, 5), (16, 5, 7), (37, 5, 5), (1, 11, 9), (16, 9, 9), (37, 7, 11), (5, 5, 5),
    ]

    /// More terms than sums are kept of at a time, in place, copied, and of vectors.
    @Test func manyTerms() {
      let wide = ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, stride: 2, padding: 1)
      for (input, outputs, geometry) in [
        (Shape(130, 5, 5), 6, wide), (Shape(130, 19, 17), 9, wide),
        (Shape(1100, 9, 9), 5, .point), (Shape(1500), 7, .point),
        (Shape(40, 9, 9), 120, ConvolutionGeometry(kernelHeight: 1, kernelWidth: 1)),
      ] {
        ConvolutionCase(count: 20, input: input, outputs: outputs, geometry: geometry).check()
      }
    }

    @Test(arguments: Window.all) func windows(_ window: Window) throws {
      let start = window.stride * 5 + window.padding * 3 + window.height
      for (index, width) in Self.widths.enumerated() {
        let batch = Self.batches[(start + index) % Self.batches.count]
        let geometry = ConvolutionGeometry(
          kernelHeight: window.height, kernelWidth: window.width, stride: window.stride,
          padding: window.padding, groups: width.2)
        let convolution = ConvolutionCase(
          count: batch.0, input: Shape(width.0, batch.1, batch.2), outputs: width.1,
          geometry: geometry, seed: UInt64(index + 1))
        try #require(convolution.outputShape != nil)
        convolution.check()
      }
    }

    @Test(arguments: [1, 3, 17, 300], [1, 4, 7, 18]) func linear(_ inputs: Int, _ outputs: Int) {
      for count in [1, 16, 37, 130] {
        ConvolutionCase(
          count: count, input: Shape(inputs), outputs: outputs, geometry: .point,
          seed: UInt64(inputs * 100 + outputs)
        ).check()
      }
    }

    /// Wide layers on small maps cross the chunks of outputs that stay in the caches.
    @Test func wide() {
      ConvolutionCase(
        count: 17, input: Shape(190, 3, 3), outputs: 30,
        geometry: ConvolutionGeometry(kernelHeight: 3, kernelWidth: 3, padding: 1)
      ).check()
      ConvolutionCase(count: 20, input: Shape(7000), outputs: 9, geometry: .point).check()
    }

    @Test(arguments: 0..<400) func randomGeometry(_ number: Int) {
      let generator = Generator(seed: 2024, stream: .trial, epoch: UInt64(number))
      var index = -1
      func pick(_ range: ClosedRange<Int>) -> Int {
        index += 1
        return range.lowerBound + generator.integer(index, below: range.count)
      }
      var convolution: ConvolutionCase
      repeat {
        let groups = max(1, pick(-2...3))
        convolution = ConvolutionCase(
          count: pick(1...40), input: Shape(groups * pick(1...6), pick(1...11), pick(1...11)),
          outputs: groups * pick(1...7),
          geometry: ConvolutionGeometry(
            kernelHeight: pick(1...5), kernelWidth: pick(1...5), stride: pick(1...4),
            padding: pick(0...3), groups: groups), seed: UInt64(number + 7))
      } while convolution.outputShape == nil
      convolution.check()
    }

    /// Dilations, and strides and margins that differ from side to side.
    @Test(arguments: 0..<160) func unevenGeometry(_ number: Int) {
      let generator = Generator(seed: UInt64(number), stream: .trial)
      var index = 0
      func pick(_ range: ClosedRange<Int>) -> Int {
        index += 1
        return range.lowerBound + generator.integer(index, below: range.count)
      }
      var convolution: ConvolutionCase
      repeat {
        let groups = max(1, pick(-2...3))
        let channels = number % 4 == 0 ? 1 : pick(1...6)
        convolution = ConvolutionCase(
          count: pick(1...40), input: Shape(groups * channels, pick(1...13), pick(1...13)),
          outputs: groups * (number % 4 == 0 ? 1 : pick(1...7)),
          geometry: ConvolutionGeometry(
            kernelHeight: pick(1...4), kernelWidth: pick(1...4),
            strides: (pick(1...3), pick(1...3)),
            margins: Margins(pick(0...3), pick(0...3), pick(0...3), pick(0...3)),
            dilations: (pick(1...3), pick(1...3)), groups: groups), seed: UInt64(number + 7))
      } while convolution.outputShape == nil
      convolution.check()
    }

    /// The one place of a 1x1 map may lie in the border, where a convolution sees only zeros.
    @Test func pointInTheBorder() {
      ConvolutionCase(
        count: 3, input: Shape(4), outputs: 5,
        geometry: ConvolutionGeometry(kernelHeight: 1, kernelWidth: 1, stride: 3, padding: 1)
      ).check()
    }

    @Test func geometryThatDoesNotFit() {
      let window = ConvolutionGeometry(kernelHeight: 5, kernelWidth: 5, groups: 2)
      #expect(window.output(of: Shape(2, 4, 9), channels: 2) == nil)
      #expect(window.output(of: Shape(3, 9, 9), channels: 2) == nil)
      #expect(window.output(of: Shape(2, 9, 9), channels: 3) == nil)
      #expect(window.output(of: Shape(2, 9, 7), channels: 4) == Shape(4, 5, 3))
    }

    /// Gradients leave nothing in the padding lanes, so that the next ones may rely on it.
    @Test(arguments: [1, 2]) func paddingLanesStayZero(_ stride: Int) {
      let convolution = ConvolutionCase(
        count: 21, input: Shape(3, 6, 6), outputs: 4,
        geometry: ConvolutionGeometry(
          kernelHeight: 3, kernelWidth: 3, stride: stride, padding: 1))
      let dx = Convolution.inputGradient(
        convolution.dy, weight: convolution.weight, input: convolution.input, convolution.geometry)
      #expect(dx.paddingLanes.allSatisfy { $0 == 0 })
    }
  }
}
