extension DeviceProfile {
  /// No constant of any device lies outside, in its unit without a prefix.
  private static let possible = 1e-30...1e30

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
      guard Self.possible.contains(figure.value) else {
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

  /// Throws the first reason why a profile that came in a file cannot be used: beside what holds
  /// for all, it is of a form that this program writes, calls itself as no profile of the catalog,
  /// and its texts and errors are such as people and fits make.
  public func validateForeign() throws(DeviceError) {
    try validate()
    guard DeviceCatalog.find(name) == nil else { throw .taken(name) }
    guard additive != nil || measuredLayers != nil else {
      throw .silent(device: name, about: "prices of a sum, or layers that were measured")
    }
    let texts =
      [name, summary, leavesOut, software ?? ""] + constants.map(\.figure.source)
      + [own?.worst ?? "", own?.pairs ?? ""]
    for text in texts where text.count > 500 || text.contains(where: \.isNewline) {
      throw .silent(device: name, about: "everything in one line of 500 characters at most")
    }
    guard supersededBy == nil, own?.isPossible ?? true, basis == .fitted else {
      throw .silent(device: name, about: "errors that a fit can have")
    }
  }
}

extension ProfileAccuracy {
  /// Whether a fit can have such errors.
  fileprivate var isPossible: Bool {
    let summaries = [joules, seconds, ratio, secondsRatio].compactMap { $0 }
    let range = 0.0...1e6
    return fitted >= 0 && heldOut >= 0 && batches.lowerBound >= 1
      && measuredJoules.lowerBound > 0 && measuredJoules.upperBound.isFinite
      && summaries.allSatisfy { range.contains($0.median) && range.contains($0.p90) }
      && (worstError.map(\.isFinite) ?? true)
  }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
