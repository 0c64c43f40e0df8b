import Foundation
import Synchronization

/// How far one step of a running program is.
///
/// Threads take chunks in turn and wait at the end of a step only for chunks that another thread
/// has taken, so one thread alone finishes everything and a late one delays nothing.
final class FewImagesProgress: Sendable {
  private let taken = Atomic<Int>(0)
  private let finished = Atomic<Int>(0)

  func reset() {
    taken.store(0, ordering: .relaxed)
    finished.store(0, ordering: .relaxed)
  }

  /// Runs chunks until none is left, then waits for those of other threads.
  func work(_ chunks: Int, _ body: (Int) -> Void) {
    while true {
      let chunk = taken.add(1, ordering: .relaxed).oldValue
      if chunk >= chunks { break }
      body(chunk)
      finished.add(1, ordering: .releasing)
    }
    var looks = 0
    while finished.load(ordering: .acquiring) < chunks {
      looks += 1
      if looks % 256 == 0 { sched_yield() }
    }
  }
}

/// Runs the steps of a program, several threads on each.
struct FewImagesRunner {
  private let progress: [FewImagesProgress]
  private let work: Int

  /// Multiply-adds below which one thread is done before another wakes up.
  private static let worthwhile = 2_000_000

  init(_ steps: [any FewImagesStep]) {
    progress = steps.map { _ in FewImagesProgress() }
    work = steps.reduce(0) { $0 + $1.work }
  }

  func run(_ steps: [any FewImagesStep], _ memory: FewImagesMemory) {
    let workers = work * memory.count < Self.worthwhile ? 1 : memory.threads
    guard workers > 1 else {
      for step in steps {
        for chunk in 0..<step.chunks(memory) { step.run(chunk, memory) }
      }
      return
    }
    for item in progress { item.reset() }
    Processor.parallel(workers) { _ in
      for (index, step) in steps.enumerated() {
        progress[index].work(step.chunks(memory)) { step.run($0, memory) }
      }
    }
  }
}
