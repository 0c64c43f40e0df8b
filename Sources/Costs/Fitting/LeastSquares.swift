import COpenBLAS

/// Least squares of a few columns by the singular value decomposition (LAPACK's dgelsd).
enum LeastSquares {
  /// What was found.
  struct Solution {
    /// A factor for each column; of least norm where the columns do not determine it.
    var factors: [Double]
    /// Columns that tell apart: fewer than there are where some depend on each other.
    var rank: Int
    /// Σ (row · factors − value)².
    var squares: Double
  }

  /// A singular value below this share of the largest counts as none.
  static let precision = 1e-9

  /// - Parameters:
  ///   - rows: as long as each other; as many of them as columns at least.
  ///   - values: one for each row.
  /// - Returns: nil where the iteration does not converge or something is not finite.
  static func solve(_ rows: [[Double]], _ values: [Double]) -> Solution? {
    let (m, n) = (Int32(rows.count), Int32(rows.first?.count ?? 0))
    guard n > 0, m >= n, values.count == rows.count,
      rows.allSatisfy({ $0.count == Int(n) && $0.allSatisfy(\.isFinite) }),
      values.allSatisfy(\.isFinite)
    else { return nil }
    // Column by column, as Fortran has it.
    var matrix = (0..<Int(n)).flatMap { column in rows.map { $0[column] } }
    var right = values
    var singular = [Double](repeating: 0, count: Int(n))
    var rank: Int32 = 0
    var info: Int32 = 0
    var work = [Double](repeating: 0, count: 16_384)
    var integers = [Int32](repeating: 0, count: 4096)
    dgelsd_(
      [m], [n], [1], &matrix, [m], &right, [m], &singular, [precision], &rank, &work,
      [Int32(work.count)], &integers, &info)
    let factors = Array(right[..<Int(n)])
    guard info == 0, factors.allSatisfy(\.isFinite) else { return nil }
    let squares = zip(rows, values).reduce(0) { sum, row in
      let error = zip(row.0, factors).reduce(-row.1) { $0 + $1.0 * $1.1 }
      return sum + error * error
    }
    return Solution(factors: factors, rank: Int(rank), squares: squares)
  }
}
