/// The processes that `mpiexec` started together, numbered from 0: what this program asks of MPI.
public final class RankGroup {
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
      UnsafeRawPointer, Int32, UnsafeMutableRawPointer, UnsafePointer<Int32>, UnsafePointer<Int32>,
      Double
    ) -> Int32

  private typealias Exchange =
    @convention(c) (
      UnsafeRawPointer, UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafeMutableRawPointer,
      UnsafePointer<Int32>, UnsafePointer<Int32>, Double
    ) -> Int32

  private let sending: Send
  private let receiving: Receive
  private let gathering: Gather
  private let exchanging: Exchange
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
    exchanging = try loaded.function("exchange", as: Exchange.self)
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

  /// The parts of all processes side by side, in the order of their ranks. Every process calls it
  /// at the same place, with parts that all know the sizes of.
  ///
  /// - Parameter counts: elements of each part, by rank.
  func gather<Element: BitwiseCopyable>(
    _ part: UnsafeBufferPointer<Element>, _ counts: [Int],
    to all: UnsafeMutableBufferPointer<Element>
  ) {
    precondition(counts.count == count && counts[rank] == part.count)
    precondition(counts.reduce(0, +) == all.count)
    let size = MemoryLayout<Element>.stride
    let sizes = counts.map { Int32($0 * size) }
    var places: [Int32] = []
    var place: Int32 = 0
    for size in sizes {
      places.append(place)
      place += size
    }
    // No part lies nowhere, even an empty one.
    var none: UInt8 = 0
    let result = withUnsafePointer(to: &none) { none in
      gathering(
        part.baseAddress.map(UnsafeRawPointer.init) ?? UnsafeRawPointer(none), sizes[rank],
        UnsafeMutableRawPointer(all.baseAddress!), sizes, places, patience)
    }
    messages += 1
    bytes += Int(place) - Int(sizes[rank])
    if result != 0 { fail(result) }
  }

  /// Sends each process a range of `part` and takes what each sends, in numbers.
  ///
  /// - Parameters:
  ///   - sent: what each gets.
  ///   - taken: where what each sends is put.
  func exchange(
    _ part: UnsafePointer<Float>, _ sent: [Range<Int>], to all: UnsafeMutablePointer<Float>,
    _ taken: [Range<Int>]
  ) {
    precondition(sent.count == count && taken.count == count)
    let size = MemoryLayout<Float>.stride
    func sizes(_ ranges: [Range<Int>]) -> [Int32] { ranges.map { Int32($0.count * size) } }
    func places(_ ranges: [Range<Int>]) -> [Int32] { ranges.map { Int32($0.lowerBound * size) } }
    let result = exchanging(
      part, sizes(sent), places(sent), all, sizes(taken), places(taken), patience)
    messages += 1
    bytes += taken.enumerated().reduce(0) { $0 + ($1.offset == rank ? 0 : $1.element.count * size) }
    if result != 0 { fail(result) }
  }

  /// A value of each process, by rank.
  public func gather<Element: BitwiseCopyable>(_ value: Element) -> [Element] {
    var all = [Element](repeating: value, count: count)
    withUnsafePointer(to: value) { value in
      all.withUnsafeMutableBufferPointer {
        gather(
          UnsafeBufferPointer(start: value, count: 1), [Int](repeating: 1, count: count), to: $0)
      }
    }
    return all
  }

  /// Exchanges so far.
  public private(set) var messages = 0
  /// Bytes that came from others.
  public private(set) var bytes = 0

  /// What to do where another process is gone or silent; it does not come back.
  public var fail: (Int32) -> Void = { _ in }

  /// Leaves, once all do.
  public func leave() { ending() }

  /// Ends every process.
  public func abort(_ code: Int32) { aborting(code) }
}
