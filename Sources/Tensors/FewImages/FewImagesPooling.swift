import Kernels

/// Maximum or mean over windows.
struct FewImagesPool: FewImagesStep {
  let kind: Pooling.Kind
  let window: Pooling.Window
  let source: Int
  let target: Int
  let channels: Int
  let from: FewImagesLayout
  let to: FewImagesLayout

  private static let channelsPerChunk = 16

  var reads: [Int] { [source] }
  var write: Int { target }
  private var groups: Int { (channels + Self.channelsPerChunk - 1) / Self.channelsPerChunk }

  func chunks(_ memory: FewImagesMemory) -> Int { memory.count * groups }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let shape = window.step(
      Shape(channels, from.height, from.width), Shape(channels, to.height, to.width))
    var step = KernelFewImagesPool(
      rows: shape.rows, columns: shape.columns, height: shape.height, width: shape.width,
      rowStride: shape.rowStride, columnStride: shape.columnStride, top: shape.top,
      left: shape.left, zerosAbove: shape.zerosAbove, zerosBefore: shape.zerosBefore,
      zerosBelow: shape.zerosBelow, zerosBehind: shape.zerosBehind, inRows: shape.inHeight,
      inColumns: shape.inWidth, inRowStep: Int64(from.pitch), outRowStep: Int64(to.pitch))
    let first = chunk % groups * Self.channelsPerChunk
    let x = memory.at(source, image: chunk / groups) + from.origin
    let y = memory.at(target, image: chunk / groups) + to.origin
    for channel in first..<min(first + Self.channelsPerChunk, channels) {
      let read = x + channel * from.channelStep
      let write = y + channel * to.channelStep
      switch kind {
      case .maximum: memory.fewImages.maximum(&step, read, write)
      case .average: memory.fewImages.average(&step, read, write)
      }
    }
  }
}

/// The mean of each channel's map.
struct FewImagesGlobalPool: FewImagesStep {
  let source: Int
  let target: Int
  let channels: Int
  let layout: FewImagesLayout

  var reads: [Int] { [source] }
  var write: Int { target }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let from = memory.at(source, image: chunk) + layout.origin
    let to = memory.at(target, image: chunk)
    // What is between and after the rows is zero.
    let vectors = Int64(layout.run.vectors)
    let factor = 1 / Float(layout.height * layout.width)
    for channel in 0..<channels {
      to[channel] = memory.fewImages.total(from + channel * layout.channelStep, vectors) * factor
    }
  }
}

/// Every `stride`-th row and column of some channels, among channels of zeros.
struct FewImagesSubsample: FewImagesStep {
  let source: Int
  let target: Int
  let stride: Int
  /// By channel that comes out, the one that it is a copy of.
  let sources: [Int?]
  let from: FewImagesLayout
  let to: FewImagesLayout

  var reads: [Int] { [source] }
  var write: Int { target }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let x = memory.at(source, image: chunk) + from.origin
    let y = memory.at(target, image: chunk) + to.origin
    for (output, channel) in sources.enumerated() {
      let write = y + output * to.channelStep
      guard let channel else {
        write.update(repeating: 0, count: to.run)
        continue
      }
      let read = x + channel * from.channelStep
      for row in 0..<to.height {
        let line = read + row * stride * from.pitch
        let place = write + row * to.pitch
        for column in 0..<to.width { place[column] = line[column * stride] }
      }
    }
  }
}
