import Tensors

/// What the records of a data set are to give.
public enum Targets: Sendable, Hashable {
  /// The class of each record, 0 ..< number of classes.
  case classes([Int32])
  /// Numbers of a shape for each record, one record after the other, in plain order.
  case values(Shape, [Float])

  /// Number of records.
  public var count: Int {
    switch self {
    case .classes(let labels): labels.count
    case .values(let shape, let numbers): numbers.count / shape.size
    }
  }

  /// Those of the records at `indices`, in that order.
  func select(_ indices: some Sequence<Int>) -> Targets {
    switch self {
    case .classes(let labels): .classes(indices.map { labels[$0] })
    case .values(let shape, let numbers):
      .values(shape, indices.flatMap { numbers[$0 * shape.size..<($0 + 1) * shape.size] })
    }
  }
}

extension Checksum {
  /// Adds what the records of a part are to give.
  mutating func add(_ targets: Targets) {
    add(targets.count)
    switch targets {
    case .classes(let labels): for label in labels { add(Int(label)) }
    case .values(let shape, let numbers):
      add(shape.description)
      add(numbers)
    }
  }
}
