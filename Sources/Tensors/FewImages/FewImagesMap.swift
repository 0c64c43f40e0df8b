import Kernels

/// An operation on every number of one value.
struct FewImagesMap: FewImagesStep {
  enum Operation {
    case rectify
    case sigmoid
    case function(PointFunction)
    /// x · scale + shift by channel.
    case affine(scale: [Float], shift: [Float], rectified: Bool)
    /// 1 above 0, else 0; a number that is given takes its place.
    case threshold(forced: [Float?])
    /// The same numbers for every image.
    case constant([Float])
  }

  let operation: Operation
  let source: Int
  let target: Int
  let layout: FewImagesLayout
  let channels: Int

  var reads: [Int] { [source] }
  var write: Int { target }
  var overwritable: Int? { source }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let from = memory.at(source, image: chunk)
    let to = memory.at(target, image: chunk)
    let size = (channels * layout.channelStep).wholeVectors
    switch operation {
    case .rectify: memory.kernels.relu(from, Int64(size), to)
    case .sigmoid:
      memory.kernels.sigmoid(from, Int64(size), to)
      layout.restoreZeros(to, channels: channels)
    case .function(let function):
      function.run(memory.kernels, from, Int64(size), to)
      if !function.keepsZeros { layout.restoreZeros(to, channels: channels) }
    case .affine(let scale, let shift, let rectified):
      for channel in 0..<channels {
        for row in 0..<layout.height {
          let at = channel * layout.channelStep + layout.origin + row * layout.pitch
          for place in at..<at + layout.width {
            let y = from[place] * scale[channel] + shift[channel]
            to[place] = rectified && y < 0 ? 0 : y
          }
        }
      }
    case .threshold(let forced):
      for channel in 0..<channels { to[channel] = forced[channel] ?? (from[channel] > 0 ? 1 : 0) }
    case .constant(let values):
      for channel in 0..<channels { to[channel] = values[channel] }
    }
  }
}

/// `e^x / Σ e^x` over the channels of each position.
struct FewImagesSoftmax: FewImagesStep {
  let source: Int
  let target: Int
  let layout: FewImagesLayout
  let channels: Int

  var reads: [Int] { [source] }
  var write: Int { target }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let from = memory.at(source, image: chunk)
    let to = memory.at(target, image: chunk)
    guard layout.isVector else {
      memory.kernels.softmax(
        from + layout.origin, Int32(channels), Int64(layout.channelStep),
        Int64(layout.run.wholeVectors), to + layout.origin)
      return layout.restoreZeros(to, channels: channels)
    }
    // A vector's channels are neighbours: the lanes hold them, not positions.
    var top = from[0]
    for channel in 1..<max(1, channels) where !(from[channel] <= top) { top = from[channel] }
    for channel in 0..<channels { to[channel] = from[channel] - top }
    memory.kernels.exponential(to, Int64(channels.wholeVectors), to)
    var total: Float = 0
    for channel in 0..<channels { total += to[channel] }
    for channel in 0..<channels { to[channel] /= total }
  }
}

/// The sum or the product of two values of one shape.
struct FewImagesPair: FewImagesStep {
  enum Operation { case sum, rectifiedSum, product }

  let operation: Operation
  let first: Int
  let second: Int
  let target: Int
  let size: Int

  var reads: [Int] { [first, second] }
  var write: Int { target }
  var overwritable: Int? { first }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let kernel =
      switch operation {
      case .sum: memory.kernels.add
      case .rectifiedSum: memory.kernels.addRelu
      case .product: memory.kernels.multiply
      }
    kernel?(
      memory.at(first, image: chunk), memory.at(second, image: chunk), Int64(size),
      memory.at(target, image: chunk))
  }
}

/// Channels multiplied by gates: channel c by gate `gate + c`, or all by the one gate.
struct FewImagesScale: FewImagesStep {
  let source: Int
  let gates: Int
  let target: Int
  let gate: Int
  let isShared: Bool
  let layout: FewImagesLayout
  let channels: Int

  var reads: [Int] { [source, gates] }
  var write: Int { target }
  var overwritable: Int? { source == gates ? nil : source }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let factors = memory.at(gates, image: chunk) + gate
    let from = memory.at(source, image: chunk)
    let to = memory.at(target, image: chunk)
    for channel in 0..<channels {
      let factor = factors[isShared ? 0 : channel]
      let at = channel * layout.channelStep + layout.origin
      for place in at..<at + layout.run { to[place] = from[place] * factor }
    }
  }
}
