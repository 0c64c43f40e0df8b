import Tensors

/// Which index of an array is what: records × height × width, with channels first or last, or
/// records × features.
struct NumpyLayout: Sendable {
  /// Where the channels of an image stand.
  enum Channels: String, Sendable, CaseIterable {
    case first, last
  }

  /// The shape of a record.
  let shape: Shape
  /// Where each number of a record goes, by its place in the file: channel, row, column.
  let places: [Int]
  /// Whether `places` are 0, 1, 2 … .
  let isPlain: Bool
  let isFortran: Bool

  /// One side of an image and the features of a vector may not be above these.
  private static let limits = (side: 4096, features: 1 << 20)
  /// Channels that pictures have.
  private static let usual: Set = [1, 3, 4]

  /// - Parameter channels: as typed; nil: the index that has 1, 3 or 4 values.
  /// - Throws: where the array has no such form, or either index may be the channels.
  init(
    _ header: NumpyHeader, _ name: String, channels: Channels?, path: String
  ) throws(DatasetError) {
    let sides = Array(header.shape.dropFirst())
    guard !header.shape.isEmpty, header.shape[0] > 0 else {
      throw DatasetError(.empty("at least one record in \(name)"), file: path)
    }
    guard sides.count <= 3 else {
      throw DatasetError(
        .disagreement(
          expected: "2 to 4 dimensions in \(name): records × features, or images with or without "
            + "channels", found: "\(header.shape.count)"),
        file: path)
    }
    let isVector = sides.count < 2
    for side in sides where side < 1 || side > (isVector ? Self.limits.features : Self.limits.side)
    {
      throw DatasetError(
        .disagreement(
          expected: isVector
            ? "1 … \(Self.limits.features) features in \(name)"
            : "image sides of 1 … \(Self.limits.side) in \(name)", found: "\(side)"),
        file: path)
    }
    let areLast =
      sides.count == 3
      ? try Self.areLast(sides, name, channels, header.isFortran, path: path) : false
    shape =
      switch sides.count {
      case 0, 1: Shape(sides.first ?? 1)
      case 2: Shape(1, sides[0], sides[1])
      default:
        areLast ? Shape(sides[2], sides[0], sides[1]) : Shape(sides[0], sides[1], sides[2])
      }
    isFortran = header.isFortran
    places = Self.places(sides, of: shape, channelsLast: areLast, fortran: isFortran)
    isPlain = !areLast && !isFortran || shape.size == 1
  }

  private static func areLast(
    _ sides: [Int], _ name: String, _ channels: Channels?, _ fortran: Bool, path: String
  ) throws(DatasetError) -> Bool {
    if let channels { return channels == .last }
    let (first, last) = (usual.contains(sides[0]), usual.contains(sides[2]))
    guard first != last else {
      throw DatasetError(
        .disagreement(
          expected: "one index of \(name) to have the 1, 3 or 4 channels of images",
          found: sides.map { "\($0)" }.joined(separator: " × ")),
        file: path, hint: "say which it is: channels=first or channels=last")
    }
    return last
  }

  /// By the place in the file's record, the last index or, in Fortran's order, the first running
  /// fastest.
  private static func places(
    _ sides: [Int], of shape: Shape, channelsLast: Bool, fortran: Bool
  ) -> [Int] {
    let steps: [Int] =
      switch sides.count {
      case 0: []
      case 1: [1]
      case 2: [shape.width, 1]
      default:
        channelsLast ? [shape.width, 1, shape.area] : [shape.area, shape.width, 1]
      }
    let order = fortran ? Array(sides.indices) : Array(sides.indices.reversed())
    var places = [0]
    places.reserveCapacity(shape.size)
    for index in order {
      let inner = places
      places = []
      for value in 0..<sides[index] { places += inner.map { $0 + value * steps[index] } }
    }
    return places
  }
}

/// A walk over the numbers of an array as they come, putting each where a record has it.
struct NumpyWalk {
  private let layout: NumpyLayout
  private let records: Int
  private let wanted: Int
  private let size: Int
  /// The record and the place in it of the next number.
  private var record = 0
  private var place = 0

  init(_ layout: NumpyLayout, records: Int, wanted: Int) {
    self.layout = layout
    self.records = records
    self.wanted = wanted
    size = layout.shape.size
  }

  /// The record of the number that comes `ahead` numbers from here.
  func record(ahead: Int) -> Int {
    layout.isFortran ? (record + ahead) % records : record + (place + ahead) / size
  }

  /// Puts the next numbers into their places.
  mutating func place<Value>(_ numbers: [Value], into target: inout [Value]) {
    if layout.isPlain, !layout.isFortran {
      let start = record * size + place
      target.replaceSubrange(start..<start + numbers.count, with: numbers)
      move(by: numbers.count)
    } else if layout.isFortran {
      for number in numbers {
        if record < wanted { target[record * size + layout.places[place]] = number }
        record += 1
        if record == records {
          record = 0
          place += 1
        }
      }
    } else {
      for number in numbers {
        target[record * size + layout.places[place]] = number
        place += 1
        if place == size {
          place = 0
          record += 1
        }
      }
    }
  }

  private mutating func move(by count: Int) {
    let next = place + count
    record += next / size
    place = next % size
  }
}
