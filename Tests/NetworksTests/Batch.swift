import Tensors

/// A batch in double precision, images one after another.
struct Batch {
  var count: Int
  var shape: Shape
  var values: [Double]

  init(_ count: Int, _ shape: Shape) {
    self.count = count
    self.shape = shape
    values = Array(repeating: 0, count: count * shape.size)
  }

  init(_ x: Activations) {
    count = x.count
    shape = x.shape
    values = x.images.map { Double($0) }
  }

  subscript(image: Int, channel: Int, row: Int, column: Int) -> Double {
    get { values[place(image, channel, row, column)] }
    set { values[place(image, channel, row, column)] = newValue }
  }

  private func place(_ image: Int, _ channel: Int, _ row: Int, _ column: Int) -> Int {
    ((image * shape.channels + channel) * shape.height + row) * shape.width + column
  }

  /// `body(image, channel, row, column)` for every number.
  func forEach(_ body: (Int, Int, Int, Int) -> Void) {
    for image in 0..<count {
      for channel in 0..<shape.channels {
        for row in 0..<shape.height {
          for column in 0..<shape.width { body(image, channel, row, column) }
        }
      }
    }
  }

  func map(_ operation: (Double) -> Double) -> Batch {
    var result = self
    result.values = values.map(operation)
    return result
  }
}
