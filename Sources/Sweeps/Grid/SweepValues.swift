/// The values that one parameter takes: `a,b,c`, `1..5`, `10%..70%:20%`, or several of these with
/// commas between them.
public enum SweepValues {
  /// Points that a sweep may have at most.
  public static let most = 10_000

  /// The values of `text`, each as it would be typed after `NAME=`.
  ///
  /// - Throws: where a range has no steps, a value is missing or stands twice, or there are too
  ///   many.
  public static func parse(_ text: String, of name: String) throws(SweepError) -> [String] {
    var values: [String] = []
    try requireOneLine(text, of: name)
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard !part.isEmpty else {
        throw SweepError(
          "‘\(name)=\(text)’ has an empty value",
          hint: "values stand between commas: \(name)=a,b,c")
      }
      values += try range(part, of: name) ?? [String(part)]
      guard values.count <= most else { throw tooMany(name) }
    }
    var seen: Set<String> = []
    for value in values where !seen.insert(value).inserted {
      throw SweepError("‘\(name)’ takes the value ‘\(value)’ twice", hint: "name each value once")
    }
    return values
  }

  /// The values of `FIRST..LAST` or `FIRST..LAST:STEP`; nil where it is no range.
  private static func range(
    _ text: Substring, of name: String
  ) throws(SweepError) -> [String]? {
    let sides = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let dots = sides[0].firstRange(of: "..") else { return nil }
    let example = "\(name)=1..5, \(name)=10%..70%:20%"
    guard let first = SweepDecimal(sides[0][..<dots.lowerBound]),
      let last = SweepDecimal(sides[0][dots.upperBound...])
    else {
      // A name with points in it is a value, numbers with them are half a range.
      guard text.contains(where: \.isNumber), text.allSatisfy({ "0123456789.%:-".contains($0) })
      else { return nil }
      throw SweepError("‘\(text)’ is no range", hint: "a range is \(example)")
    }
    guard sides.count <= 2 else {
      throw SweepError("‘\(text)’ has more than one step", hint: "a range is \(example)")
    }
    let stepText = sides.count == 2 ? sides[1] : Substring("1" + first.suffix)
    guard let step = SweepDecimal(stepText) else {
      throw SweepError(
        "the step of ‘\(text)’ is no number: ‘\(stepText)’", hint: "a range is \(example)")
    }
    guard first.suffix == last.suffix, first.suffix == step.suffix else {
      throw SweepError(
        "‘\(text)’ mixes shares and numbers", hint: "all or none of its parts end in %")
    }
    guard step.units > 0 else {
      throw SweepError(
        "the step of ‘\(text)’ is not above 0, so it would never end",
        hint: "a range is \(example)")
    }
    let places = max(first.places, last.places, step.places)
    guard let from = first.units(places: places), let to = last.units(places: places),
      let by = step.units(places: places)
    else { throw SweepError("‘\(text)’ has more digits than can be told apart") }
    guard from <= to else {
      throw SweepError(
        "‘\(text)’ is empty: \(first.text) is above \(last.text)", hint: "a range is \(example)")
    }
    let (span, isHuge) = to.subtractingReportingOverflow(from)
    guard !isHuge, span / by < most else { throw tooMany(name) }
    return stride(from: from, through: to, by: by).map {
      SweepDecimal.text($0, places: places, suffix: first.suffix)
    }
  }

  /// A session has a line for each of its parameters' values.
  static func requireOneLine(_ text: String, of name: String) throws(SweepError) {
    guard !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
      throw SweepError("a value of ‘\(name)’ has a line break or another control character")
    }
  }

  private static func tooMany(_ name: String) -> SweepError {
    SweepError(
      "‘\(name)’ takes more than \(most) values", hint: "a sweep has at most \(most) points")
  }
}

extension SweepDecimal {
  /// As it was typed.
  fileprivate var text: String { Self.text(units, places: places, suffix: suffix) }
}
