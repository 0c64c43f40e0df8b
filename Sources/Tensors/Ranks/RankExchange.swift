/// Processes that share out a batch, numbered from 0, and exchange what each computes of it. Every
/// process starts and awaits the same exchanges in the same order.
public protocol RankExchange: AnyObject {
  /// The number of this process.
  var rank: Int { get }
  /// How many there are.
  var count: Int { get }

  /// Starts an exchange; what it reads and writes stays where it is until it is awaited.
  ///
  /// - Returns: what `finish` asks for.
  func start(
    _ exchange: Exchange, from part: UnsafeRawPointer, to all: UnsafeMutableRawPointer
  ) -> Int

  /// Waits until the exchange has ended.
  ///
  /// - Parameter number: what `start` returned.
  func finish(_ number: Int)

  /// Ends all where they have come to different places.
  ///
  /// - Parameter places: by rank.
  func part(_ places: [Meeting?]) -> Never
}

/// What each process sends to each at one moment.
public struct Exchange: Sendable {
  /// What travels.
  public enum Kind: String, CaseIterable, Sendable {
    /// Sums of blocks: of batch norm, biases, means of gates.
    case statistics
    /// Parts of the gradients to weights, and what the parts add up to.
    case weights
    /// Images of a layer's input, and of the gradient to its output, that other processes have.
    case activations
    /// A number an image: losses, scores.
    case scores
    /// A value a rank: whether it goes on, what it has computed.
    case agreement
  }

  /// Who gets what, in bytes by rank.
  enum Pattern: Sendable {
    /// Each sends the same to all, and all parts lie side by side.
    case gather([Int])
    /// Each is sent a range, and a range is filled by each.
    case ranges(sent: [Range<Int>], taken: [Range<Int>])
  }

  let kind: Kind
  let pattern: Pattern

  /// Bytes that `rank` gets from others.
  func received(by rank: Int) -> Int {
    switch pattern {
    case .gather(let sizes): sizes.reduce(-sizes[rank], +)
    case .ranges(_, let taken): taken.reduce(-taken[rank].count) { $0 + $1.count }
    }
  }

  /// Bytes that keep the link of `rank` busy, which sends and takes at once: what it takes, or
  /// what it sends, of a gather what the rank with the largest part sends.
  func busy(_ rank: Int) -> Int {
    switch pattern {
    case .gather(let sizes):
      return max(received(by: rank), (sizes.max() ?? 0) * (sizes.count - 1))
    case .ranges(let sent, _):
      return max(received(by: rank), sent.reduce(-sent[rank].count) { $0 + $1.count })
    }
  }
}

extension RankExchange {
  /// The parts of all processes side by side, in the order of their ranks. Every process calls it
  /// at the same place, with parts that all know the sizes of.
  ///
  /// - Parameter counts: elements of each part, by rank.
  func gather<Element: BitwiseCopyable>(
    _ part: UnsafeBufferPointer<Element>, _ counts: [Int], _ kind: Exchange.Kind,
    to all: UnsafeMutableBufferPointer<Element>
  ) {
    precondition(counts.count == count && counts[rank] == part.count)
    precondition(counts.reduce(0, +) == all.count)
    let size = MemoryLayout<Element>.stride
    let exchange = Exchange(kind: kind, pattern: .gather(counts.map { $0 * size }))
    // No part lies nowhere, even an empty one.
    var none: UInt8 = 0
    withUnsafePointer(to: &none) { none in
      let from = part.baseAddress.map(UnsafeRawPointer.init) ?? UnsafeRawPointer(none)
      finish(start(exchange, from: from, to: UnsafeMutableRawPointer(all.baseAddress!)))
    }
  }

  /// A value of each process, by rank. Where one of them is at another place, none goes on.
  public func agree(_ value: UInt64, at place: Meeting) -> [UInt64] {
    let own = [place.rawValue, value]
    var all = [UInt64](repeating: 0, count: 2 * count)
    own.withUnsafeBufferPointer { own in
      all.withUnsafeMutableBufferPointer {
        gather(own, [Int](repeating: own.count, count: count), .agreement, to: $0)
      }
    }
    let places = (0..<count).map { all[2 * $0] }
    if places.contains(where: { $0 != place.rawValue }) {
      part(places.map { Meeting(rawValue: $0) })
    }
    return (0..<count).map { all[2 * $0 + 1] }
  }

  /// Whether something is so for any process.
  public func any(_ flag: Bool, at place: Meeting) -> Bool {
    agree(flag ? 1 : 0, at: place).contains(1)
  }
}

/// Where processes compare a value.
public enum Meeting: UInt64, Sendable {
  /// The program and what it is to run.
  case start
  /// Between two steps of a training.
  case step
  /// Behind an epoch.
  case edge
  /// In the middle of `benchmark ranks`.
  case benchmark
  /// Behind a line: how it ended.
  case line
  /// What a line answered.
  case answers
  /// Between two lines.
  case stop
}
