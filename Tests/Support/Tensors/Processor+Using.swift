import Tensors

extension Processor {
  /// The levels of this machine whose digits must agree.
  package static var fusedLevels: [Level] {
    Level.allCases.filter { $0 != .base && $0.rawValue <= bestLevel.rawValue }
  }

  /// Runs `body` under other settings and puts back those that were there.
  package static func using<Result>(
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
