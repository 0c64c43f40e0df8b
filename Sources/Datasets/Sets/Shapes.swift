import Tensors

/// `data shapes`: drawn shapes of random place, size and brightness, 1x16x16, `classes=` 2 … 6:
/// circle, square, triangle, cross, ring, diamond (the first four by default).
///
/// A pixel is background + (foreground - background) · coverage + 255 · `noise=` (0.1) · normal,
/// with coverage from 3 × 3 samples, rounded and cut to 0 … 255.
public enum Shapes: DatasetSource {
  public static let name = "shapes"
  public static let summary = "drawn circles, squares, triangles, crosses …, 1x16x16 (made)"
  public static let citation = "made; shapes of random place, size and brightness"
  public static let options: Set<DatasetOption> = [.noise, .classes]

  private static let classNames = ["circle", "square", "triangle", "cross", "ring", "diamond"]
  private static let side = 16

  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    let set = try MadeSet(
      request, stop, sizes: (4000, 1000), limit: 1_000_000, classes: (2...classNames.count, 4),
      noise: 0.1)
    let noise = set.noise
    let parts = try set.images(shape: Shape(1, side, side)) { label, random, bytes in
      draw(label, random, noise: noise, into: &bytes)
    }
    return DatasetParts(
      classNames: Array(classNames[..<set.classes]), training: parts.training, test: parts.test)
  }

  private static func draw(
    _ label: Int, _ random: Generator, noise: Double, into bytes: inout [UInt8]
  ) {
    func between(_ low: Double, _ high: Double, _ index: Int) -> Double {
      low + (high - low) * Double(random.uniform(index))
    }
    let radius = between(3.5, 6.5, 0)
    let centreX = between(radius, Double(side) - radius, 1)
    let centreY = between(radius, Double(side) - radius, 2)
    let background = between(0, 80, 3)
    let foreground = between(160, 255, 4)
    for row in 0..<side {
      for column in 0..<side {
        var inside = 0
        for sample in 0..<9 {
          let x = Double(column) + (Double(sample % 3) + 0.5) / 3
          let y = Double(row) + (Double(sample / 3) + 0.5) / 3
          if covers(label, (x - centreX) / radius, (y - centreY) / radius) { inside += 1 }
        }
        let ideal = background + (foreground - background) * Double(inside) / 9
        let grain = 255 * noise * Double(random.normal(8 + row * side + column))
        bytes.append(UInt8(max(0, min(255, (ideal + grain).rounded()))))
      }
    }
  }

  /// Whether the shape of unit size covers (x, y), y pointing down.
  private static func covers(_ label: Int, _ x: Double, _ y: Double) -> Bool {
    let squared = x * x + y * y
    switch label {
    case 0: return squared <= 1
    case 1: return abs(x) <= 0.85 && abs(y) <= 0.85
    case 2: return y <= 0.85 && 2 * abs(x) <= y + 1
    case 3: return min(abs(x), abs(y)) <= 0.3 && max(abs(x), abs(y)) <= 1
    case 4: return squared <= 1 && squared >= 0.36
    default: return abs(x) + abs(y) <= 1
    }
  }
}
