import Glibc

/// The processes that `mpiexec` started together, numbered from 0: what this program asks of MPI.
public final class RankGroup: RankExchange {
  /// Those that run the same lines as this process; nil: it is alone.
  public nonisolated(unsafe) static var current: RankGroup?

  /// The number of this process.
  public let rank: Int
  /// How many there are.
  public let count: Int

  private typealias Begin =
    @convention(c) (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>)
    -> Int32
  private typealias Send = @convention(c) (UnsafePointer<Int32>, Int32, Int32) -> Int32
  private typealias Receive =
    @convention(c) (
      UnsafeMutablePointer<Int32>, Int32, UnsafeMutablePointer<Int32>
    ) -> Int32

  private typealias Gather =
    @convention(c) (
      UnsafeRawPointer, Int32, UnsafeMutableRawPointer, UnsafePointer<Int32>, UnsafePointer<Int32>
    ) -> Int32

  private typealias Ranges =
    @convention(c) (
      UnsafeRawPointer, UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafeMutableRawPointer,
      UnsafePointer<Int32>, UnsafePointer<Int32>
    ) -> Int32

  private typealias Finish = @convention(c) (Int32, Double) -> Int32

  private let sending: Send
  private let receiving: Receive
  private let gathering: Gather
  private let sendingRanges: Ranges
  private let finishing: Finish
  private let ending: @convention(c) () -> Void
  private let aborting: @convention(c) (Int32) -> Void

  /// Numbers of a message.
  public static let words = 2

  /// Joins the others; a program that nobody started with others is alone.
  ///
  /// - Throws: where the shim of MPI is not here or does not start.
  public init() throws(OptionalLibraryError) {
    guard let library = OptionalLibrary.all.first(where: { $0.name == "mpi" }) else {
      preconditionFailure("MPI is an optional library")
    }
    let loaded = try library.load()
    sending = try loaded.function("send", as: Send.self)
    receiving = try loaded.function("receive", as: Receive.self)
    gathering = try loaded.function("gather", as: Gather.self)
    sendingRanges = try loaded.function("exchange", as: Ranges.self)
    finishing = try loaded.function("finish", as: Finish.self)
    ending = try loaded.function("end", as: (@convention(c) () -> Void).self)
    aborting = try loaded.function("abort", as: (@convention(c) (Int32) -> Void).self)
    var (rank, count): (Int32, Int32) = (0, 0)
    guard try loaded.function("begin", as: Begin.self)(&rank, &count) == 0 else {
      throw OptionalLibraryError(library, .unusable("MPI does not start"))
    }
    self.rank = Int(rank)
    self.count = Int(count)
  }

  /// Sends a message of `words` numbers.
  ///
  /// - Returns: false where it could not be sent.
  public func send(_ message: [Int32], to rank: Int) -> Bool {
    precondition(message.count == Self.words)
    return sending(message, Int32(Self.words), Int32(rank)) == 0
  }

  /// The next message, if one is there, and who sent it.
  public func receive() -> (message: [Int32], rank: Int)? {
    var message = [Int32](repeating: 0, count: Self.words)
    var rank: Int32 = 0
    guard receiving(&message, Int32(Self.words), &rank) == 1 else { return nil }
    return (message, Int(rank))
  }

  /// Seconds that a process waits for the others before it takes one of them for dead.
  public var patience = 60.0

  /// Starts an exchange by MPI.
  public func start(
    _ exchange: Exchange, from part: UnsafeRawPointer, to all: UnsafeMutableRawPointer
  ) -> Int {
    let begin = ContinuousClock.now
    let number: Int32
    switch exchange.pattern {
    case .gather(let counts):
      let sizes = counts.map { Int32($0) }
      var places: [Int32] = []
      var place: Int32 = 0
      for size in sizes {
        places.append(place)
        place += size
      }
      number = gathering(part, sizes[rank], all, sizes, places)
    case .ranges(let sent, let taken):
      precondition(sent.count == count && taken.count == count)
      func sizes(_ ranges: [Range<Int>]) -> [Int32] { ranges.map { Int32($0.count) } }
      func places(_ ranges: [Range<Int>]) -> [Int32] { ranges.map { Int32($0.lowerBound) } }
      number = sendingRanges(
        part, sizes(sent), places(sent), all, sizes(taken), places(taken))
    }
    if number < 0 { fail(number) }
    secondsExchanging += (ContinuousClock.now - begin).seconds
    return Int(number)
  }

  /// Waits for an exchange; a process that is silent for `patience` seconds ends this one.
  public func finish(_ number: Int) {
    let begin = ContinuousClock.now
    let result = finishing(Int32(number), patience)
    if result != 0 { fail(result) }
    secondsExchanging += (ContinuousClock.now - begin).seconds
  }

  /// Seconds that this process spent on starting exchanges and on waiting for them.
  public private(set) var secondsExchanging = 0.0

  /// What to do where another process is gone or silent (1), or MPI fails (less than 0).
  public var fail: (Int32) -> Never = { fatalError("MPI: \($0)") }

  /// What to do where processes have come to different places, by rank.
  public var parted: ([Meeting?]) -> Never = { fatalError("ranks at \($0)") }

  public func part(_ places: [Meeting?]) -> Never { parted(places) }

  /// Leaves, once all do.
  public func leave() { ending() }

  /// Ends every process.
  public func abort(_ code: Int32) -> Never {
    aborting(code)
    exit(code)
  }
}
