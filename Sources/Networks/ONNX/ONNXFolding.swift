/// Computes what depends on no image: the arithmetic by which exporters say shapes, and weights
/// that are made by operators.
struct ONNXFolding {
  let source: ByteSource
  let operatorSet: Int

  /// Weights that have to be computed are no larger than this, in numbers.
  private static let weightLimit = 1 << 22

  /// One operator; nil for an input that is left out.
  typealias Fold = @Sendable (ONNXFolding, ONNXFile.Step, [ONNXTensor?]) throws -> ONNXTensor?

  /// By type of operator.
  private static let folds: [String: Fold] = [
    "Constant": { fold, step, _ in fold.constant(step) },
    "ConstantOfShape": { fold, step, inputs in try fold.constantOfShape(step, inputs) },
    "Identity": { _, _, inputs in inputs.first ?? nil },
    "Cast": { fold, step, inputs in try fold.cast(step, inputs) },
    "Shape": { fold, step, inputs in inputs[0].map { fold.shape(of: $0.sizes, step) } },
    "Reshape": { fold, step, inputs in
      try fold.resized(inputs) { sizes in
        guard let wanted = try fold.list(inputs, 1) else { return nil }
        return ONNXAxis.reshaped(sizes, to: wanted, zeroKeeps: step.integer("allowzero") != 1)
      }
    },
    "Squeeze": { fold, step, inputs in
      try fold.resized(inputs) { ONNXAxis.squeezed($0, try fold.axes(step, inputs)) }
    },
    "Unsqueeze": { fold, step, inputs in
      try fold.resized(inputs) { ONNXAxis.unsqueezed($0, try fold.axes(step, inputs) ?? []) }
    },
    "Transpose": { fold, step, inputs in try fold.transposed(step, inputs) },
    "Concat": { fold, step, inputs in try fold.joined(step, inputs) },
    "Gather": { fold, step, inputs in try fold.gathered(step, inputs) },
    "Slice": { fold, step, inputs in try fold.sliced(step, inputs) },
    "Range": { fold, _, inputs in try fold.range(inputs) },
    "ReduceProd": { fold, _, inputs in
      try fold.list(inputs, 0).flatMap(ONNXAxis.product).map { ONNXTensor([], [$0]) }
    },
    "Add": { fold, _, inputs in try fold.combined(inputs, { $0 &+ $1 }, +) },
    "Sub": { fold, _, inputs in try fold.combined(inputs, { $0 &- $1 }, -) },
    "Mul": { fold, _, inputs in try fold.combined(inputs, { $0 &* $1 }, *) },
    "Div": { fold, _, inputs in
      try fold.combined(inputs, { $1 == 0 ? 0 : $1 == -1 ? 0 &- $0 : $0 / $1 }, /)
    },
    "Neg": { fold, _, inputs in try fold.mapped(inputs, { 0 &- $0 }, -) },
    "Sqrt": { fold, _, inputs in try fold.mapped(inputs, nil) { $0.squareRoot() } },
    "Floor": { fold, _, inputs in try fold.mapped(inputs, nil) { $0.rounded(.down) } },
    "Ceil": { fold, _, inputs in try fold.mapped(inputs, nil) { $0.rounded(.up) } },
  ]

  /// Whether operators of this type are computed here.
  static func computes(_ step: ONNXFile.Step) -> Bool {
    ONNXFile.isOwn(step.domain) && folds[step.type] != nil
  }

  /// The value that an operator makes of constants; nil where it is none that is computed here.
  func value(_ step: ONNXFile.Step, _ inputs: [ONNXTensor?]) throws -> ONNXTensor? {
    guard let fold = Self.folds[step.type], !inputs.isEmpty || step.type == "Constant" else {
      return nil
    }
    return try fold(self, step, inputs)
  }

  /// What `Shape` says of sizes.
  func shape(of sizes: [Int], _ step: ONNXFile.Step) -> ONNXTensor {
    func place(_ name: String, or standard: Int) -> Int {
      guard let place = step.integer(name) else { return standard }
      return min(max(place < 0 ? place + sizes.count : place, 0), sizes.count)
    }
    let start = place("start", or: 0)
    let part = Array(sizes[start..<max(start, place("end", or: sizes.count))])
    return ONNXTensor([part.count], part)
  }

  /// The axes of an operator that has them as an attribute in older sets, as an input since.
  func axes(_ step: ONNXFile.Step, _ inputs: [ONNXTensor?]) throws -> [Int]? {
    try step.integers("axes") ?? list(inputs, 1)
  }

  /// The list at a place of the inputs.
  func list(_ inputs: [ONNXTensor?], _ place: Int) throws -> [Int]? {
    guard place < inputs.count, let tensor = inputs[place] else { return nil }
    return try tensor.integers(source)
  }

