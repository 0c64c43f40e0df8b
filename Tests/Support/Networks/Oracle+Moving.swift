import Foundation
import Networks
import Tensors
import TensorsTestSupport

/// Layers that move and spread numbers, by their definitions.
extension Oracle {
  /// Each number that comes in, times each weight, to where it belongs.
  mutating func spread(_ x: Batch, _ layer: Deconv) -> Batch {
    let (geometry, shape) = (layer.geometry, try! layer.output(of: [x.shape]))
    let inputs = x.shape.channels / geometry.groups
    let outputs = layer.outputs / geometry.groups
    var y = Batch(x.count, shape)
    var products = 0
    if layer.hasBias { shape.forEachPlace(x.count) { y[$0, $1, $2, $3] = parameters[1][$1] } }
    let weights = parameters[0]
    x.forEach { image, channel, row, column in
      for output in 0..<outputs {
        let to = channel / inputs * outputs + output
        for i in 0..<geometry.kernelHeight {
          for j in 0..<geometry.kernelWidth {
            products += 1
            let r = row * geometry.rowStride + i * geometry.rowDilation - geometry.margins.top
            let c =
              column * geometry.columnStride + j * geometry.columnDilation - geometry.margins.left
            guard r >= 0, c >= 0, r < shape.height, c < shape.width else { continue }
            let place = (to * inputs + channel % inputs) * geometry.taps
            y[image, to, r, c] +=
              weights[place + i * geometry.kernelWidth + j] * x[image, channel, row, column]
          }
        }
      }
    }
    count(products)
    return y
  }

  func responseNorm(_ x: Batch, _ norm: ResponseNorm) -> Batch {
    var y = x
    x.forEach { image, channel, row, column in
      var squares = 0.0
      for other in channel - norm.size / 2...channel + norm.size / 2
      where (0..<x.shape.channels).contains(other) {
        squares += x[image, other, row, column] * x[image, other, row, column]
      }
      let mean = Double(norm.k) + Double(norm.alpha) * squares / Double(norm.size)
      y[image, channel, row, column] *= pow(mean, -Double(norm.beta))
    }
    return y
  }

  func enlarged(_ x: Batch, _ layer: Upsample) -> Batch {
    let (rows, columns) = (layer.rows, layer.columns)
    var y = Batch(
      x.count, Shape(x.shape.channels, x.shape.height * rows, x.shape.width * columns))
    /// What a position reads along an axis, with weights.
    func line(_ index: Int, _ factor: Int, _ size: Int) -> [(Int, Double)] {
      guard layer.mode == .bilinear else { return [(index / factor, 1)] }
      let place = (Double(index) + 0.5) / Double(factor) - 0.5
      let low = place.rounded(.down)
      return [(Int(low), 1 - (place - low)), (Int(low) + 1, place - low)].map {
        (min(max($0.0, 0), size - 1), $0.1)
      }
    }
    y.shape.forEachPlace(x.count) { image, channel, row, column in
      for (r, down) in line(row, rows, x.shape.height) {
        for (c, across) in line(column, columns, x.shape.width) {
          y[image, channel, row, column] += down * across * x[image, channel, r, c]
        }
      }
    }
    return y
  }

  /// Numbers that are copied, by the words of the layer.
  func moved(_ x: Batch) -> Batch {
    var y = Batch(x.count, try! layer.output(of: [x.shape]))
    let words = layer.text.split(separator: " ")
    func option(_ key: String) -> String? {
      words.first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
    }
    let shape = x.shape
    y.shape.forEachPlace(x.count) { image, channel, row, column in
      let from: (Int, Int, Int)
      switch words[0] {
      case "slice": from = (channel + (option("start").flatMap { Int($0) } ?? 0), row, column)
      case "shuffle":
        if let groups = option("groups").flatMap({ Int($0) }) {
          from = (channel % groups * (shape.channels / groups) + channel / groups, row, column)
        } else {
          from = (IndexList(option("order")!)!.indices[channel], row, column)
        }
      case "pixelshuffle":
        let side = Int(words[1])!
        from = (
          channel * side * side + row % side * side + column % side, row / side, column / side
        )
      default:
        let side = Int(words[1])!
        let part = channel % (side * side)
        from = (channel / (side * side), row * side + part / side, column * side + part % side)
      }
      y[image, channel, row, column] = x[image, from.0, from.1, from.2]
    }
    return y
  }
}

extension Shape {
  /// `body(image, channel, row, column)` for every number of `count` images.
  fileprivate func forEachPlace(_ count: Int, _ body: (Int, Int, Int, Int) -> Void) {
    Batch(count, self).forEach(body)
  }
}
