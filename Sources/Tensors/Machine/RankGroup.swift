/// The processes that `mpiexec` started together, numbered from 0: what this program asks of MPI.
public final class RankGroup {
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

  private let sending: Send
  private let receiving: Receive
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

  /// Leaves, once all do.
  public func leave() { ending() }

  /// Ends every process.
  public func abort(_ code: Int32) { aborting(code) }
}
