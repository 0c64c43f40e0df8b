import Kernels

/// One image block with a border of zeros, `[channel][row][column][16 images]`.
struct PaddedBlock {
  let shape: Shape
  let top: Int
  let left: Int
  let height: Int
  let width: Int

  init(_ shape: Shape, top: Int, bottom: Int, left: Int, right: Int) {
    self.shape = shape
    self.top = top
    self.left = left
    height = shape.height + top + bottom
    width = shape.width + left + right
  }

  /// The block as windows see it.
  init(_ shape: Shape, _ margins: Margins) {
    self.init(
      shape, top: margins.top, bottom: margins.bottom, left: margins.left, right: margins.right)
  }

  var isPlain: Bool { height == shape.height && width == shape.width }
  /// Numbers of a padded block.
  var size: Int { shape.channels * height * width * lanes }
  var channelStep: Int { height * width * lanes }
  var rowStep: Int { width * lanes }

  /// Copies rows of channels of `block` of `x`, border and all, into `to`, channels `step` apart.
  func fill(
    channels: Range<Int>, rows: Range<Int>, of x: DeferredActivations, _ block: Int,
    to: UnsafeMutablePointer<Float>, step: Int
  ) {
    let from = x.base.block(block)
    var window = KernelMap(
      height: Int32(shape.height), width: Int32(shape.width),
      firstRow: Int32(rows.lowerBound - top), firstColumn: Int32(-left), rows: Int32(rows.count),
      columns: Int32(width))
    let padRows = Processor.kernels.padRows!
    for channel in channels {
      let to = to + (channel - channels.lowerBound) * step
      let from = from + channel * shape.area * lanes
      if x.epilogue.isEmpty {
        padRows(&window, nil, from, to)
      } else {
        var before = x.epilogue.kernel(channel, block)
        padRows(&window, &before, from, to)
      }
    }
  }

  /// Shows `body` where `rows` of `channels` of a block begin: in the block itself, or in a copy
  /// whose channels are `step` apart; all rows unless said. It is copied unless there is no border
  /// and nothing left to do, and always if `copied`.
  func withBlock(
    _ block: Int, of x: DeferredActivations, channels: Range<Int>, rows: Range<Int>? = nil,
    step: Int? = nil, copied: Bool = false, _ body: (UnsafePointer<Float>) -> Void
  ) {
    let rows = rows ?? 0..<height
    guard copied || isCopied(x) else {
      return body(
        x.base.block(block) + channels.lowerBound * channelStep + rows.lowerBound * rowStep)
    }
    let step = step ?? channelStep
    let scratch = Storage(channels.count * step)
    fill(channels: channels, rows: rows, of: x, block, to: scratch.pointer, step: step)
    withExtendedLifetime(scratch) { body(scratch.pointer) }
  }

  /// Whether what reads `x` reads a copy.
  func isCopied(_ x: DeferredActivations) -> Bool { !isPlain || !x.epilogue.isEmpty }

  /// Whether the channels of a map lie so far apart that their numbers would share a few sets of
  /// the nearest cache, and so many products read them there that a copy pays.
  func isCrowded(channels: Int, outputs: Int) -> Bool {
    channelStep % 1024 == 0 && channels > 8 && outputs >= 16
  }
}

extension Int {
  /// The least step from channel to channel that is not below this one and spreads the numbers of
  /// one place over the sets of the nearest cache.
  var spread: Int {
    let line = lanes
    let (sets, wanted) = (64, 13)
    return self + ((wanted - self / line) % sets + sets) % sets * line
  }
}