  private func constant(_ step: ONNXFile.Step) -> ONNXTensor? {
    guard let (name, value) = step.attributes.first else { return nil }
    return switch value {
    case .tensor(let tensor): tensor
    case .single(let number): ONNXTensor([], [number])
    case .integer(let number): name == "value_int" ? ONNXTensor([], [number]) : nil
    case .singles(let numbers): ONNXTensor([numbers.count], numbers)
    case .integers(let numbers): ONNXTensor([numbers.count], numbers)
    case .text, .other: nil
    }
  }

  private func constantOfShape(
    _ step: ONNXFile.Step, _ inputs: [ONNXTensor?]
  ) throws -> ONNXTensor? {
    guard let sizes = try list(inputs, 0), let count = ONNXAxis.product(sizes), count <= 1 << 40
    else { return nil }
    guard case .tensor(let value)? = step.attributes["value"] else {
      return ONNXTensor(sizes, repeating: 0)
    }
    guard value.count == 1 else { return nil }
    if let number = try value.singles(source)?.first {
      return ONNXTensor(sizes, repeating: number)
    }
    guard let number = try value.integers(source)?.first, count <= ONNXTensor.listLimit else {
      return nil
    }
    return ONNXTensor(sizes, Array(repeating: number, count: count))
  }

  /// Between whole numbers, or between numbers.
  private func cast(_ step: ONNXFile.Step, _ inputs: [ONNXTensor?]) throws -> ONNXTensor? {
    guard let tensor = inputs[0],
      let type = step.integer("to").flatMap({ ONNXTensor.NumberType(rawValue: $0) })
    else { return nil }
    if (type.encoding == nil) == (tensor.type.encoding == nil) {
      // Numbers that lose digits would be others.
      return type.width >= tensor.type.width || type.encoding == nil ? tensor : nil
    }
    if let values = try tensor.integers(source) {
      return ONNXTensor(tensor.sizes, values.map(Float.init))
    }
    guard let values = try tensor.singles(source) else { return nil }
    let whole = values.compactMap { Int(exactly: $0.rounded(.towardZero)) }
    return whole.count == values.count ? ONNXTensor(tensor.sizes, whole) : nil
  }

  /// The same numbers under other sizes.
  private func resized(
    _ inputs: [ONNXTensor?], _ sizes: ([Int]) throws -> [Int]?
  ) throws -> ONNXTensor? {
    guard var tensor = inputs[0], let sizes = try sizes(tensor.sizes) else { return nil }
    tensor.sizes = sizes
    return tensor
  }

  private func range(_ inputs: [ONNXTensor?]) throws -> ONNXTensor? {
    guard let first = try list(inputs, 0)?.first, let end = try list(inputs, 1)?.first,
      let step = try list(inputs, 2)?.first, step != 0,
      abs(first) < 1 << 30, abs(end) < 1 << 30, (end - first) / step < ONNXTensor.listLimit
    else { return nil }
    let values = Array(stride(from: first, to: end, by: step))
    return ONNXTensor([values.count], values)
  }

  // Lists

  private func joined(_ step: ONNXFile.Step, _ inputs: [ONNXTensor?]) throws -> ONNXTensor? {
    let tensors = inputs.compactMap { $0 }
    guard tensors.count == inputs.count, tensors.allSatisfy({ $0.sizes.count == 1 }) else {
      return nil
    }
    let integers = try tensors.compactMap { try $0.integers(source) }
    if integers.count == tensors.count {
      let all = integers.flatMap { $0 }
      return all.count <= ONNXTensor.listLimit ? ONNXTensor([all.count], all) : nil
    }
    let singles = try tensors.compactMap { try $0.singles(source) }
    let all = singles.flatMap { $0 }
    return singles.count == tensors.count ? ONNXTensor([all.count], all) : nil
  }

  /// Of a list alone.
  private func gathered(_ step: ONNXFile.Step, _ inputs: [ONNXTensor?]) throws -> ONNXTensor? {
    guard inputs.count == 2, let tensor = inputs[0], tensor.sizes.count == 1,
      let values = try tensor.integers(source), let wanted = inputs[1],
      let places = try wanted.integers(source)
    else { return nil }
    let found = places.compactMap { place in
      ONNXAxis.place(place, of: values.count).map { values[$0] }
    }
    return found.count == places.count ? ONNXTensor(wanted.sizes, found) : nil
  }

