import Tensors

/// Records of one part of a data set: an image or a feature vector each, and what it is to give.
///
/// Values lie in plain order, `[image][channel][row][column]`, as the files hold them: bytes 0…255
/// or single-precision numbers, before any normalisation.
public struct Examples: Sendable {
  /// The values of all records, one after the other.
  public enum Pixels: Sendable, Hashable {
    /// Bytes, read as value / 255.
    case bytes([UInt8])
    /// Numbers, read as they are.
    case reals([Float])
    /// Bytes that stay in a file, read as value / 255.
    case mapped(MappedRecords)

    /// Numbers in all records together.
    public var count: Int {
      switch self {
      case .bytes(let values): values.count
      case .reals(let values): values.count
      case .mapped(let records): records.count * records.size
      }
    }
  }

  /// The shape of one record.
  public let shape: Shape
  /// What each record is to give.
  public let targets: Targets
  /// The values of each record.
  public let pixels: Pixels

  /// - Precondition: `pixels.count == targets.count · shape.size`; readers check it before.
  public init(shape: Shape, targets: Targets, pixels: Pixels) {
    precondition(pixels.count == targets.count * shape.size, "values and targets disagree")
    self.shape = shape
    self.targets = targets
    self.pixels = pixels
  }

  /// With the class of each record, 0 ..< number of classes.
  public init(shape: Shape, labels: [Int32], pixels: Pixels) {
    self.init(shape: shape, targets: .classes(labels), pixels: pixels)
  }

  /// The class of each record; none where the targets are numbers.
  public var labels: [Int32] { if case .classes(let labels) = targets { labels } else { [] } }

  /// Whether the values are bytes 0…255; else they are numbers of any range.
  public var areBytes: Bool { if case .reals = pixels { false } else { true } }

  /// The values of record `index`, in plain order; it must lie in 0 ..< `count`.
  public func values(of index: Int) -> [Double] {
    let range = index * shape.size..<(index + 1) * shape.size
    switch pixels {
    case .bytes(let all): return all[range].map { Double($0) }
    case .reals(let all): return all[range].map { Double($0) }
    case .mapped(let all): return all.bytes(of: index).map { Double($0) }
    }
  }

  /// Number of records.
  public var count: Int { targets.count }

  /// Bytes of memory that a copy of all records takes, with their targets.
  var copiedBytes: Int {
    let target = MemoryLayout<Int32>.stride
    switch pixels {
    case .bytes(let values): return values.count + target * count
    case .reals(let values): return values.count * MemoryLayout<Float>.stride + target * count
    case .mapped: return (MemoryLayout<Int32>.stride + target) * count
    }
  }

  /// Whether there are no records.
  public var isEmpty: Bool { count == 0 }

  /// The first `n` records, or all of them if there are fewer.
  public func prefix(_ n: Int) -> Examples {
    let kept = max(0, min(n, count))
    if kept == count { return self }
    let values = kept * shape.size
    let taken: Pixels =
      switch pixels {
      case .bytes(let all): .bytes(Array(all[..<values]))
      case .reals(let all): .reals(Array(all[..<values]))
      case .mapped(let all): .mapped(all.prefix(kept))
      }
    return Examples(shape: shape, targets: targets.select(0..<kept), pixels: taken)
  }

  /// The records at `indices`, in that order; each index must lie in 0 ..< `count`.
  public func select(_ indices: [Int]) -> Examples {
    let taken: Pixels =
      switch pixels {
      case .bytes(let all): .bytes(Self.gather(all, indices, size: shape.size))
      case .reals(let all): .reals(Self.gather(all, indices, size: shape.size))
      case .mapped(let all): .mapped(all.select(indices))
      }
    return Examples(shape: shape, targets: targets.select(indices), pixels: taken)
  }

  /// How many records each of `classes` classes has.
  public func histogram(classes: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: classes)
    for label in labels where label >= 0 && label < classes { counts[Int(label)] += 1 }
    return counts
  }

  /// The checksum of record `index` alone: its values and its target.
  public func checksum(of index: Int) -> Checksum {
    var sum = Checksum()
    sum.add(select([index]))
    return sum
  }

  private static func gather<Value>(_ all: [Value], _ indices: [Int], size: Int) -> [Value] {
    var taken: [Value] = []
    taken.reserveCapacity(indices.count * size)
    for index in indices { taken.append(contentsOf: all[index * size..<(index + 1) * size]) }
    return taken
  }
}
