import Kernels
import Synchronization

/// The processor's instruction level and how many threads share the work.
///
/// Neither changes a digit between AVX2 and AVX-512 or between thread counts; both are settings of
/// the process because they describe the machine, not a network.
public enum Processor {
  /// Instruction levels of the kernels.
  public enum Level: UInt32, CaseIterable, Sendable {
    case base = 0
    #if arch(arm64)
      case neon = 1
    #else
      case avx2 = 1
      case avx512 = 2
    #endif

    /// As `--instructions` takes it.
    public var name: String { "\(self)" }
  }

  private static let chosenLevel = Atomic<UInt32>(kernels_best_level().rawValue)
  private static let chosenThreads = Atomic<Int>(availableThreads)

  /// Threads the system offers.
  public static let availableThreads = activeProcessorCount()

  /// Whether this machine multiplies tiles of bf16 numbers (AMX).
  public static var hasBF16Tiles: Bool { kernels_has_bf16_tiles() != 0 }

  /// The best level this machine runs.
  public static var bestLevel: Level { Level(rawValue: kernels_best_level().rawValue)! }

  /// The level in use; a level the machine lacks falls back to its best one.
  public static var level: Level {
    get { Level(rawValue: chosenLevel.load(ordering: .relaxed))! }
    set {
      let possible = min(newValue.rawValue, bestLevel.rawValue)
      chosenLevel.store(possible, ordering: .relaxed)
    }
  }

  /// Threads that share the work, at least 1.
  public static var threads: Int {
    get { chosenThreads.load(ordering: .relaxed) }
    set { chosenThreads.store(max(1, newValue), ordering: .relaxed) }
  }

  /// Threads that would share the work that begins now: one where all are at work already.
  static var idleThreads: Int { ThreadPool.shared.isBusy ? 1 : threads }

  /// The name of the arithmetic: it changes whenever the order of a sum changes.
  public static var arithmetic: String {
    level == .base ? "base-3" : "fma-3"
  }

  static var kernels: KernelTable {
    kernels_table(KernelLevel(rawValue: chosenLevel.load(ordering: .relaxed))).pointee
  }

  /// Runs `body` for every task of 0 ..< `count`, shared among the threads.
  ///
  /// Which thread runs a task is not fixed, so a task's result may depend on its number only.
  static func parallel(_ count: Int, _ body: (Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for task in 0..<count { body(task) }
      return
    }
    // A part of the tasks for each thread, the same from one operation to the next, so that a
    // thread finds in its caches what it wrote; who is done with its part helps the others.
    withUnsafeTemporaryAllocation(of: Part.self, capacity: workers) { parts in
      for worker in 0..<workers {
        (parts.baseAddress! + worker).initialize(to: Part(count * worker / workers))
      }
      ThreadPool.shared.run(threads: workers) { worker in
        for turn in 0..<workers {
          let part = (worker + turn) % workers
          let end = count * (part + 1) / workers
          while true {
            let task = parts[part].next.add(1, ordering: .relaxed).oldValue
            if task >= end { break }
            body(task)
          }
        }
      }
      parts.deinitialize()
    }
  }

  /// The next task of a part, alone on its cache line.
  private struct Part: ~Copyable {
    let next: Atomic<Int>
    private let line: (Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0)

    init(_ first: Int) { next = Atomic(first) }
  }

  /// What `body` makes of every number of 0 ..< `count`, in order. A task is one thread's: what it
  /// does in parallel itself, it does alone.
  public static func map<T>(_ count: Int, _ body: (Int) -> T) -> [T] {
    Array(unsafeUninitializedCapacity: count) { results, filled in
      let first = results.baseAddress
      parallel(count) { (first! + $0).initialize(to: body($0)) }
      filled = count
    }
  }

  /// Splits 0 ..< `count` into at most as many ranges as there are threads and runs `body` on each.
  static func parallelRanges(_ count: Int, grain: Int = 1, _ body: (Range<Int>) -> Void) {
    let parts = max(1, min(threads, count / max(grain, 1)))
    parallel(parts) { part in
      body(count * part / parts..<count * (part + 1) / parts)
    }
  }
}
