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
  /// A file's profile that calls itself as one of the program's.
  case taken(String)
  /// A level that is smaller, or cheaper to reach, than the one inside it.
  case disorder(device: String, inner: String, outer: String)

  public var description: String {
    switch self {
    case .name(let name):
      "‘\(name)’ is no name for a device: small letters, digits and hyphens make one"
    case .taken(let name):
      "it calls itself \(name), which is a profile of the program"
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
