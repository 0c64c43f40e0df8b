import Language

extension SweepRequest {
  /// Takes an option of the shell line; false where it is none of a sweep.
  mutating func take(_ name: String, _ value: String) throws(UsageError) -> Bool {
    switch name {
    case "--into":
      guard !value.isEmpty else {
        throw UsageError(message: "‘--into’ needs the name of a folder", hint: nil)
      }
      folder = value
    case "--jobs": jobs = try Self.count(name, value, 1...1024)
    case "--point": point = try Self.count(name, value, 1...10_000)
    case "--keep":
      let keys = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard !keys.contains("") else {
        throw UsageError(
          message: "‘--keep’ needs keys of answers with commas between, found ‘\(value)’",
          hint: "--keep macs_static,seconds")
      }
      for key in keys where !keep.contains(key) { keep.append(key) }
    case "--engine":
      guard let engine = Engine(rawValue: value) else {
        let allowed = ValueType.either(Engine.allCases.map(\.rawValue))
        throw UsageError(message: "‘--engine’ needs \(allowed), found ‘\(value)’", hint: nil)
      }
      self.engine = engine
    default: return false
    }
    return true
  }

  /// Takes a flag; false where it is none of a sweep.
  mutating func take(flag name: String) -> Bool {
    switch name {
    case "--retry": retries = true
    case "--again": runsAgain = true
    case "--dry-run": isDry = true
    default: return false
    }
    return true
  }

  private static func count(
    _ name: String, _ value: String, _ range: ClosedRange<Int>
  ) throws(UsageError) -> Int {
    guard let count = Int(value), range.contains(count) else {
      throw UsageError(
        message: "‘\(name)’ needs a whole number between \(range.lowerBound) and "
          + "\(range.upperBound), found ‘\(value)’", hint: nil)
    }
    return count
  }

  /// Takes the words behind `sweep`.
  ///
  /// - Parameter files: the words that give no parameter a value.
  mutating func settle(
    _ files: [String], _ values: [Invocation.Parameter]
  ) throws(UsageError) {
    let form = "pollard sweep FILE target=30%,50%,70% seed=1..3"
    guard let first = files.first else {
      throw UsageError(message: "‘sweep’ needs a script or session to run", hint: form)
    }
    guard files.count == 1 else {
      throw UsageError(
        message: "‘sweep’ runs one file, found ‘\(first)’ and ‘\(files[1])’", hint: form)
    }
    guard !values.isEmpty else {
      throw UsageError(message: "‘sweep’ needs a parameter with its values", hint: form)
    }
    file = first
    self.values = values
  }
}
