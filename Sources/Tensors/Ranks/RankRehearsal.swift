/// One of several ranks with nobody else there: one with the most blocks. It computes what
/// it would; what others would send are copies of its own numbers, which come at once. Its trace
/// tells how long it computes between which exchanges.
///
/// What is computed this way has the amount of work of the real thing and none of its digits.
public final class RankRehearsal: RankExchange {
  /// The last rank: where blocks are not shared out equally, it has one more.
  public let rank: Int
  /// How many there would be.
  public let count: Int
  private var trace: ExchangeTrace
  private var started = 0
  private var since = ContinuousClock.now

  /// - Parameter count: how many ranks there would be, two at least.
  public init(count: Int) {
    precondition(count > 1)
    self.count = count
    rank = count - 1
    trace = ExchangeTrace(ranks: count)
  }

  /// What this rank does in `step`.
  public func trace<Failure: Error>(
    of step: () throws(Failure) -> Void
  ) throws(Failure) -> ExchangeTrace {
    trace = ExchangeTrace(ranks: count)
    started = 0
    since = .now
    try step()
    noteWork()
    return trace
  }

  private func noteWork() { trace.work((ContinuousClock.now - since).seconds) }

  /// Notes the exchange and puts copies in place of what would be taken.
  public func start(
    _ exchange: Exchange, from part: UnsafeRawPointer, to all: UnsafeMutableRawPointer
  ) -> Int {
    noteWork()
    defer { since = .now }
    trace.start(exchange, on: rank)
    switch exchange.pattern {
    case .gather(let sizes):
      var place = 0
      for size in sizes {
        Self.copy(part, sizes[rank], to: all + place, size)
        place += size
      }
    case .ranges(let sent, let taken):
      let source = sent[rank].isEmpty ? sent.first { !$0.isEmpty } ?? 0..<0 : sent[rank]
      for range in taken {
        Self.copy(part + source.lowerBound, source.count, to: all + range.lowerBound, range.count)
      }
    }
    started += 1
    return started - 1
  }

  /// Notes that the exchange is waited for.
  public func finish(_ number: Int) {
    noteWork()
    defer { since = .now }
    trace.await(number)
  }

  public func part(_ places: [Meeting?]) -> Never { preconditionFailure("nobody else is there") }

  /// Fills `size` bytes with `count` others, as often as it takes.
  private static func copy(
    _ from: UnsafeRawPointer, _ count: Int, to: UnsafeMutableRawPointer, _ size: Int
  ) {
    guard count > 0 else {
      return _ = to.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }
    for place in stride(from: 0, to: size, by: count) {
      (to + place).copyMemory(from: from, byteCount: min(count, size - place))
    }
  }
}
