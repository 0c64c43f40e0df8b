import Testing

@testable import Tensors

/// All tests of the room run one after another, because level and threads are settings of the
/// process.
///
/// Tests of other rooms may run beside them. So in this process the settings only take values that
/// keep every digit (AVX2, AVX-512, any threads); what needs the base level, or counts allocations,
/// runs in a process of its own.
@Suite(.serialized) struct TensorsSuite {}

extension Processor {
  /// The levels of this machine whose digits must agree.
  static var fusedLevels: [Level] {
    [.avx2, .avx512].filter { $0.rawValue <= bestLevel.rawValue }
  }

  /// Runs `body` under other settings and puts back those that were there.
  static func using<Result>(
    level: Level = Processor.level, threads: Int = Processor.threads, _ body: () throws -> Result
  ) rethrows -> Result {
    let (oldLevel, oldThreads) = (Processor.level, Processor.threads)
    defer {
      Processor.level = oldLevel
      Processor.threads = oldThreads
    }
    Processor.level = level
    Processor.threads = threads
    return try body()
  }
}
