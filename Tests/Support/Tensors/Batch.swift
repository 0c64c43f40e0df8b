import Tensors

/// A batch in double precision, `[image][channel][row][column]`.
package struct Batch {
  package var count: Int
  package var shape: Shape
  package var values: [Double]

  /// A batch of zeros.
  package init(_ count: Int, _ shape: Shape) {
    self.count = count
    self.shape = shape
    values = Array(repeating: 0, count: count * shape.size)
  }

  package init(_ x: Activations) {
    count = x.count
    shape = x.shape
    values = x.images.map(Double.init)
  }

  package subscript(image: Int, channel: Int, row: Int, column: Int) -> Double {
    get { values[index(image, channel, row, column)] }
    set { values[index(image, channel, row, column)] = newValue }
  }

  package func index(_ image: Int, _ channel: Int, _ row: Int, _ column: Int) -> Int {
    ((image * shape.channels + channel) * shape.height + row) * shape.width + column
  }

  /// `body(image, channel, row, column)` for every number.
  package func forEach(_ body: (Int, Int, Int, Int) -> Void) {
    for image in 0..<count {
      for channel in 0..<shape.channels {
        for row in 0..<shape.height {
          for column in 0..<shape.width { body(image, channel, row, column) }
        }
      }
    }
  }

  package func map(_ operation: (Double) -> Double) -> Batch {
    var result = self
    result.values = values.map(operation)
    return result
  }
}
