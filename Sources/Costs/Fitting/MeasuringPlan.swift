/// Which networks to measure, so that the prices of a sum are well determined: those whose amounts,
/// each divided by what the network costs, span the largest volume (D-optimal design; Fedorov,
/// Theory of Optimal Experiments, 1972), found by exchange.
public struct MeasuringPlan: Sendable {
  /// Places of the chosen candidates, rising.
  public let chosen: [Int]
  /// For an error of 1 in each measurement (relative), the standard error of each price, relative
  /// to the price.
  public let errors: [(term: SumFit.Term, error: Double)]

  /// The prices that a plan is for.
  public static let terms = SumFit.Term.ofInference

  /// - Parameters:
  ///   - candidates: counts of networks of one image.
  ///   - form: a device of about the kind that will be measured: its prices weigh the amounts.
  ///   - count: networks to choose, as many as terms at least.
  /// - Returns: nil where there are fewer candidates, or none tells the prices apart.
  public init?(_ candidates: [ProductCounts], _ form: AdditiveForm, count: Int) {
    let prices = [
      form.launch.joules, form.multiplyAdd.joules, form.weightByte.joules,
      form.activationByte.joules,
    ].map { $0?.value ?? 0 }
    let rows = candidates.map { counts -> [Double] in
      let row = SumFit.Row(counts, batch: 1, measured: 1)
      let parts = zip(Self.terms, prices).map { SumFit.amount($0, row, form) * $1 }
      let all = parts.reduce(0, +)
      return parts.map { all > 0 ? $0 / all : 0 }
    }
    guard count >= Self.terms.count, rows.count >= count else { return nil }
    func volume(_ places: [Int]) -> Double { Self.determinant(Self.gram(places.map { rows[$0] })) }
    var chosen = Array(0..<count)
    var best = volume(chosen)
    var isBetter = true
    while isBetter {
      isBetter = false
      for place in chosen.indices {
        for other in rows.indices where !chosen.contains(other) {
          var next = chosen
          next[place] = other
          let found = volume(next)
          if found > best * (1 + 1e-9) { (chosen, best, isBetter) = (next, found, true) }
        }
      }
    }
    guard best > 0 else { return nil }
    self.chosen = chosen.sorted()
    let gram = Self.gram(chosen.map { rows[$0] })
    errors = Self.terms.indices.map { index in
      let rest = Self.terms.indices.filter { $0 != index }
      let minor = Self.determinant(rest.map { row in rest.map { gram[row][$0] } })
      return (Self.terms[index], (minor / best).squareRoot())
    }
  }

  private static func gram(_ rows: [[Double]]) -> [[Double]] {
    terms.indices.map { first in
      terms.indices.map { second in rows.reduce(0) { $0 + $1[first] * $1[second] } }
    }
  }

  /// By elimination, of a matrix that is positive semidefinite.
  private static func determinant(_ matrix: [[Double]]) -> Double {
    var matrix = matrix
    var result = 1.0
    for pivot in matrix.indices {
      guard matrix[pivot][pivot] > 0 else { return 0 }
      result *= matrix[pivot][pivot]
      for row in matrix.indices where row > pivot {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in matrix.indices { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    return result
  }
}
