@testable import Tensors

/// Pooling and its gradients as plain loops.
enum OraclePooling {
  static func forward(
    _ x: OracleBatch, _ kind: Pooling.Kind, window: Int, stride: Int
  ) -> OracleBatch {
    var y = OracleBatch(x.count, Pooling.output(of: x.shape, window: window, stride: stride)!)
    visit(y) { image, channel, row, column in
      let numbers = places(row, column, window, stride).map { x[image, channel, $0, $1] }
      y[image, channel, row, column] =
        kind == .maximum ? numbers.max()! : numbers.reduce(0, +) / Double(numbers.count)
    }
    return y
  }

  static func gradient(
    _ x: OracleBatch, _ dy: OracleBatch, _ kind: Pooling.Kind, window: Int, stride: Int
  ) -> OracleBatch {
    var dx = OracleBatch(x.count, x.shape)
    visit(dy) { image, channel, row, column in
      let places = places(row, column, window, stride)
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

  private static func visit(_ batch: OracleBatch, _ body: (Int, Int, Int, Int) -> Void) {
    for image in 0..<batch.count {
      for channel in 0..<batch.shape.channels {
        for row in 0..<batch.shape.height {
          for column in 0..<batch.shape.width { body(image, channel, row, column) }
        }
      }
    }
  }

  /// The rows and columns of a window, in order.
  private static func places(
    _ row: Int, _ column: Int, _ window: Int, _ stride: Int
  ) -> [(Int, Int)] {
    (0..<window * window).map { (row * stride + $0 / window, column * stride + $0 % window) }
  }
}
