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
        kind == .maximum
        ? numbers.max()! : numbers.reduce(0, +) / counted(row, column, window, x.shape)
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
        for (y, z) in places {
          dx[image, channel, y, z] += share / counted(row, column, window, x.shape)
        }
      }
    }
    return dx
  }

  /// The rows and columns of a window, in order, wherever they lie.
  private static func all(_ row: Int, _ column: Int, _ window: Pooling.Window) -> [(Int, Int)] {
    (0..<window.height * window.width).map {
      (
        row * window.rowStride + $0 / window.width - window.margins.top,
        column * window.columnStride + $0 % window.width - window.margins.left
      )
    }
  }

  /// Those that lie on the map.
  private static func places(
    _ row: Int, _ column: Int, _ window: Pooling.Window, _ shape: Shape
  ) -> [(Int, Int)] {
    all(row, column, window).filter {
      (0..<shape.height).contains($0.0) && (0..<shape.width).contains($0.1)
    }
  }

  /// How many a mean is taken over: those on the map, and in the margins where these count.
  private static func counted(
    _ row: Int, _ column: Int, _ window: Pooling.Window, _ shape: Shape
  ) -> Double {
    let around = window.countsMargins ? window.margins : Margins(0)
    return Double(
      all(row, column, window).count {
        (-around.top..<shape.height + around.bottom).contains($0.0)
          && (-around.left..<shape.width + around.right).contains($0.1)
      })
  }
}
