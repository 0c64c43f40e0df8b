import Foundation

/// A profile fitted to somebody's own measurements, with errors that leave each network out.
public struct DeviceFit: Sendable {
  /// A network at a batch: J and s of an image.
  public struct Row: Sendable {
    /// As it is printed; rows of one network are left out together.
    public var network: String
    /// Images that ran together.
    public var batch: Int
    /// Of an image.
    public var joules: Double
    /// Of an image; nil where nobody measured it.
    public var seconds: Double?
    /// Of an image.
    public var counts: ProductCounts

    /// What was measured.
    public init(
      network: String, batch: Int, joules: Double, seconds: Double?, counts: ProductCounts
    ) {
      self.network = network
      self.batch = batch
      self.joules = joules
      self.seconds = seconds
      self.counts = counts
    }
  }

  /// The device.
  public let profile: DeviceProfile
  /// What the measurements do not tell apart, a sentence each.
  public let merged: [String]
  /// Errors of the joules of each row, its network left out of the fit; nil where that leaves too
  /// few.
  public let errors: [Double?]

  /// Rows that are paired at most.
  private static let most = 100

  /// Columns that point as much the same way as this are not told apart.
  static let alike = 0.97

  /// - Parameters:
  ///   - name: of the profile.
  ///   - source: of the measurements, as it is printed.
  ///   - isStopped: asked now and then; what is left undone has no errors.
  /// - Returns: nil where nothing fits.
  public init?(
    _ rows: [Row], name: String, source: String, isStopped: () -> Bool = { false }
  ) {
    let networks = Set(rows.map(\.network)).count
    let blank = Self.form(nil, nil, source: source)
    let joules = rows.map {
      SumFit.Row($0.counts, batch: $0.batch, measured: $0.joules * Double($0.batch))
    }
    let (terms, merged) = Self.terms(joules, networks: networks, blank)
    guard let fit = SumFit(joules, terms, blank) else { return nil }
    let timed = rows.filter { $0.seconds != nil }
    let seconds = timed.map {
      SumFit.Row($0.counts, batch: $0.batch, measured: $0.seconds! * Double($0.batch))
    }
    let timeFit = SumFit(seconds, terms, blank)
    errors = SumFit.leavingOut(joules, rows.map(\.network), terms, blank, isStopped: isStopped)
    let timeErrors = SumFit.leavingOut(
      seconds, timed.map(\.network), terms, blank, isStopped: isStopped)
    let nothing = fit.prices.filter { $0.value == 0 }.keys.map(\.words).sorted()
    self.merged =
      merged
      + nothing.map { "\($0): its joules come out as nothing, they are in the other terms" }
    profile = DeviceProfile(
      name: name, summary: "fitted to \(networks) networks of \(source)",
      leavesOut: "batches, kinds of layers and software that were not measured", basis: .fitted,
      form: .additive(Self.form(fit, timeFit, source: source)),
      own: Self.accuracy(rows, errors, timeErrors))
  }

  /// The terms that the rows tell apart.
  private static func terms(
    _ rows: [SumFit.Row], networks: Int, _ form: AdditiveForm
  ) -> ([SumFit.Term], [String]) {
    func column(_ term: SumFit.Term) -> [Double] {
      rows.map { SumFit.amount(term, $0, form) / $0.measured }
    }
    func likeness(_ first: SumFit.Term, _ second: SumFit.Term) -> Double {
      let (a, b) = (column(first), column(second))
      let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
      let lengths = [a, b].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      return lengths[0] * lengths[1] > 0 ? product / (lengths[0] * lengths[1]) : 1
    }
    var merged: [String] = []
    var terms = SumFit.Term.ofInference
    if networks < 6 || likeness(.weightByte, .activationByte) > alike {
      terms = [.launch, .multiplyAdd, .byte]
      merged.append(
        networks < 6
          ? "\(networks) networks do not tell weights from activations: their bytes have one price"
          : "weights and activations rise together in these networks: their bytes have one price")
    }
    let bytes: SumFit.Term = terms.contains(.byte) ? .byte : .activationByte
    if likeness(.multiplyAdd, bytes) > alike {
      terms.removeAll { $0 == .byte || $0 == .weightByte || $0 == .activationByte }
      merged.append("multiply-adds and bytes rise together: multiply-adds have the price of both")
    }
    if likeness(.launch, .multiplyAdd) > alike {
      terms.removeAll { $0 == .launch }
      merged.append("layers and multiply-adds rise together: a launch has no price of its own")
    }
    return (terms, merged)
  }

  private static func form(
    _ joules: SumFit?, _ seconds: SumFit?, source: String
  ) -> AdditiveForm {
    func figure(_ value: Double?, _ unit: SourcedFigure.Unit) -> SourcedFigure? {
      guard let value, value > 0 else { return nil }
      return SourcedFigure(rounded(value), unit, .estimated, source: "fitted to \(source)")
    }
    func price(_ term: SumFit.Term, _ unit: SourcedFigure.Unit) -> AdditiveForm.Price {
      let isByte = term == .weightByte || term == .activationByte
      func value(_ fit: SumFit?) -> Double? {
        fit?.prices[term] ?? (isByte ? fit?.prices[.byte] : nil)
      }
      let time = value(seconds).flatMap { $0 > 0 ? $0 : nil }
      return AdditiveForm.Price(
        figure(value(joules), .joules),
        figure(term == .launch ? time : time.map { 1 / $0 }, unit))
    }
    return AdditiveForm(
      launch: price(.launch, .seconds), multiplyAdd: price(.multiplyAdd, .multiplyAddsPerSecond),
      weightByte: price(.weightByte, .bytesPerSecond),
      activationByte: price(.activationByte, .bytesPerSecond),
      wordBytes: SourcedFigure(
        4, .bytes, .assumed, source: "fp32; the price of a byte holds for the width that ran"))
  }

  /// To six digits: what differs beyond them is the processor's way of adding up.
  private static func rounded(_ value: Double) -> Double {
    let scale = pow(10, 5 - log10(value).rounded(.down))
    return (value * scale).rounded() / scale
  }

  /// Of the rows, each predicted by a fit without its network.
  private static func accuracy(
    _ rows: [Row], _ joules: [Double?], _ seconds: [Double?]
  ) -> ProfileAccuracy? {
    let known = rows.indices.filter { joules[$0] != nil }
    guard let furthest = known.max(by: { abs(joules[$0]!) < abs(joules[$1]!) }) else { return nil }
    var ratios: [Double] = []
    for first in known.prefix(most) {
      for second in known.prefix(most) where rows[second].joules < rows[first].joules {
        guard rows[first].batch == rows[second].batch else { continue }
        let pair = PairError(
          PredictionError(joules: joules[first]!), PredictionError(joules: joules[second]!))
        ratios.append(pair.joules)
      }
    }
    let batches = rows.map(\.batch)
    let measured = rows.map(\.joules)
    return ProfileAccuracy(
      fitted: rows.count, heldOut: known.count, isLeftOut: true,
      joules: ErrorSummary(known.map { joules[$0]! }),
      seconds: ErrorSummary(seconds.compactMap { $0 }), worst: rows[furthest].network,
      worstError: joules[furthest], ratio: ErrorSummary(ratios), secondsRatio: nil,
      pairs: ratios.isEmpty ? nil : "networks", batches: batches.min()!...batches.max()!,
      measuredJoules: measured.min()!...measured.max()!)
  }
}
