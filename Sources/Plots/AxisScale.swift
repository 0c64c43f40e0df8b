import Foundation

/// An axis over data: its ticks, its caption, and where a number lies along it.
struct AxisScale {
  struct Tick {
    /// 0 at the beginning of the axis, 1 at its end.
    let position: Double
    let label: String
  }

  let ticks: [Tick]
  /// Label, unit, kind and source: `energy an image, µJ (estimated, horowitz-45nm)`.
  let caption: String
  private let factor: Double
  private let first: Double
  private let last: Double
  private let isLogarithmic: Bool

  init(_ axis: Axis, over values: [Double], atMost most: Int) {
    var low = values.min() ?? 0
    var high = values.max() ?? 0
    if axis.startsAtZero {
      low = min(0, low)
      high = max(0, high)
    }
    let (factor, unit) = Self.unit(axis.form, size: max(abs(low), abs(high)))
    isLogarithmic = axis.isLogarithmic
    let range = low / factor...high / factor
    let numbers: [Double]
    let labels: [String]
    if isLogarithmic {
      let found = RatioTicks(covering: range, atMost: most)
      (numbers, labels) = (found.values, found.labels)
    } else {
      let found = Ticks(covering: range, atMost: most, whole: axis.form == .whole)
      (numbers, labels) = (found.values, found.labels)
    }
    self.factor = factor
    first = numbers[0]
    last = numbers[numbers.count - 1]
    let (first, last, isLogarithmic) = (first, last, isLogarithmic)
    ticks = zip(numbers, labels).map {
      Tick(position: Self.position($0, first, last, isLogarithmic), label: $1)
    }
    let name = unit.isEmpty ? axis.label : "\(axis.label), \(unit)"
    caption = axis.note.isEmpty ? name : "\(name) (\(axis.note))"
  }

  /// 0…1 along the axis.
  func position(_ value: Double) -> Double {
    min(max(Self.position(value / factor, first, last, isLogarithmic), 0), 1)
  }

  private static func position(
    _ value: Double, _ first: Double, _ last: Double, _ isLogarithmic: Bool
  ) -> Double {
    isLogarithmic ? log(value / first) / log(last / first) : (value - first) / (last - first)
  }

  private static let prefixes: [(Double, String)] = [
    (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"),
    (1e-6, "µ"), (1e-9, "n"), (1e-12, "p"), (1e-15, "f"), (1e-18, "a"),
  ]

  /// What numbers are divided by, and the unit they are in then.
  private static func unit(_ form: Axis.Form, size: Double) -> (Double, String) {
    switch form {
    case .whole: return (1, "")
    case .share: return (0.01, "%")
    case .quantity(let unit):
      guard size > 0 else { return (1, unit) }
      let (factor, prefix) = prefixes.first { size >= $0.0 } ?? prefixes[prefixes.count - 1]
      return (factor, prefix + unit)
    case .amount:
      let words = [(1e12, "trillions"), (1e9, "billions"), (1e6, "millions"), (1e5, "thousands")]
      guard let (limit, word) = words.first(where: { size >= $0.0 }) else { return (1, "") }
      return (limit == 1e5 ? 1e3 : limit, word)
    case .number(let unit):
      guard size > 0, size < 1e-3 || size >= 1e5 else { return (1, unit) }
      let exponent = Int((log10(size) / 3).rounded(.down)) * 3
      guard exponent >= -290 else { return (1, unit) }
      return (pow(10, Double(exponent)), "10\(superscript(exponent)) \(unit)")
    }
  }

  private static func superscript(_ number: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String("\(number)".map { $0.wholeNumberValue.map { digits[$0] } ?? "⁻" })
  }
}

extension AxisScale {
  /// The scale with the most ticks whose labels do not touch along `length`.
  ///
  /// - Parameter extent: what a label takes, with the space around it.
  static func fitting(
    _ axis: Axis, over values: [Double], along length: Double, extent: (String) -> Double
  ) -> AxisScale {
    for most in (5...8).reversed() {
      let scale = AxisScale(axis, over: values, atMost: most)
      let needed = (scale.ticks.map { extent($0.label) }.max() ?? 0)
      if needed * Double(scale.ticks.count - 1) <= length { return scale }
    }
    return AxisScale(axis, over: values, atMost: 3)
  }
}
