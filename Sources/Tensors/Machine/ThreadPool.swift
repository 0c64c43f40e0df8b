import Glibc
import Kernels
import Synchronization

/// The threads that share the work of one operation at a time.
///
/// A step is a few hundred short operations. Waking a sleeping thread costs about as much as the
/// shortest of them, so a helper looks for the next operation for some microseconds before it
/// sleeps, and a call that no helper has taken when the work is done is taken back.
final class ThreadPool: @unchecked Sendable {
  static let shared = ThreadPool()

  /// One operation at a time; who finds the pool busy works alone.
  private let busy = Atomic<Bool>(false)
  /// The processor of the thread that calls.
  private let place = Atomic<Int32>(-1)
  private var helpers: [Helper] = []
  /// Written by the caller before it calls the helpers, read by them after.
  private var body: ((Int) -> Void)?

  private init() {}

  /// Whether an operation is under way.
  var isBusy: Bool { busy.load(ordering: .relaxed) }

  /// Runs `body(0)` on this thread and `body(1)` to `body(threads - 1)` on as many others as there
  /// are and are free in time; returns when all are done.
  func run(threads: Int, _ body: (Int) -> Void) {
    guard !busy.exchange(true, ordering: .acquiring) else { return body(0) }
    withoutActuallyEscaping(body) { body in
      while helpers.count < threads - 1, let helper = start() { helpers.append(helper) }
      let called = helpers.prefix(threads - 1)
      self.body = body
      place.store(kernels_processor(), ordering: .relaxed)
      for helper in called { helper.call() }
      body(0)
      for helper in called { helper.finish() }
      self.body = nil
    }
    busy.store(false, ordering: .releasing)
  }

  private func start() -> Helper? {
    // More threads than processors must not keep one another from working by looking.
    let index = helpers.count + 1
    let isPatient = index < Processor.availableThreads
    return Helper(patient: isPatient) { [self] in
      // Systems like to wake a thread where its caller runs, and leave both there for long.
      let place = place.load(ordering: .relaxed)
      if isPatient, kernels_processor() == place { kernels_avoid(place) }
      body?(index)
    }
  }
}

/// A thread that does its work when it is called.
private final class Helper: @unchecked Sendable {
  /// Looks for a call before a thread sleeps, about 0.1 ms.
  static let patience = 4000
  /// Bytes of its stack.
  private static let stack = 1 << 20

  private let looks: Int
  private let work: () -> Void
  private enum Call {
    static let none = 0
    static let made = 1
    static let taken = 2
  }
  private let state = Atomic<Int>(Call.none)
  private let sleeps = Atomic<Bool>(false)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Nothing if the system gives no more threads.
  init?(patient: Bool, work: @escaping () -> Void) {
    looks = patient ? Self.patience : 0
    self.work = work
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    // It serves as long as the program runs.
    guard DetachedThread.start(stack: Self.stack, { [self] in serve() }) else { return nil }
  }

  deinit {
    mutex.deallocate()
    condition.deallocate()
  }

  func call() {
    state.store(Call.made, ordering: .sequentiallyConsistent)
    guard sleeps.load(ordering: .sequentiallyConsistent) else { return }
    pthread_mutex_lock(mutex)
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Takes the call back, or waits for the work where it has begun.
  func finish() {
    if exchange(Call.made, Call.none) { return }
    var looks = 0
    while state.load(ordering: .acquiring) == Call.taken {
      looks += 1
      if looks < Self.patience { kernels_pause() } else { sched_yield() }
    }
  }

  private func exchange(_ expected: Int, _ desired: Int) -> Bool {
    state.compareExchange(
      expected: expected, desired: desired, ordering: .acquiringAndReleasing
    ).exchanged
  }

  private func serve() {
    while true {
      var left = looks
      while state.load(ordering: .acquiring) != Call.made, left > 0 {
        left -= 1
        kernels_pause()
      }
      if state.load(ordering: .acquiring) != Call.made {
        pthread_mutex_lock(mutex)
        sleeps.store(true, ordering: .sequentiallyConsistent)
        while state.load(ordering: .sequentiallyConsistent) != Call.made {
          pthread_cond_wait(condition, mutex)
        }
        sleeps.store(false, ordering: .relaxed)
        pthread_mutex_unlock(mutex)
      }
      guard exchange(Call.made, Call.taken) else { continue }
      work()
      state.store(Call.none, ordering: .releasing)
    }
  }
}
