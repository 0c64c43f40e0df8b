/// An operation on batches with 16 images in the lanes, all images of a run at once.
struct FewImagesLanes: FewImagesStep {
  let sources: [FewImagesValue]
  let target: FewImagesValue
  let compute: ([Activations]) -> Activations

  var reads: [Int] { sources.map(\.number) }
  var write: Int { target.number }

  func chunks(_ memory: FewImagesMemory) -> Int { 1 }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let y = compute(sources.map { batch($0, memory) })
    precondition(y.shape == target.shape && y.count == memory.count)
    y.images.withUnsafeBufferPointer { images in
      for image in 0..<memory.count {
        target.layout.unpack(
          images.baseAddress! + image * target.shape.size, channels: target.shape.channels,
          to: memory.at(target.number, image: image))
      }
    }
  }

  private func batch(_ value: FewImagesValue, _ memory: FewImagesMemory) -> Activations {
    let size = value.shape.size
    let images = [Float](unsafeUninitializedCapacity: memory.count * size) { buffer, filled in
      for image in 0..<memory.count {
        value.layout.pack(
          memory.at(value.number, image: image), channels: value.shape.channels,
          to: buffer.baseAddress! + image * size)
      }
      filled = memory.count * size
    }
    return Activations(memory.count, value.shape, images: images)
  }
}
