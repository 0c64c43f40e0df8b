/// A network compiled for a few images at once, in `[image][channel][row][column]` order.
///
/// Not for several threads at a time: the buffers between steps belong to the program.
public final class FewImagesProgram {
  /// The shape of one image that goes in.
  public let input: Shape
  /// The shape of what comes out for one image.
  public let output: Shape
  private let steps: [any FewImagesStep]
  private let slots: [Int]
  private let places: [Int]
  private let source: FewImagesValue
  private let result: FewImagesValue
  private let runner: FewImagesRunner
  private var memory: FewImagesMemory

  /// - Parameters:
  ///   - slots: numbers of one image in each buffer; `places`: the buffer of each value.
  init(
    _ steps: [any FewImagesStep], slots: [Int], places: [Int], from source: FewImagesValue,
    to result: FewImagesValue
  ) {
    self.steps = steps
    self.slots = slots
    self.places = places
    self.source = source
    self.result = result
    input = source.shape
    output = result.shape
    runner = FewImagesRunner(steps)
    memory = FewImagesMemory(slots: slots, places: places, capacity: 1)
  }

  /// Bytes of the buffers between steps.
  public var bufferBytes: Int { slots.reduce(0, +) * memory.capacity * 4 }

  /// The outputs, `[image][channel][row][column]`.
  ///
  /// - Precondition: `images` holds `count` images, at least one.
  public func run(_ images: [Float], count: Int) -> [Float] {
    precondition(count > 0 && images.count == count * input.size)
    if count > memory.capacity {
      memory = FewImagesMemory(slots: slots, places: places, capacity: count)
    }
    memory.prepare(count)
    images.withUnsafeBufferPointer { images in
      for image in 0..<count {
        source.layout.unpack(
          images.baseAddress! + image * input.size, channels: input.channels,
          to: memory.at(source.number, image: image))
      }
    }
    runner.run(steps, memory)
    return [Float](unsafeUninitializedCapacity: count * output.size) { buffer, filled in
      for image in 0..<count {
        result.layout.pack(
          memory.at(result.number, image: image), channels: output.channels,
          to: buffer.baseAddress! + image * output.size)
      }
      filled = count * output.size
    }
  }
}

/// What passes between two steps of a program for few images.
public struct FewImagesValue {
  let number: Int
  /// Of one image.
  public let shape: Shape
  let layout: FewImagesLayout
}
