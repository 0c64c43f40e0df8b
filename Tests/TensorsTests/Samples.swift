@testable import Tensors

/// Made numbers, the same at every run.
enum Samples {
  /// Uniform in -1 ..< 1.
  static func reals(_ count: Int, seed: UInt64) -> [Float] {
    let generator = Generator(seed: seed, stream: .trial)
    return (0..<count).map { generator.uniform($0) * 2 - 1 }
  }

  /// Small whole numbers from -2 to 2, so that ties abound and sums are exact.
  static func integers(_ count: Int, seed: UInt64) -> [Float] {
    let generator = Generator(seed: seed, stream: .trial)
    return (0..<count).map { Float(generator.integer($0, below: 5) - 2) }
  }

  /// A batch of `reals` whose padding lanes hold `padding`.
  static func batch(
    _ count: Int, _ shape: Shape, seed: UInt64, padding: Float = 0
  ) -> Activations {
    batch(count, shape, reals(count * shape.size, seed: seed), padding: padding)
  }

  static func batch(
    _ count: Int, _ shape: Shape, _ images: [Float], padding: Float = 0
  ) -> Activations {
    var result = Activations(count, shape, repeating: padding)
    for image in 0..<count {
      for index in 0..<shape.size { result[image, index] = images[image * shape.size + index] }
    }
    return result
  }

  static func tensor(_ dimensions: [Int], seed: UInt64) -> Tensor {
    Tensor(dimensions, reals(dimensions.reduce(1, *), seed: seed))
  }
}

extension Activations {
  /// max(x, 0).
  func rectified() -> Activations { followed(by: Epilogue(isRectified: true)) }

  /// Every number of the padding lanes.
  var paddingLanes: [Float] {
    var result: [Float] = []
    for lane in count - (blocks - 1) * 16..<16 {
      for index in 0..<shape.size { result.append(block(blocks - 1)[index * 16 + lane]) }
    }
    return result
  }

  /// Chosen channels as a batch of their own.
  func keeping(channels kept: [Int]) -> Activations {
    .concatenated(kept.map { channels($0..<$0 + 1) })
  }
}

extension Array<Float> {
  var bits: [UInt32] { map(\.bitPattern) }
  var doubles: [Double] { map(Double.init) }
}
