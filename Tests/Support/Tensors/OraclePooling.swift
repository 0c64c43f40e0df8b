import Tensors

/// Pooling and its gradients as plain loops.
package enum OraclePooling {
  package static func forward(
    _ x: Batch, _ kind: Pooling.Kind, _ window: Pooling.Window
  ) -> Batch {
    var y = Batch(x.count, window.output(of: x.shape)!)
    let shape = y
    shape.forEach { image, channel, row, column in
      let numbers = places(row, column, window, x.shape).map { x[image, channel, $0, $1] }
      y[image, channel, row, column] =
        kind == .maximum ? numbers.max()! : numbers.reduce(0, +) / Double(numbers.count)
    }
    return y
  }

  package static func gradient(
    _ x: Batch, _ dy: Batch, _ kind: Pooling.Kind, _ window: Pooling.Window
  ) -> Batch {
    var dx = Batch(x.count, x.shape)
    dy.forEach { image, channel, row, column in
      let places = places(row, column, window, x.shape)
      let share = dy[image, channel, row, column]
      switch kind {
      case .maximum:
        let numbers = places.map { x[image, channel, $0, $1] }
        let first = places[numbers.firstIndex(of: numbers.max()!)!]
        dx[image, channel, first.0, first.1] += share
      case .average:
        for (y, z) in places { dx[image, channel, y, z] += share / Double(places.count) }
      }
    }
    return dx
  }

  /// The rows and columns of a window that lie on the map, in order.
  private static func places(
    _ row: Int, _ column: Int, _ window: Pooling.Window, _ shape: Shape
  ) -> [(Int, Int)] {
    (0..<window.size * window.size).map {
      (
        row * window.stride + $0 / window.size - window.padding,
        column * window.stride + $0 % window.size - window.padding
      )
    }.filter { (0..<shape.height).contains($0.0) && (0..<shape.width).contains($0.1) }
  }
}
