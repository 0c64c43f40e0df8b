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
  init(
    of all: Examples, _ noun: String, in place: String = "file", seed: UInt64, _ stop: StopFlag?
  ) throws(DatasetError) {
    // The parts, the order and its halves.
    try stop.check(needing: all.bytes + 2 * MemoryLayout<Int>.stride * all.count)
    let order = Generator(seed: seed, stream: .split, epoch: 1).permutation(all.count)
    let testing = max(1, all.count / 5)
    training = all.select(Array(order.dropLast(testing)))
    test = all.select(Array(order.suffix(testing)))
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
