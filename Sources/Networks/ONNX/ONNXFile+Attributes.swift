extension ONNXFile.Step {
  /// The whole number of an attribute; nil where it is not there.
  func integer(_ name: String) -> Int? {
    guard case .integer(let value)? = attributes[name] else { return nil }
    return value
  }

  func integers(_ name: String) -> [Int]? {
    guard case .integers(let values)? = attributes[name] else { return nil }
    return values
  }

  func single(_ name: String) -> Float? {
    guard case .single(let value)? = attributes[name] else { return nil }
    return value
  }

  func text(_ name: String) -> String? {
    guard case .text(let value)? = attributes[name] else { return nil }
    return value
  }

  /// The name of the input at a place; nil where it is left out.
  func input(_ place: Int) -> String? {
    place < inputs.count && !inputs[place].isEmpty ? inputs[place] : nil
  }
}

/// Dimensions as ONNX counts them.
enum ONNXAxis {
  /// An axis counted from the end where it is negative; nil outside of the rank.
  static func place(_ axis: Int, of rank: Int) -> Int? {
    let place = axis < 0 ? axis + rank : axis
    return (0..<rank).contains(place) ? place : nil
  }

  /// The sizes without those of size 1 at `axes`, or without all of them; nil where one is larger.
  static func squeezed(_ sizes: [Int], _ axes: [Int]?) -> [Int]? {
    let places = axes?.compactMap { place($0, of: sizes.count) }
    guard places?.count == axes?.count else { return nil }
    let gone = Set(places ?? sizes.indices.filter { sizes[$0] == 1 })
    guard gone.allSatisfy({ sizes[$0] == 1 }) else { return nil }
    return sizes.indices.filter { !gone.contains($0) }.map { sizes[$0] }
  }

  /// The sizes with one of size 1 at each of `axes`, counted in the result.
  static func unsqueezed(_ sizes: [Int], _ axes: [Int]) -> [Int]? {
    let rank = sizes.count + axes.count
    let places = Set(axes.compactMap { place($0, of: rank) })
    guard places.count == axes.count, rank <= 64 else { return nil }
    var rest = sizes[...]
    return (0..<rank).map { places.contains($0) ? 1 : rest.removeFirst() }
  }

  /// What `Reshape` makes of the sizes: 0 keeps one, −1 takes what is left.
  static func reshaped(_ sizes: [Int], to wanted: [Int], zeroKeeps: Bool = true) -> [Int]? {
    var result = wanted
    for (index, size) in wanted.enumerated() where size == 0 && zeroKeeps {
      guard index < sizes.count else { return nil }
      result[index] = sizes[index]
    }
    let count = sizes.reduce(1, *)
    let open = result.indices.filter { result[$0] == -1 }
    guard open.count <= 1, let known = product(result.filter { $0 != -1 }) else { return nil }
    if let place = open.first {
      guard known > 0, count % known == 0 else { return nil }
      result[place] = count / known
      return result
    }
    return known == count ? result : nil
  }

  /// The product of sizes; nil where one is negative, or it is no number.
  static func product(_ sizes: [Int]) -> Int? {
    var product = 1
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { return nil }
      product = next
    }
    return product
  }

  /// The sizes of what two operands make together; nil where they do not go together.
  static func broadcast(_ first: [Int], _ second: [Int]) -> [Int]? {
    let rank = max(first.count, second.count)
    func padded(_ sizes: [Int]) -> [Int] {
      Array(repeating: 1, count: rank - sizes.count) + sizes
    }
    var result: [Int] = []
    for (one, other) in zip(padded(first), padded(second)) {
      guard one == other || one == 1 || other == 1 else { return nil }
      result.append(one == 1 ? other : one)
    }
    return result
  }
}
