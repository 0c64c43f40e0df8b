/// Maps enlarged by whole factors with straight lines between their numbers: a position lies at
/// `(i + 1/2) / factor − 1/2` of the input, at its edge where that is outside (PyTorch's
/// `align_corners=False`, the half pixels of ONNX).
public struct Interpolation: Sendable {
  /// What comes in.
  public let input: Shape
  /// What comes out.
  public let output: Shape
  private let rows: [Reading]
  private let columns: [Reading]

  /// Two neighbours, and how much of the second there is.
  private struct Reading {
    let first: Int
    let second: Int
    let share: Float
  }

  /// Maps of `shape`, so many times as high and as wide.
  public init(_ shape: Shape, rows: Int, columns: Int) {
    input = shape
    output = Shape(shape.channels, shape.height * rows, shape.width * columns)
    self.rows = Self.readings(shape.height, rows)
    self.columns = Self.readings(shape.width, columns)
  }

  private static func readings(_ size: Int, _ factor: Int) -> [Reading] {
    (0..<size * factor).map { index in
      // In halves of a position that comes out: whole numbers as long as they can be.
      let halves = max(0, 2 * index + 1 - factor)
      let first = halves / (2 * factor)
      return Reading(
        first: first, second: min(first + 1, size - 1),
        share: Float(halves % (2 * factor)) / Float(2 * factor))
    }
  }

  /// The four numbers that each position reads, and their weights.
  private func forEachPlace(_ body: (_ place: Int, _ from: (Int, Int, Int, Int), Weights) -> Void) {
    for (row, down) in rows.enumerated() {
      for (column, across) in columns.enumerated() {
        let (above, below) = (down.first * input.width, down.second * input.width)
        body(
          row * output.width + column,
          (
            above + across.first, above + across.second, below + across.first,
            below + across.second
          ),
          Weights(down: down.share, across: across.share))
      }
    }
  }

  fileprivate struct Weights {
    let down: Float
    let across: Float
  }

  /// The enlarged maps.
  public func forward(_ x: Activations) -> Activations {
    precondition(x.shape == input)
    let result = Activations(uninitialized: x.count, output)
    result.forEachChannel { block, channel, at in
      let from = UnsafeRawPointer(x.block(block) + channel * input.area * lanes)
      let to = UnsafeMutableRawPointer(result.storage.pointer + at)
      func vector(_ place: Int) -> SIMD16<Float> {
        from.load(fromByteOffset: place * MemoryLayout<SIMD16<Float>>.size, as: SIMD16<Float>.self)
      }
      forEachPlace { place, four, weights in
        let above = vector(four.0) * (1 - weights.across) + vector(four.1) * weights.across
        let below = vector(four.2) * (1 - weights.across) + vector(four.3) * weights.across
        to.storeBytes(
          of: above * (1 - weights.down) + below * weights.down,
          toByteOffset: place * MemoryLayout<SIMD16<Float>>.size, as: SIMD16<Float>.self)
      }
    }
    return result
  }

  /// The gradient of `forward` by its input: each number adds its shares to the four that it was
  /// made of, in the order of positions.
  public func gradient(_ dy: Activations) -> Activations {
    precondition(dy.shape == output)
    let result = Activations(dy.count, input)
    result.forEachChannel { block, channel, at in
      let from = UnsafeRawPointer(dy.block(block) + channel * output.area * lanes)
      let to = UnsafeMutableRawPointer(result.storage.pointer + at)
      let size = MemoryLayout<SIMD16<Float>>.size
      func add(_ part: SIMD16<Float>, _ place: Int) {
        let sum = to.load(fromByteOffset: place * size, as: SIMD16<Float>.self) + part
        to.storeBytes(of: sum, toByteOffset: place * size, as: SIMD16<Float>.self)
      }
      forEachPlace { place, four, weights in
        let d = from.load(fromByteOffset: place * size, as: SIMD16<Float>.self)
        let (above, below) = (d * (1 - weights.down), d * weights.down)
        add(above * (1 - weights.across), four.0)
        add(above * weights.across, four.1)
        add(below * (1 - weights.across), four.2)
        add(below * weights.across, four.3)
      }
    }
    return result
  }
}
