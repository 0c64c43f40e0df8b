import Sessions
import Sweeps
import Tensors

/// Deals points to the other processes of an MPI job, and starts some in this one.
///
/// A message is two numbers: from rank 0 a point to start, or a word and a point; from another rank
/// a point and how its process ended, the number of a signal below zero.
final class RankStarter: PointStarter {
  /// What rank 0 says besides the number of a point.
  enum Word {
    /// Nothing more is to come.
    static let end: Int32 = -1
    /// The point's run keeps what it has and ends.
    static let interrupt: Int32 = -2
    /// The point's run ends at once.
    static let kill: Int32 = -3
  }

  /// A run that another rank has.
  private final class Run: PointRun {
    let index: Int
    var ending: PointEnding?
    private let look: () -> Void
    private let say: (Int32) -> Void

    init(_ index: Int, look: @escaping () -> Void, say: @escaping (Int32) -> Void) {
      self.index = index
      self.look = look
      self.say = say
    }

    func ended() -> PointEnding? {
      look()
      return ending
    }

    func interrupt() { say(Word.interrupt) }
    func end() { say(Word.kill) }
  }

  private let ranks: RankGroup
  private let own: LocalStarter
  private let jobs: Int
  private var runs: [Int: [Run]] = [:]

  /// - Parameter jobs: of each rank.
  init(_ ranks: RankGroup, _ own: LocalStarter, jobs: Int) {
    self.ranks = ranks
    self.own = own
    self.jobs = jobs
  }

  var places: Int { ranks.count * jobs }

  var hasPlace: Bool {
    look()
    return own.hasPlace || (1..<max(1, ranks.count)).contains { runs[$0, default: []].count < jobs }
  }

  func start(_ index: Int) throws(FileError) -> (any PointRun)? {
    look()
    for rank in 1..<max(1, ranks.count) where runs[rank, default: []].count < jobs {
      guard ranks.send([Int32(index), 0], to: rank) else { continue }
      let run = Run(index) { [unowned self] in
        look()
      } say: { [ranks] word in
        _ = ranks.send([word, Int32(index)], to: rank)
      }
      runs[rank, default: []].append(run)
      return run
    }
    return try own.start(index)
  }

  /// Takes the messages that are there.
  private func look() {
    while let (message, rank) = ranks.receive() {
      guard let place = runs[rank]?.firstIndex(where: { $0.index == Int(message[0]) }) else {
        continue
      }
      let run = runs[rank]?.remove(at: place)
      run?.ending = message[1] < 0 ? .signal(-message[1]) : .code(message[1])
    }
  }

  func end() {
    for rank in 1..<max(1, ranks.count) { _ = ranks.send([Word.end, 0], to: rank) }
  }
}

/// A rank that starts what rank 0 deals to it.
struct RankWorker {
  let ranks: RankGroup
  let starter: LocalStarter
  let stop: StopFlag

  /// Works until rank 0 says that it is the end.
  func run() throws(FileError) -> Int32 {
    var runs: [Int32: any PointRun] = [:]
    var wasStopped = false
    while true {
      for (index, run) in runs {
        guard let ending = run.ended() else { continue }
        runs[index] = nil
        let code =
          switch ending {
          case .code(let code): code
          case .signal(let number): -number
          }
        guard ranks.send([index, code], to: 0) else { return ExitCode.failure }
      }
      while let (message, _) = ranks.receive() {
        switch message[0] {
        case RankStarter.Word.end: return ExitCode.success
        case RankStarter.Word.interrupt: runs[message[1]]?.interrupt()
        case RankStarter.Word.kill: runs[message[1]]?.end()
        default: runs[message[0]] = try starter.start(Int(message[0]))
        }
      }
      if stop.isRaised, !wasStopped {
        wasStopped = true
        runs.values.forEach { $0.interrupt() }
      }
      Pause.short()
    }
  }
}
