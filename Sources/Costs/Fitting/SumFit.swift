/// A sum fitted to measurements: prices that are not negative, with the least sum of squared
/// relative errors.
///
///     measured ≈ Σ over terms amount · price       each row divided by what was measured
public struct SumFit: Hashable, Sendable {
  /// What is priced.
  public enum Term: String, Hashable, Sendable, CaseIterable {
    /// Once in a training.
    case run
    /// Starting a layer with products.
    case launch
    case multiplyAdd
    case weightByte
    case activationByte
    /// Bytes of weights and activations at one price.
    case byte

    /// Of an inference, weights and activations apart.
    public static let ofInference: [Term] = [.launch, .multiplyAdd, .weightByte, .activationByte]

    /// As it is told.
    public var words: String {
      switch self {
      case .run: "run"
      case .launch: "launch"
      case .multiplyAdd: "multiply-add"
      case .weightByte: "byte of weights"
      case .activationByte: "byte of activations"
      case .byte: "byte"
      }
    }
  }

  /// One measurement.
  public struct Row: Hashable, Sendable {
    /// Of one image.
    public var counts: ProductCounts
    /// Images that ran together.
    public var batch: Int
    /// Batches that were measured as one; 1 for an inference.
    public var steps: Int
    /// Of all batches.
    public var measured: Double

    /// What was measured for `steps` batches of `batch` images.
    public init(_ counts: ProductCounts, batch: Int, steps: Int = 1, measured: Double) {
      self.counts = counts
      self.batch = batch
      self.steps = steps
      self.measured = measured
    }
  }

  /// The factors and the width of numbers, which are not fitted; its prices are not looked at.
  public let form: AdditiveForm
  /// A price for each term, 0 where a term would have to be negative.
  public let prices: [Term: Double]

  /// How much of `term` a row has.
  public static func amount(_ term: Term, _ row: Row, _ form: AdditiveForm) -> Double {
    let (images, steps) = (Double(row.batch), Double(row.steps))
    let width = form.wordBytes.value
    let weights = row.counts.weights * width
    let activations = images * row.counts.activations * width
    return switch term {
    case .run: 1
    case .launch: steps * row.counts.layers
    case .multiplyAdd: steps * images * form.effective(row.counts)
    case .weightByte: steps * weights
    case .activationByte: steps * activations
    case .byte: steps * (weights + activations)
    }
  }

  /// - Parameter terms: every subset of them is tried, so that no price is negative.
  /// - Returns: nil where there are fewer rows than terms, or nothing fits.
  public init?(_ rows: [Row], _ terms: [Term], _ form: AdditiveForm) {
    guard rows.count >= terms.count, !terms.isEmpty else { return nil }
    let amounts = rows.map { row in terms.map { Self.amount($0, row, form) / row.measured } }
    let scale = terms.indices.map { column in amounts.reduce(0) { max($0, abs($1[column])) } }
    let ones = rows.map { _ in 1.0 }
    var best: (prices: [Term: Double], squares: Double)?
    for subset in 1..<(1 << terms.count) {
      let chosen = terms.indices.filter { subset >> $0 & 1 == 1 && scale[$0] > 0 }
      guard !chosen.isEmpty,
        let found = LeastSquares.solve(
          amounts.map { row in chosen.map { row[$0] / scale[$0] } }, ones),
        found.rank == chosen.count, found.factors.allSatisfy({ $0 >= 0 })
      else { continue }
      guard found.squares < best?.squares ?? .infinity else { continue }
      let prices = zip(chosen, found.factors).map { (terms[$0], $1 / scale[$0]) }
      best = (Dictionary(uniqueKeysWithValues: prices), found.squares)
    }
    guard let best else { return nil }
    self.form = form
    prices = Dictionary(uniqueKeysWithValues: terms.map { ($0, best.prices[$0] ?? 0) })
  }

  /// What the sum says of a row, all batches together.
  public func predicted(_ row: Row) -> Double {
    Term.allCases.reduce(0) { $0 + (prices[$1] ?? 0) * Self.amount($1, row, form) }
  }

  /// predicted / measured − 1.
  public func error(_ row: Row) -> Double { predicted(row) / row.measured - 1 }

  /// Errors of every group by a fit on all the others, in the order of the rows.
  /// - Parameters:
  ///   - groups: one for each row.
  ///   - isStopped: asked before each fit; the errors that are left are nil.
  public static func leavingOut(
    _ rows: [Row], _ groups: [String], _ terms: [Term], _ form: AdditiveForm,
    isStopped: () -> Bool = { false }
  ) -> [Double?] {
    var errors = [Double?](repeating: nil, count: rows.count)
    for group in Set(groups).sorted() where !isStopped() {
      let rest = rows.indices.filter { groups[$0] != group }.map { rows[$0] }
      guard let fit = SumFit(rest, terms, form) else { continue }
      for index in rows.indices where groups[index] == group {
        errors[index] = fit.error(rows[index])
      }
    }
    return errors
  }
}