  private func sliced(_ step: ONNXFile.Step, _ inputs: [ONNXTensor?]) throws -> ONNXTensor? {
    guard let tensor = inputs[0], let slices = try slices(step, inputs) else { return nil }
    var kept = tensor.sizes.map { Array(0..<$0) }
    for slice in slices {
      guard let axis = ONNXAxis.place(slice.axis, of: kept.count) else { return nil }
      kept[axis] = slice.places(of: tensor.sizes[axis])
    }
    return try taken(tensor, kept, order: Array(kept.indices))
  }

  /// Some places of each axis, axis by axis in another order.
  private func taken(
    _ tensor: ONNXTensor, _ kept: [[Int]], order: [Int]
  ) throws -> ONNXTensor? {
    let sizes = order.map { kept[$0].count }
    guard tensor.count <= Self.weightLimit else { return nil }
    var strides = Array(repeating: 1, count: kept.count)
    for axis in kept.indices.reversed().dropFirst() {
      strides[axis] = strides[axis + 1] * tensor.sizes[axis + 1]
    }
    var places = [0]
    for axis in order {
      places = places.flatMap { place in kept[axis].map { place + $0 * strides[axis] } }
    }
    if let values = try tensor.integers(source) {
      return ONNXTensor(sizes, places.map { values[$0] })
    }
    return try tensor.singles(source, limit: Self.weightLimit).map { values in
      ONNXTensor(sizes, places.map { values[$0] })
    }
  }

  // Arithmetic

  private func mapped(
    _ inputs: [ONNXTensor?], _ integers: ((Int) -> Int)?, _ singles: (Float) -> Float
  ) throws -> ONNXTensor? {
    guard let tensor = inputs[0] else { return nil }
    if let integers, let values = try tensor.integers(source) {
      return ONNXTensor(tensor.sizes, values.map(integers))
    }
    return try tensor.singles(source, limit: Self.weightLimit).map {
      ONNXTensor(tensor.sizes, $0.map(singles))
    }
  }

  private func combined(
    _ inputs: [ONNXTensor?], _ integers: (Int, Int) -> Int, _ singles: (Float, Float) -> Float
  ) throws -> ONNXTensor? {
    guard inputs.count == 2, let first = inputs[0], let second = inputs[1],
      let sizes = ONNXAxis.broadcast(first.sizes, second.sizes),
      let count = ONNXAxis.product(sizes), count <= Self.weightLimit
    else { return nil }
    func values<Number>(
      _ one: [Number], _ other: [Number], _ combine: (Number, Number) -> Number
    ) -> [Number] {
      let places = [first, second].map { Self.places($0.sizes, in: sizes) }
      return zip(places[0], places[1]).map { combine(one[$0], other[$1]) }
    }
    if let one = try first.integers(source), let other = try second.integers(source) {
      guard count <= ONNXTensor.listLimit else { return nil }
      return ONNXTensor(sizes, values(one, other, integers))
    }
    guard let one = try first.singles(source, limit: Self.weightLimit),
      let other = try second.singles(source, limit: Self.weightLimit)
    else { return nil }
    return ONNXTensor(sizes, values(one, other, singles))
  }

  /// For each number of `all`, the place of the one of `sizes` that stands for it.
  private static func places(_ sizes: [Int], in all: [Int]) -> [Int] {
    let own = Array(repeating: 1, count: all.count - sizes.count) + sizes
    var places = [0]
    for (size, whole) in zip(own, all) {
      places = places.flatMap { place in
        (0..<whole).map { place * size + (size == 1 ? 0 : $0) }
      }
    }
    return places
  }

  private func transposed(_ step: ONNXFile.Step, _ inputs: [ONNXTensor?]) throws -> ONNXTensor? {
    guard let tensor = inputs[0] else { return nil }
    let rank = tensor.sizes.count
    let order = step.integers("perm") ?? Array((0..<rank).reversed())
    guard order.sorted() == Array(0..<rank) else { return nil }
    if order == Array(0..<rank) { return tensor }
    return try taken(tensor, tensor.sizes.map { Array(0..<$0) }, order: order)
  }

  /// The parts that `Slice` takes, by attributes in older sets, by inputs since; nil where they are
  /// not known.
  func slices(_ step: ONNXFile.Step, _ inputs: [ONNXTensor?]) throws -> [ONNXSlice]? {
    guard let starts = try step.integers("starts") ?? list(inputs, 1),
      let ends = try step.integers("ends") ?? list(inputs, 2), starts.count == ends.count
    else { return nil }
    let axes = try step.integers("axes") ?? list(inputs, 3) ?? Array(starts.indices)
    let steps = try list(inputs, 4) ?? starts.map { _ in 1 }
    guard axes.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
      return nil
    }
    return starts.indices.map {
      ONNXSlice(axis: axes[$0], start: starts[$0], end: ends[$0], step: steps[$0])
    }
  }
}
