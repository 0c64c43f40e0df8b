import Tensors

@testable import Networks

/// Numbers from a formula, the same bits as in Tests/References/agreement.py: integers, then single
/// roundings.
enum Formula {
  static let classes = 10

  /// FNV-1a, 64 bits.
  static func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// The finalizer of SplitMix64 over `hash of name + index · golden ratio`.
  static func bits(_ name: String, _ index: Int) -> UInt64 {
    mixed(hash(name) &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// Uniform in [-1, 1), multiples of 2⁻²³, exact in single precision.
  static func uniform(_ name: String, _ range: Range<Int>) -> [Float] {
    let start = hash(name)
    return range.map { index in
      let top = Int(mixed(start &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15) >> 40) - 1 << 23
      return Float(top) * 0x1p-23
    }
  }

  static func uniform(_ name: String, _ count: Int) -> [Float] { uniform(name, 0..<count) }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// Half a pattern of the label's class, half numbers of the image's own.
  static func batch(_ name: String, _ count: Int, _ shape: Shape) -> (Activations, [Int]) {
    let labels = (0..<count).map { Int(bits("\(name).labels", $0) % UInt64(classes)) }
    let patterns = (0..<classes).map { label in
      uniform("\(name).patterns", label * shape.size..<(label + 1) * shape.size)
    }
    var pixels: [Float] = []
    for image in 0..<count {
      let own = uniform("\(name).images", image * shape.size..<(image + 1) * shape.size)
      pixels += zip(own, patterns[labels[image]]).map { 0.5 * $0 + 0.5 * $1 }
    }
    return (Activations(count, shape, images: pixels), labels)
  }
}

extension Network {
  /// The network with every number from the formula: weights uniform in ± √(6 / inputs), scales
  /// around 1, variances around 2, the rest around 0.
  func fromFormula() -> Network {
    var network = self
    for (index, parameter) in parameters.enumerated() {
      let numbers = Formula.uniform(parameter.name, parameter.value.count)
      network.parameters[index].value = Tensor(
        parameter.value.dimensions, Self.scaled(numbers, parameter))
    }
    for (index, buffer) in buffers.enumerated() {
      let numbers = Formula.uniform(buffer.name, buffer.value.count)
      let isMean = buffer.name.hasSuffix(".mean")
      network.buffers[index].value = Tensor(
        buffer.value.dimensions, numbers.map { isMean ? 0.125 * $0 : 2 + $0 })
    }
    return network
  }

  private static func scaled(_ numbers: [Float], _ parameter: Parameter) -> [Float] {
    switch parameter.role {
    case .weight:
      let inputs = parameter.value.dimensions.dropFirst().reduce(1, *)
      let bound = (6 / Float(inputs)).squareRoot()
      return numbers.map { $0 * bound }
    case .scale: return numbers.map { 1 + 0.25 * $0 }
    case .bias, .shift, .gate: return numbers.map { 0.125 * $0 }
    }
  }
}
