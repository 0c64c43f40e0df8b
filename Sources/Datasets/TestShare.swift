import Tensors

/// Both parts of records that come in one: the generator of (seed, stream `split`) puts them in an
/// order, the last fifth of it (rounded down, at least one record) becomes the test part.
struct TestShare: Sendable {
  let training: Examples
  let test: Examples
  /// What a report says of it.
  let note: String

  /// - Parameters:
  ///   - all: at least two records.
  ///   - noun: what they are called: `rows`.
  ///   - place: what holds them.
  ///   - keepsOrder: whether the records of a part lie in the order that they came in.
  init(
    of all: Examples, _ noun: String, in place: String = "file", seed: UInt64,
    keepsOrder: Bool = false, _ stop: StopFlag?
  ) throws(DatasetError) {
    // The parts, the order and its halves.
    try stop.check(needing: all.copiedBytes + 2 * MemoryLayout<Int>.stride * all.count)
    let order = Generator(seed: seed, stream: .split, epoch: 1).permutation(all.count)
    let testing = max(1, all.count / 5)
    let halves = [Array(order.dropLast(testing)), Array(order.suffix(testing))]
    training = all.select(keepsOrder ? halves[0].sorted() : halves[0])
    test = all.select(keepsOrder ? halves[1].sorted() : halves[1])
    note =
      "the \(place) has one part: \(testing) of its \(all.count) \(noun) "
      + "(\(Self.percent(testing, of: all.count))), drawn with seed \(seed), are the test part"
  }

  /// `20 %`, `12.5 %`: to a tenth.
  private static func percent(_ part: Int, of all: Int) -> String {
    let tenths = (part * 2000 + all) / (2 * all)
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}
