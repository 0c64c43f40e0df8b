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

  var isPlain: Bool { height == shape.height && width == shape.width }
  /// Numbers of a padded block.
  var size: Int { shape.channels * height * width * lanes }
  var channelStep: Int { height * width * lanes }
  var rowStep: Int { width * lanes }

  /// Copies rows of channels of a block, border and all, into `to`, channels `step` apart.
  func fill(
    channels: Range<Int>, rows: Range<Int>, from: UnsafePointer<Float>,
    to: UnsafeMutablePointer<Float>, step: Int
  ) {
    var window = KernelMap(
      height: Int32(shape.height), width: Int32(shape.width),
      firstRow: Int32(rows.lowerBound - top), firstColumn: Int32(-left), rows: Int32(rows.count),
      columns: Int32(width))
    let padRows = Processor.kernels.padRows!
    for channel in channels {
      padRows(
        &window, from + channel * shape.area * lanes, to + (channel - channels.lowerBound) * step)
    }
  }

  /// Shows `body` where `rows` of `channels` of a block begin: in the block itself where there is
  /// no border, else in a copy whose channels are `step` apart; all rows unless said.
  func withBlock(
    _ block: UnsafePointer<Float>, channels: Range<Int>, rows: Range<Int>? = nil,
    step: Int? = nil, _ body: (UnsafePointer<Float>) -> Void
  ) {
    let rows = rows ?? 0..<height
    guard !isPlain else {
      return body(block + channels.lowerBound * channelStep + rows.lowerBound * rowStep)
    }
    let step = step ?? channelStep
    let scratch = Storage(channels.count * step)
    fill(channels: channels, rows: rows, from: block, to: scratch.pointer, step: step)
    withExtendedLifetime(scratch) { body(scratch.pointer) }
  }
}
