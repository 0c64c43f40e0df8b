/// Why a device profile is refused.
public enum DeviceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No name, or one that cannot be typed.
  case name(String)
  /// Nothing said where something must be: what it is, what it leaves out.
  case silent(device: String, about: String)
  /// A constant that is not a positive number.
  case notPositive(device: String, constant: String, value: String)
  /// A constant without a source.
  case noSource(device: String, constant: String)
  case wrongUnit(device: String, constant: String, found: String, expected: String)
  /// A level that is smaller, or cheaper to reach, than the one inside it.
  case disorder(device: String, inner: String, outer: String)

  public var description: String {
    switch self {
    case .name(let name):
      "‘\(name)’ is no name for a device: small letters, digits and hyphens make one"
    case .silent(let device, let about):
      "the profile \(device) does not say \(about)"
    case .notPositive(let device, let constant, let value):
      "the profile \(device) has \(value) as its \(constant); it must be a positive number"
    case .noSource(let device, let constant):
      "the profile \(device) names no source for its \(constant); "
        + "what is assumed says on what ground"
    case .wrongUnit(let device, let constant, let found, let expected):
      "the profile \(device) has its \(constant) in \(found); it must be in \(expected)"
    case .disorder(let device, let inner, let outer):
      "the profile \(device) has \(outer) smaller or cheaper than \(inner), which lies inside it"
    }
  }
}

extension DeviceProfile {
  /// Throws the first reason why the profile cannot be used.
  ///
  /// Every constant is a finite positive number in its unit and names a source, the profile says
  /// what it is and what it leaves out, and memory gets larger and dearer the further away it is.
  public func validate() throws(DeviceError) {
    guard !name.isEmpty,
      name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") })
    else { throw .name(name) }
    if summary.isBlank { throw .silent(device: name, about: "what it is") }
    if leavesOut.isBlank { throw .silent(device: name, about: "what it leaves out") }
    for (index, (constant, figure)) in constants.enumerated() {
      guard figure.value > 0, figure.value.isFinite else {
        throw .notPositive(
          device: name, constant: constant, value: "\(figure.value) \(figure.unit.rawValue)")
      }
      guard !figure.source.isBlank else { throw .noSource(device: name, constant: constant) }
      let expected = units[index]
      guard figure.unit == expected else {
        throw .wrongUnit(
          device: name, constant: constant, found: figure.unit.rawValue, expected: expected.rawValue
        )
      }
    }
    for level in caches where level.parts < 1 {
      throw .notPositive(
        device: name, constant: "number of \(level.name) caches", value: "\(level.parts)")
    }
    let levels = self.levels
    for (inner, outer) in zip(levels, levels.dropFirst())
    where outer.word < inner.word || outer.capacity < inner.capacity {
      throw .disorder(device: name, inner: inner.name, outer: outer.name)
    }
    if let last = levels.last, dramWord.value < last.word {
      throw .disorder(device: name, inner: last.name, outer: "DRAM")
    }
  }

  /// The unit of each of `constants`.
  private var units: [SourcedFigure.Unit] {
    [.joules] + caches.flatMap { _ in [SourcedFigure.Unit.joules, .bytes] } + [
      .joules, .joules, .bytes, .bytes, .multiplyAdds, .multiplyAddsPerSecond, .bytesPerSecond,
      .watts, .seconds,
    ]
  }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
