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
  var size: Int { shape.channels * height * width * 16 }
  var channelStep: Int { height * width * 16 }
  var rowStep: Int { width * 16 }

  /// Copies a block into `to` and writes the border.
  func fill(from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>) {
    let inner = shape.width * 16
    let right = rowStep - inner - left * 16
    for channel in 0..<shape.channels {
      var target = to + channel * channelStep
      var source = from + channel * shape.area * 16
      target.update(repeating: 0, count: top * rowStep)
      target += top * rowStep
      for _ in 0..<shape.height {
        target.update(repeating: 0, count: left * 16)
        (target + left * 16).update(from: source, count: inner)
        (target + left * 16 + inner).update(repeating: 0, count: right)
        target += rowStep
        source += inner
      }
      target.update(repeating: 0, count: (height - top - shape.height) * rowStep)
    }
  }
}
