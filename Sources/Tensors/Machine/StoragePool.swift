import Glibc
import Kernels
import Synchronization

/// Buffers that wait for their next use, by size.
public final class StoragePool: Sendable {
  /// The one pool of the process.
  public static let shared = StoragePool()

  private struct Waiting {
    let address: UInt
    /// The processor whose caches the numbers are likely to lie in.
    let processor: Int32
  }

  private struct State {
    /// Waiting buffers by capacity.
    var free: [Int: [Waiting]] = [:]
    var waiting = 0
    var allocations = 0
    var inUse = 0
  }

  private let state = Mutex(State())
  /// Bytes kept for later; more goes back to the system.
  private static let limit = 3 << 30
  /// How many of the last buffers of a size are looked at.
  private static let choice = 16

  private init() {}

  /// How often the pool had to ask the system for memory; a steady training step adds none.
  public var allocations: Int { state.withLock { $0.allocations } }

  /// Bytes held by living storage.
  public var bytesInUse: Int { state.withLock { $0.inUse } }

  func take(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let bytes = capacity * MemoryLayout<Float>.stride
    let processor = kernels_processor()
    let raw: UInt = state.withLock { state -> UInt in
      state.inUse += bytes
      if let index = state.free[capacity].flatMap({ Self.nearest($0, processor) }) {
        state.waiting -= bytes
        return state.free[capacity]!.remove(at: index).address
      }
      state.allocations += 1
      return UInt(bitPattern: Self.allocate(bytes))
    }
    return UnsafeMutableRawPointer(bitPattern: raw)!.bindMemory(
      to: Float.self, capacity: capacity)
  }

  /// A page of the larger kind, and from how many of them on numbers ask for such.
  private static let hugePage = 2 << 20
  private static let fewest = 2

  /// Large buffers lie in huge pages where the system has them: a pass over the maps of many
  /// channels goes through more pages of the small kind than the processor remembers. Where memory
  /// is bounded, no room is given away.
  private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= fewest * hugePage, !AvailableMemory.isBounded else {
      return .allocate(byteCount: bytes, alignment: 64)
    }
    let found = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: hugePage)
    // What it says does not matter: pages of the small kind do as well.
    _ = madvise(found, bytes / hugePage * hugePage, MADV_HUGEPAGE)
    return found
  }

  /// The last of `waiting` that `processor` wrote, or the last: numbers that another one wrote
  /// would have to be fetched from its caches before they can be overwritten.
  private static func nearest(_ waiting: [Waiting], _ processor: Int32) -> Int? {
    waiting.suffix(choice).lastIndex { $0.processor == processor } ?? waiting.indices.last
  }

  func give(_ pointer: UnsafeMutablePointer<Float>, _ capacity: Int) {
    let bytes = capacity * MemoryLayout<Float>.stride
    let raw = UInt(bitPattern: UnsafeMutableRawPointer(pointer))
    let processor = kernels_processor()
    state.withLock { state in
      state.inUse -= bytes
      if state.waiting + bytes > Self.limit {
        UnsafeMutableRawPointer(bitPattern: raw)?.deallocate()
      } else {
        state.waiting += bytes
        state.free[capacity, default: []].append(Waiting(address: raw, processor: processor))
      }
    }
  }

  /// Gives every waiting buffer back to the system.
  public func drain() {
    state.withLock { state in
      for waiting in state.free.values {
        for one in waiting { UnsafeMutableRawPointer(bitPattern: one.address)?.deallocate() }
      }
      state.free = [:]
      state.waiting = 0
    }
  }
}
