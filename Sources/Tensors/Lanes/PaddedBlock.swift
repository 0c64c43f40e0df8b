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

  /// Copies a block into `to` and writes the border.
  func fill(from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>) {
    var window = KernelMap(
      height: Int32(shape.height), width: Int32(shape.width), firstRow: Int32(-top),
      firstColumn: Int32(-left), rows: Int32(height), columns: Int32(width))
    let padRows = Processor.kernels.padRows!
    for channel in 0..<shape.channels {
      padRows(&window, from + channel * shape.area * lanes, to + channel * channelStep)
    }
  }
}
