import Tensors

/// What made sets have in common: sizes, options, and a generator a record.
///
/// Record `index` of a part is a function of (seed, part, index) alone: asking for more records
/// leaves the first ones as they are.
struct MadeSet: Sendable {
  let training: Int
  let test: Int
  let classes: Int
  let noise: Double
  private let seed: UInt64
  private let stop: StopFlag?

  /// - Parameters:
  ///   - sizes: records of the training and test part where the request names none.
  ///   - limit: records that a part may have.
  ///   - classes: the range of `classes=` and the default.
  ///   - noise: the default of `noise=`, which may be 0 … 10.
  init(
    _ request: DatasetRequest, _ stop: StopFlag?, sizes: (training: Int, test: Int), limit: Int,
    classes: (range: ClosedRange<Int>, standard: Int), noise: Double
  ) throws(DatasetError) {
    training = try Self.checked(
      request.training ?? sizes.training, "train", in: 1...limit)
    test = try Self.checked(request.test ?? sizes.test, "test", in: 1...limit)
    self.classes = try Self.checked(
      request.classes ?? classes.standard, "classes", in: classes.range)
    self.noise = request.noise ?? noise
    guard self.noise >= 0 && self.noise <= 10 else {
      throw DatasetError(.option("noise", expected: "0 … 10", found: "\(self.noise)"))
    }
    seed = request.seed
    self.stop = stop
  }

  private static func checked(
    _ value: Int, _ name: String, in range: ClosedRange<Int>
  ) throws(DatasetError) -> Int {
    guard range.contains(value) else {
      throw DatasetError(
        .option(
          name, expected: "\(range.lowerBound) … \(range.upperBound)", found: "\(value)"))
    }
    return value
  }

  /// The class of record `index`: the classes take turns.
  func label(_ index: Int) -> Int { index % classes }

  /// Both parts as points of the plane; `point` makes one from its label and its generator.
  func points(
    _ point: (_ label: Int, _ random: Generator) -> (x: Double, y: Double)
  ) throws(DatasetError) -> (training: Examples, test: Examples) {
    (try points(training, part: 0, point), try points(test, part: 1, point))
  }

  private func points(
    _ count: Int, part: Int, _ point: (Int, Generator) -> (x: Double, y: Double)
  ) throws(DatasetError) -> Examples {
    let generator = generator(part: part)
    var values: [Float] = []
    try stop.check(needing: 3 * MemoryLayout<Float>.stride * count)
    values.reserveCapacity(2 * count)
    for index in 0..<count {
      if index % 4096 == 0 { try stop.check() }
      let random = generator.split(index)
      let (x, y) = point(label(index), random)
      values.append(Float(x + noise * Double(random.normal(0))))
      values.append(Float(y + noise * Double(random.normal(1))))
    }
    return Examples(shape: Shape(2), labels: labels(count), pixels: .reals(values))
  }

  /// Both parts as images; `draw` appends the bytes of one.
  func images(
    shape: Shape, _ draw: (_ label: Int, _ random: Generator, inout [UInt8]) -> Void
  ) throws(DatasetError) -> (training: Examples, test: Examples) {
    (
      try images(shape, training, part: 0, draw),
      try images(shape, test, part: 1, draw)
    )
  }

  private func images(
    _ shape: Shape, _ count: Int, part: Int, _ draw: (Int, Generator, inout [UInt8]) -> Void
  ) throws(DatasetError) -> Examples {
    let generator = generator(part: part)
    var bytes: [UInt8] = []
    try stop.check(needing: count * (shape.size + MemoryLayout<Int32>.stride))
    bytes.reserveCapacity(count * shape.size)
    for index in 0..<count {
      if index % 256 == 0 { try stop.check() }
      draw(label(index), generator.split(index), &bytes)
    }
    return Examples(shape: shape, labels: labels(count), pixels: .bytes(bytes))
  }

  private func labels(_ count: Int) -> [Int32] { (0..<count).map { Int32(label($0)) } }

  private func generator(part: Int) -> Generator {
    Generator(seed: seed, stream: .data).split(part)
  }
}
