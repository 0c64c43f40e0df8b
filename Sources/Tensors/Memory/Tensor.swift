/// Numbers in row-major order with any dimensions: weights, biases, statistics.
///
/// A value: copies share storage until one of them is written.
public struct Tensor {
  /// Sizes, outermost first; the last one runs fastest.
  public let dimensions: [Int]
  private(set) var storage: Storage

  /// Numbers in all.
  public var count: Int { dimensions.reduce(1, *) }

  init(uninitialized dimensions: [Int]) {
    self.dimensions = dimensions
    storage = Storage(dimensions.reduce(1, *))
    // The tail up to whole vectors is computed along with the rest and must stay finite.
    let used = dimensions.reduce(1, *)
    (storage.pointer + used).update(repeating: 0, count: used.wholeVectors - used)
  }

  init(_ dimensions: [Int], copying numbers: Storage) {
    self.init(uninitialized: dimensions)
    storage.pointer.update(from: numbers.pointer, count: count)
  }

  /// A tensor whose numbers are all `value`.
  public init(_ dimensions: [Int], repeating value: Float = 0) {
    self.init(uninitialized: dimensions)
    storage.pointer.update(repeating: value, count: count)
  }

  /// - Precondition: `values` has as many numbers as the dimensions say.
  public init(_ dimensions: [Int], _ values: [Float]) {
    precondition(values.count == dimensions.reduce(1, *))
    self.init(uninitialized: dimensions)
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { storage.pointer.update(from: base, count: values.count) }
    }
  }

  /// A tensor of numbers made one after another from their indices.
  public init(_ dimensions: [Int], generating value: (Int) -> Float) {
    self.init(uninitialized: dimensions)
    for index in 0..<count { storage.pointer[index] = value(index) }
  }

  /// Numbers that are functions of their indices alone, made by all threads.
  ///
  /// - Parameter stop: once it is raised the rest stays undefined.
  public init(
    _ dimensions: [Int], stop: StopFlag?, byIndex value: (Int) -> Float
  ) {
    self.init(uninitialized: dimensions)
    let numbers = storage.pointer
    let (count, piece) = (count, 1 << 14)
    Processor.parallel((count + piece - 1) / piece) { part in
      if stop?.isRaised == true { return }
      for index in part * piece..<min(count, (part + 1) * piece) { numbers[index] = value(index) }
    }
  }

  /// A copy of the numbers in row-major order.
  public var values: [Float] {
    Array(UnsafeBufferPointer(start: storage.pointer, count: count))
  }

  /// Those of a range of indices.
  public func values(in range: Range<Int>) -> [Float] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return Array(
      UnsafeBufferPointer(start: storage.pointer + range.lowerBound, count: range.count))
  }

  /// The number at a row-major index; writing copies storage that is shared.
  public subscript(index: Int) -> Float {
    get {
      precondition(index >= 0 && index < count)
      return storage.pointer[index]
    }
    set {
      precondition(index >= 0 && index < count)
      own()
      storage.pointer[index] = newValue
    }
  }

  var pointer: UnsafePointer<Float> { UnsafePointer(storage.pointer) }

  /// The numbers for writing; copies them first where another tensor shares them.
  var writable: UnsafeMutablePointer<Float> {
    mutating get {
      own()
      return storage.pointer
    }
  }

  private mutating func own() {
    // What lies in a file comes back into memory to be written.
    guard storage.file != nil || !isKnownUniquelyReferenced(&storage) else { return }
    let copy = Storage(storage.capacity)
    copy.pointer.update(from: storage.pointer, count: count.wholeVectors)
    storage = copy
  }

  /// Whether every number is one, neither infinite nor NaN.
  public var isFinite: Bool {
    for index in 0..<count where !storage.pointer[index].isFinite { return false }
    return true
  }
}

extension Tensor {
  /// Whether no number is below zero.
  public var isNonNegative: Bool {
    for index in 0..<count where !(storage.pointer[index] >= 0) { return false }
    return true
  }

  /// The slices of the first two dimensions that the lists name, in their order; nil keeps all.
  ///
  /// Dimensions after the second move along whole. A tensor of one dimension uses `rows` alone.
  public func selecting(rows: [Int]?, columns: [Int]? = nil) -> Tensor {
    let rowCount = dimensions.first ?? 1
    let columnCount = dimensions.count > 1 ? dimensions[1] : 1
    let inner = dimensions.dropFirst(2).reduce(1, *)
    let keptRows = rows ?? Array(0..<rowCount)
    let keptColumns = columns ?? Array(0..<columnCount)
    var kept = dimensions
    if kept.isEmpty { return self }
    kept[0] = keptRows.count
    if kept.count > 1 { kept[1] = keptColumns.count }
    let result = Tensor(uninitialized: kept)
    var to = result.storage.pointer
    for row in keptRows {
      for column in keptColumns {
        to.update(from: storage.pointer + (row * columnCount + column) * inner, count: inner)
        to += inner
      }
    }
    return result
  }

  /// Writes `part` back into the slices that `selecting` with the same lists would take.
  public mutating func scatter(_ part: Tensor, rows: [Int]?, columns: [Int]? = nil) {
    let columnCount = dimensions.count > 1 ? dimensions[1] : 1
    let inner = dimensions.dropFirst(2).reduce(1, *)
    let keptRows = rows ?? Array(0..<(dimensions.first ?? 1))
    let keptColumns = columns ?? Array(0..<columnCount)
    precondition(part.count == keptRows.count * keptColumns.count * inner)
    let to = writable
    var from = part.pointer
    for row in keptRows {
      for column in keptColumns {
        (to + (row * columnCount + column) * inner).update(from: from, count: inner)
        from += inner
      }
    }
  }
}
