extension Mark {
  /// Where the score would lie on ever more images like these, at 95 %; nil where it is no share,
  /// and so does not say how its images differ.
  ///
  ///     (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n),   z = 1.96
  ///
  /// Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927.
  public func interval(of images: Int) -> ClosedRange<Double>? {
    guard score.unit == .fraction, images > 0, (0...1).contains(value) else { return nil }
    let (n, z) = (Double(images), 1.96)
    let whole = 1 + z * z / n
    let middle = (value + z * z / (2 * n)) / whole
    let half = z * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot() / whole
    // Rounding must not part the interval from the value.
    return min(max(0, middle - half), value)...max(min(1, middle + half), value)
  }
}
