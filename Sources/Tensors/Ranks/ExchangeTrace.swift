/// What a rank does in a step, in order: it computes, starts exchanges, and awaits them.
public struct ExchangeTrace: Sendable {
  enum Event: Sendable {
    /// Computes for so many seconds.
    case work(Double)
    /// Starts an exchange that keeps the link busy for so many bytes.
    case start(bytes: Int)
    /// Waits for an exchange, numbered from 0 in the order of their starts.
    case await(Int)
  }

  /// Exchanges of one kind.
  public struct Volume: Sendable {
    /// How many.
    public fileprivate(set) var exchanges = 0
    /// Bytes that the rank gets from others.
    public fileprivate(set) var received = 0
    /// Bytes that the rank gets in the largest exchange.
    public fileprivate(set) var largest = 0
  }

  private(set) var events: [Event] = []
  /// How many ranks there are.
  public let ranks: Int
  /// What was exchanged, by kind.
  public private(set) var volumes: [Exchange.Kind: Volume] = [:]

  /// - Parameter ranks: how many there are.
  init(ranks: Int) { self.ranks = ranks }

  mutating func work(_ seconds: Double) { events.append(.work(seconds)) }

  mutating func start(_ exchange: Exchange, on rank: Int) {
    events.append(.start(bytes: exchange.busy(rank)))
    let received = exchange.received(by: rank)
    var volume = volumes[exchange.kind] ?? Volume()
    volume.exchanges += 1
    volume.received += received
    volume.largest = max(volume.largest, received)
    volumes[exchange.kind] = volume
  }

  mutating func await(_ number: Int) { events.append(.await(number)) }

  /// All that was exchanged.
  public var volume: Volume {
    volumes.values.reduce(into: Volume()) { all, volume in
      all.exchanges += volume.exchanges
      all.received += volume.received
      all.largest = max(all.largest, volume.largest)
    }
  }

  /// Seconds that the rank computes.
  public var computing: Double {
    events.reduce(0) { sum, event in
      if case .work(let seconds) = event { sum + seconds } else { sum }
    }
  }

  /// Seconds of the step where exchanges travel over `link`, one behind the other; the rank
  /// computes until it awaits one that has not arrived.
  ///
  /// An exchange of b bytes that starts at t has the link from s = max(t, when the one before left
  /// it) to s + b / bandwidth, and has arrived a latency later. Each start costs the processor the
  /// overhead of a message for each other rank but one, which the latency covers (LogGP:
  /// Alexandrov, Ionescu, Schauser and Scheiman, 1995).
  public func seconds(over link: RankLink) -> Double {
    var (clock, free) = (0.0, 0.0)
    var arrivals: [Double] = []
    for event in events {
      switch event {
      case .work(let seconds): clock += seconds
      case .start(let bytes):
        clock += Double(ranks - 2) * link.overhead
        free = max(clock, free) + Double(bytes) / link.bytesPerSecond
        arrivals.append(free + link.latency)
      case .await(let number): clock = max(clock, arrivals[number])
      }
    }
    return clock
  }
}

/// What joins each rank to all others, both ways at once.
public struct RankLink: Sendable {
  /// Of what is sent, each way.
  public let bytesPerSecond: Double
  /// Seconds of an exchange of nothing between two ranks.
  public let latency: Double
  /// Seconds that the processor takes for a message to one more rank.
  public let overhead: Double

  /// A link between ranks.
  public init(bytesPerSecond: Double, latency: Double, overhead: Double) {
    self.bytesPerSecond = bytesPerSecond
    self.latency = latency
    self.overhead = overhead
  }
}
