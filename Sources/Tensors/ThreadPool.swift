import Glibc
import Kernels
import Synchronization

/// The threads that share the work of one operation at a time.
///
/// A step is a few hundred short operations. Waking a sleeping thread costs about as much as the
/// shortest of them, so a helper looks for the next operation for some microseconds before it sleeps.
final class ThreadPool: @unchecked Sendable {
  static let shared = ThreadPool()

  /// One operation at a time; who finds the pool busy works alone.
  private let busy = Atomic<Bool>(false)
  /// Helpers that have not finished the operation.
  private let pending = Atomic<Int>(0)
  private var helpers: [Helper] = []
  /// Written by the caller before it calls the helpers, read by them after.
  private var body: (() -> Void)?

  private init() {}

  /// Runs `body` on this thread and on up to `threads` − 1 others, and returns when all are done.
  func run(threads: Int, _ body: () -> Void) {
    guard !busy.exchange(true, ordering: .acquiring) else { return body() }
    withoutActuallyEscaping(body) { body in
      while helpers.count < threads - 1, let helper = start() { helpers.append(helper) }
      let called = helpers.prefix(threads - 1)
      self.body = body
      pending.store(called.count, ordering: .relaxed)
      for helper in called { helper.call() }
      body()
      var looks = 0
      while pending.load(ordering: .acquiring) > 0 {
        looks += 1
        if looks < Helper.patience { kernels_pause() } else { sched_yield() }
      }
      self.body = nil
    }
    busy.store(false, ordering: .releasing)
  }

  private func start() -> Helper? {
    // More threads than processors must not keep one another from working by looking.
    Helper(patient: helpers.count + 1 < Processor.availableThreads) { [self] in
      body?()
      pending.subtract(1, ordering: .releasing)
    }
  }
}

/// A thread that does its work each time it is called.
private final class Helper: @unchecked Sendable {
  /// Looks for a call before a thread sleeps, about 0.1 ms.
  static let patience = 4000

  private let looks: Int
  private let work: () -> Void
  private let calls = Atomic<Int>(0)
  private let sleeps = Atomic<Bool>(false)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Nothing if the system gives no more threads.
  init?(patient: Bool, work: @escaping () -> Void) {
    looks = patient ? Self.patience : 0
    self.work = work
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    let retained = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { raw in
        Unmanaged<Helper>.fromOpaque(raw!).takeRetainedValue().serve()
        return nil
      }, retained.toOpaque())
    guard failure == 0 else {
      retained.release()
      return nil
    }
    pthread_detach(thread)
  }

  deinit {
    mutex.deallocate()
    condition.deallocate()
  }

  func call() {
    calls.add(1, ordering: .sequentiallyConsistent)
    guard sleeps.load(ordering: .sequentiallyConsistent) else { return }
    pthread_mutex_lock(mutex)
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  private func serve() {
    var served = 0
    while true {
      var left = looks
      while calls.load(ordering: .acquiring) == served, left > 0 {
        left -= 1
        kernels_pause()
      }
      if calls.load(ordering: .acquiring) == served {
        pthread_mutex_lock(mutex)
        sleeps.store(true, ordering: .sequentiallyConsistent)
        while calls.load(ordering: .sequentiallyConsistent) == served {
          pthread_cond_wait(condition, mutex)
        }
        sleeps.store(false, ordering: .relaxed)
        pthread_mutex_unlock(mutex)
      }
      served += 1
      work()
    }
  }
}
