import Costs
import TestSupport

extension SplitMix {
  /// In 0 ..< 1.
  mutating func unit() -> Double { Double.random(in: 0..<1, using: &self) }

  /// A layer between tiny and huge, each count on its own.
  mutating func work() -> Work {
    Work(
      multiplyAdds: count(1e9), connections: count(1e7), parameters: count(1e7),
      inputElements: count(1e6), outputElements: count(1e6), weightElements: count(1e7),
      vectorOperations: count(1e6))
  }

  /// One larger work for each count.
  mutating func growths(of work: Work) -> [Work] {
    let fields: [WritableKeyPath<Work, Double>] = [
      \.multiplyAdds, \.connections, \.parameters, \.inputElements, \.outputElements,
      \.weightElements, \.vectorOperations,
    ]
    return fields.map { field in
      var more = work
      more[keyPath: field] += count(1e6)
      return more
    }
  }

  /// Squared, so that small counts are common.
  private mutating func count(_ limit: Double) -> Double {
    let share = unit()
    return 1 + (limit * share * share).rounded()
  }
}
