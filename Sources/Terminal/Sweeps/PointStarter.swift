import Foundation
import Sessions
import Sweeps

/// A run of a point, wherever it is.
protocol PointRun: AnyObject {
  /// How it ended; nil while it runs.
  func ended() -> PointEnding?
  /// Lets it keep what it has and end.
  func interrupt()
  /// Ends it at once; what it kept last stays.
  func end()
}

/// How the process of a point ended.
enum PointEnding: Equatable {
  case code(Int32)
  case signal(Int32)
}

/// What starts runs of points.
protocol PointStarter: AnyObject {
  /// How many may run at once.
  var places: Int { get }
  /// Whether one more may run now.
  var hasPlace: Bool { get }
  /// Starts point `index`, from 0; nil where no place is free.
  func start(_ index: Int) throws(FileError) -> (any PointRun)?
  /// Nothing more is to be started.
  func end()
}

/// Starts runs as processes of this machine.
final class LocalStarter: PointStarter {
  let places: Int
  private let sweep: Sweep
  private let folder: SweepFolder
  private let threads: Int
  private var runs: [PointProcess] = []

  init(_ sweep: Sweep, in folder: SweepFolder, jobs: Int, threads: Int) {
    self.sweep = sweep
    self.folder = folder
    self.threads = threads
    places = jobs
  }

  var hasPlace: Bool {
    runs.removeAll { $0.ended() != nil }
    return runs.count < places
  }

  func start(_ index: Int) throws(FileError) -> (any PointRun)? {
    guard hasPlace else { return nil }
    let name = sweep.names[index]
    try folder.prepare(name)
    let words = sweep.words(into: folder, threads: threads) + ["--point", "\(index + 1)"]
    do {
      let run = try PointProcess(words, log: folder.log(name))
      runs.append(run)
      return run
    } catch  where [.EAGAIN, .ENOMEM].contains(error.code) && !runs.isEmpty {
      return nil
    } catch {
      throw FileError(.write, folder.log(name), code: error.code.rawValue)
    }
  }

  func end() {}
}
