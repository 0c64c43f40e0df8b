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

  /// Copies channels of a block into `to` and writes the border.
  func fill(
    channels: Range<Int>, from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>
  ) {
    var window = KernelMap(
      height: Int32(shape.height), width: Int32(shape.width), firstRow: Int32(-top),
      firstColumn: Int32(-left), rows: Int32(height), columns: Int32(width))
    let padRows = Processor.kernels.padRows!
    for channel in channels {
      padRows(
        &window, from + channel * shape.area * lanes,
        to + (channel - channels.lowerBound) * channelStep)
    }
  }

  /// Shows `body` where `channels` of a block begin: in the block itself where there is no border,
  /// else in a copy.
  func withBlock(
    _ block: UnsafePointer<Float>, channels: Range<Int>, _ body: (UnsafePointer<Float>) -> Void
  ) {
    guard !isPlain else { return body(block + channels.lowerBound * channelStep) }
    let scratch = Storage(channels.count * channelStep)
    fill(channels: channels, from: block, to: scratch.pointer)
    withExtendedLifetime(scratch) { body(scratch.pointer) }
  }
}
