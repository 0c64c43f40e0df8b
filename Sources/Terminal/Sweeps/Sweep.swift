import Language
import Notebook
import Sessions
import Sweeps
import Tensors
import Workspaces

/// A sweep of the shell line: its script, its points, and what of each is known beforehand.
struct Sweep {
  let request: SweepRequest
  let invocation: Invocation
  let script: SweepScript
  let points: [SweepPoint]
  /// The names of the points' files, in the order of the points.
  let names: [String]
  /// Parameters of the sweep.
  let parameters: [String]

  /// - Throws: a `FileError` where the file is not there, a `SweepError` or `DatasetError` where
  ///   the points cannot be made, a `Diagnostic` where the file is no script.
  init(_ request: SweepRequest, _ invocation: Invocation, stop: StopFlag) throws {
    self.request = request
    self.invocation = invocation
    script = try SweepScript(request.file, stop: stop)
    let grid = try SweepGrid(
      request.values.map { try SweepGrid.Axis($0.name, typed: $0.value, stop: stop) })
    try script.require(grid.names)
    parameters = grid.names
    points = grid.points
    names = points.map(\.fileName)
    try Self.requireSeeds(points)
    try Self.requireKeys(request.keep, grid.names)
    if let point = request.point, point > points.count {
      throw SweepError("there is no point \(point): the sweep has \(points.count)")
    }
  }

  /// What tells the script and the tables from what they may become.
  var stamps: [FileStamp?] {
    let tables = request.values.map(\.value).filter { $0.hasPrefix("@") }
    return ([script.path] + tables.map { String($0.dropFirst()) }).map(FileStamp.init)
  }

  /// Whether script and points are still these.
  func isCurrent(_ stop: StopFlag) throws -> Bool {
    let now = try Sweep(request, invocation, stop: stop)
    return now.script.file.checksum == script.file.checksum && now.points == points
  }

  private static func requireSeeds(_ points: [SweepPoint]) throws(SweepError) {
    for seed in points.compactMap({ $0[RunsTable.seed] }) where Self.seed(seed) == nil {
      throw SweepError("a seed is a whole number from 0, found ‘\(seed)’", hint: "seed=1..3")
    }
  }

  private static func requireKeys(_ keys: [String], _ names: [String]) throws(SweepError) {
    let taken = names + [RunsTable.seed] + RunsTable.scores + RunsTable.facts
    if let key = keys.first(where: taken.contains) {
      throw SweepError("‘\(key)’ is a column already, so ‘--keep’ need not name it")
    }
  }

  private static func seed(_ text: String) -> UInt64? {
    UInt64(text).flatMap { $0 <= UInt64(Int.max) ? $0 : nil }
  }

  /// The seed that a point begins with, where the shell line gives one.
  func seed(_ point: SweepPoint) -> UInt64? {
    point[RunsTable.seed].flatMap(Self.seed) ?? invocation.seed
  }

  /// What lines of the script find under `$NAME`.
  func parameters(_ point: SweepPoint) -> [(name: String, value: String)] {
    point.parameters
      .filter { $0.name != RunsTable.seed || script.used.contains($0.name) }
      .map { ($0.name, $0.value) }
  }

  /// Tells whether what was found of a point belongs to it.
  func checksum(_ point: SweepPoint) -> String { script.checksum(of: point, seed: seed(point)) }

  /// Whether a point need not run: it has ended, with this script, and is not to be run again.
  func isFinished(_ row: PointRow, _ point: SweepPoint) -> Bool {
    guard row.checksum == checksum(point) else { return false }
    if !row.isDone, request.retries { return false }
    return !(request.runsAgain && row.arithmetic != Provenance.arithmetic)
  }

  /// Of each point, the row that it need not run for; nil where it is to run.
  func finished(_ rows: [String: PointRow]) -> [PointRow?] {
    zip(names, points).map { name, point in
      rows[name].flatMap { isFinished($0, point) ? $0 : nil }
    }
  }

  /// Relative paths are read where the script lies, and written where the point has its own folder.
  func scope(outputs: String? = nil) -> FileScope {
    let isSession = script.file.isMarked
    return FileScope(
      folder: FilePath.real(FilePath.folder(of: FilePath.real(script.path) ?? script.path)),
      outputs: outputs, isTrusted: !isSession || invocation.trustsSessions, isTyped: !isSession)
  }

  /// The words of the shell line that every run of a point needs, without the program's name and
  /// the point.
  func words(into folder: SweepFolder, threads: Int) -> [String] {
    let path = script.path.hasPrefix("-") ? "./" + script.path : script.path
    var words = ["sweep", path]
    words += request.values.map { "\($0.name)=\($0.value)" }
    words += ["--into", folder.path, "--threads", "\(threads)"]
    if let seed = invocation.seed { words += ["--seed", "\(seed)"] }
    if let folder = invocation.dataDirectory { words += ["--data", folder] }
    if let level = invocation.instructions { words += ["--instructions", level.name] }
    if !request.keep.isEmpty { words += ["--keep", request.keep.joined(separator: ",")] }
    if request.retries { words.append("--retry") }
    if request.runsAgain { words.append("--again") }
    if invocation.keepsGoing { words.append("--keep-going") }
    if invocation.trustsSessions { words.append("--trust") }
    return words
  }

  /// Threads of each run, and how many run at once on so many processors.
  static func shares(_ request: SweepRequest, threads: Int?, points: Int, processors: Int)
    -> (jobs: Int, threads: Int)
  {
    switch (request.jobs, threads) {
    case (let jobs?, let threads?): return (jobs, threads)
    case (let jobs?, nil): return (jobs, max(1, processors / jobs))
    case (nil, let threads?): return (max(1, min(points, processors / threads)), threads)
    case (nil, nil):
      let jobs = max(1, min(points, processors))
      return (jobs, max(1, processors / jobs))
    }
  }
}
