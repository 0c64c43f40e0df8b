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
    for constant in pricing.constants {
      let figure = constant.figure
      guard figure.value > 0, figure.value.isFinite else {
        throw .notPositive(
          device: name, constant: constant.name, value: "\(figure.value) \(figure.unit.rawValue)")
      }
      guard !figure.source.isBlank else { throw .noSource(device: name, constant: constant.name) }
      guard figure.unit == constant.unit else {
        throw .wrongUnit(
          device: name, constant: constant.name, found: figure.unit.rawValue,
          expected: constant.unit.rawValue)
      }
    }
    try pricing.validate(name)
  }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
