import Glibc
import Kernels
import Synchronization

/// The threads that share the work of one operation at a time.
///
/// A step is a few hundred short operations. Waking a sleeping thread costs about as much as the
/// shortest of them, so a helper looks for the next operation for some microseconds before it sleeps.
final class ThreadPool: @unchecked Sendable {
  static let shared = ThreadPool()

  /// Looks at the generation before a helper sleeps, about 0.1 ms.
  private static let patience = 4000

  /// One operation at a time; who finds the pool busy works alone.
  private let busy = Atomic<Bool>(false)
  /// Counts operations; a helper that sees it move takes part.
  private let generation = Atomic<Int>(0)
  /// Helpers that have not finished the operation.
  private let pending = Atomic<Int>(0)
  private let sleeping = Atomic<Int>(0)
  private var mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Written by the caller before the generation moves, read by helpers after.
  private var body: (() -> Void)?
  private var wanted = 0
  private var helpers = 0

  private init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  /// Runs `body` on this thread and on up to `threads` − 1 others, and returns when all are done.
  func run(threads: Int, _ body: () -> Void) {
    guard !busy.exchange(true, ordering: .acquiring) else { return body() }
    withoutActuallyEscaping(body) { body in
      while helpers < threads - 1, start(helpers) { helpers += 1 }
      self.body = body
      wanted = threads - 1
      pending.store(helpers, ordering: .relaxed)
      generation.add(1, ordering: .sequentiallyConsistent)
      if sleeping.load(ordering: .sequentiallyConsistent) > 0 {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
      }
      body()
      var looks = 0
      while pending.load(ordering: .acquiring) > 0 {
        looks += 1
        if looks < Self.patience { kernels_pause() } else { sched_yield() }
      }
      self.body = nil
    }
    busy.store(false, ordering: .releasing)
  }

  private func start(_ index: Int) -> Bool {
    let seen = generation.load(ordering: .relaxed)
    let work = Unmanaged.passRetained(Work { [self] in help(index, seen) })
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { raw in
        Unmanaged<Work>.fromOpaque(raw!).takeRetainedValue().run()
        return nil
      }, work.toOpaque())
    guard failure == 0 else {
      work.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private func help(_ index: Int, _ start: Int) {
    var seen = start
    while true {
      var looks = 0
      while generation.load(ordering: .acquiring) == seen, looks < Self.patience {
        looks += 1
        kernels_pause()
      }
      if generation.load(ordering: .acquiring) == seen {
        pthread_mutex_lock(mutex)
        sleeping.add(1, ordering: .sequentiallyConsistent)
        while generation.load(ordering: .sequentiallyConsistent) == seen {
          pthread_cond_wait(condition, mutex)
        }
        sleeping.subtract(1, ordering: .relaxed)
        pthread_mutex_unlock(mutex)
      }
      seen += 1
      if index < wanted { body?() }
      pending.subtract(1, ordering: .releasing)
    }
  }

  private final class Work {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }
}
