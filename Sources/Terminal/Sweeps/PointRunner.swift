import Commands
import Language
import Notebook
import Reports
import Sessions
import Sweeps
import Tensors
import Workspaces

#if canImport(Glibc)
  import Glibc
#endif

/// Runs one point of a sweep in this process, from where an earlier run of it was cut: its lines,
/// its session, its row.
final class PointRunner {
  private let sweep: Sweep
  private let point: SweepPoint
  private let name: String
  private let folder: SweepFolder
  private let configuration: EngineConfiguration
  private let printer: TurnPrinter
  private let stop: StopFlag
  private var progress: PointProgress
  private var written: ContinuousClock.Instant?
  /// Whether nothing is to go on from.
  private var isUnkept = false
  private let begun = ContinuousClock.now
  private var earlier = 0.0

  /// - Parameter index: of the point, from 0.
  init(
    _ sweep: Sweep, _ index: Int, in folder: SweepFolder, _ configuration: EngineConfiguration,
    _ printer: TurnPrinter, _ stop: StopFlag
  ) {
    self.sweep = sweep
    self.folder = folder
    self.printer = printer
    self.stop = stop
    point = sweep.points[index]
    name = sweep.names[index]
    var configuration = configuration
    let seed = sweep.seed(point)
    configuration.seed = seed ?? configuration.seed
    configuration.parameters = sweep.parameters(point)
    self.configuration = configuration
    progress = PointProgress(
      checksum: sweep.checksum(point), arithmetic: Provenance.arithmetic,
      outputs: folder.outputs(name))
  }

  /// Runs the point, unless it has ended or another process has it.
  ///
  /// - Returns: the exit code.
  func run() -> Int32 {
    do {
      try folder.prepare(name)
      guard let claim = try PointClaim.take(folder.claim(name)) else { return ExitCode.elsewhere }
      defer { claim.release() }
      Lifeline.watch(claim)
      if let row = PointRow(file: folder.row(name)), sweep.isFinished(row, point) {
        return row.exit
      }
      return try runLines()
    } catch {
      let diagnostic = ErrorTranslation.diagnostic(for: error)
      printer.show(diagnostic)
      let code = ExitCode.of(diagnostic)
      if code == ExitCode.output { beginAnewIfLogged() }
      return code
    }
  }

  // Lines

  private func runLines() throws -> Int32 {
    let (engine, autosave, place) = try begin()
    // Ctrl-C while an earlier run was taken up: that one stays.
    if stop.isRaised { return ExitCode.interrupted }
    var invocation = sweep.invocation
    invocation.seed = sweep.seed(point)
    let runner = ScriptRunner(engine: engine, printer: printer, invocation: invocation)
    runner.failure = progress.failure
    let elements = sweep.script.file.elements
    let scope = sweep.scope(outputs: folder.outputs(name))
    var code: Int32?
    if let last = place?.last, let rest = rest(of: last, engine) {
      code = runner.run(rest, origin: .init(name: sweep.script.path, line: 1))
      autosave.note()
    }
    var next = place?.next ?? 0
    if code == nil { try reached(next, engine, runner) }
    while code == nil, next < elements.count {
      if case .cell(let cell) = elements[next] {
        progress.line = cell.input
        progress.note = ""
        // Another session takes the place of this one.
        if sweep.script.verb(next) == "open" {
          progress.starts = progress.starts.map { _ in .another }
        }
        try save(now: true)
      }
      code = engine.within(scope) { runner.run(elements[next], of: sweep.script.path) }
      autosave.note()
      next += 1
      if code == nil { try reached(next, engine, runner) }
    }
    let exit = code ?? runner.result
    let isFull = exit != ExitCode.success && self.isFull(runner.lastError)
    // Cut short, or without room to write in: the next run goes on here.
    guard !(exit == ExitCode.interrupted && stop.isRaised), !isFull, !printer.output.isBroken else {
      stop.clear()
      autosave.flush(now: true)
      if isFull { beginAnewIfLogged() } else { try? save(now: true) }
      return !isFull && exit == ExitCode.interrupted ? exit : ExitCode.output
    }
    try finish(engine, exit, runner.lastError?.message ?? progress.error)
    autosave.end()
    folder.forget(name)
    return exit
  }

  /// Where something could not be written, a log may lack a row, or have those of epochs that the
  /// state lacks: the next run begins anew.
  private func beginAnewIfLogged() {
    guard sweep.script.logs else { return }
    isUnkept = true
    unlink(folder.progress(name))
  }

  /// The lines of the session, prose and blanks empty.
  private static func lines(_ engine: Engine) -> [String] {
    engine.elements.map { $0.cell?.input ?? "" }
  }

  /// Notes that element `next` is the next one.
  private func reached(_ next: Int, _ engine: Engine, _ runner: ScriptRunner) throws(FileError) {
    progress.starts = progress.starts.prefix(next) + [.init(Self.lines(engine))]
    progress.failure = runner.failure
    progress.error = runner.lastError?.message ?? progress.error
    guard next > 0, sweep.script.file.elements[next - 1].cell != nil else { return }
    try save(now: true)
  }

  /// Whether the place of the sweep is what kept a line from writing, and not a place of the line's
  /// own.
  private func isFull(_ error: Diagnostic?) -> Bool {
    func says(_ code: Int32) -> Bool {
      error?.message.contains(String(cString: strerror(code)).lowercasedFirst) ?? false
    }
    if says(EDQUOT) || says(EFBIG) { return true }
    var room = statvfs()
    let isShort =
      statvfs(folder.path, &room) == 0
      && UInt64(room.f_bavail) * UInt64(room.f_frsize) < Self.leastRoom
    return says(ENOSPC) && isShort || (says(EIO) || says(EROFS)) && access(folder.path, W_OK) != 0
  }

  /// Bytes without which a folder is taken for full.
  private static let leastRoom: UInt64 = 4 << 20

  /// An engine that stands where an earlier run of the point was cut, or at the beginning.
  private func begin() throws -> (Engine, Autosave, PointProgress.Place?) {
    let sessions = AbandonedSession.all(in: folder.place(name))
    let (engine, autosave) = start()
    if let place = try resume(sessions.first, engine) {
      autosave.flush(now: true)
      if autosave.isKept { sessions.forEach { $0.discard() } }
      return (engine, autosave, place)
    }
    if stop.isRaised { return (engine, autosave, nil) }
    sessions.forEach { $0.discard() }
    try folder.clear(name)
    let (fresh, kept) = start()
    fresh.enter(sweep.script.file, keepingSeed: sweep.seed(point) != nil)
    return (fresh, kept, nil)
  }

  private func start() -> (Engine, Autosave) {
    let engine = Engine(configuration: configuration, stop: stop)
    engine.progress = self
    let autosave = Autosave(engine, in: folder.place(name))
    autosave.warn = { [unowned self] in
      printer.warn($0)
      beginAnewIfLogged()
    }
    autosave.begin()
    return (engine, autosave)
  }

  /// Where the session that an earlier run kept goes on; nil where it cannot with the digits of a
  /// run that was never cut.
  ///
  /// - Throws: where what it needs is not here: it stays for a run that finds it.
  private func resume(
    _ session: AbandonedSession?, _ engine: Engine
  ) throws -> PointProgress.Place? {
    guard let session, let found = PointProgress(file: folder.progress(name)),
      found.checksum == progress.checksum, found.arithmetic == progress.arithmetic,
      found.outputs == progress.outputs
    else { return nil }
    do {
      _ = try engine.restore(session)
    } catch  where [.missingData, .noFile, .needsTrust, .outOfMemory].contains(error.code) {
      throw error
    } catch {
      return nil
    }
    guard session.isTakenUp, let place = found.place(Self.lines(engine)),
      place.next <= sweep.script.file.elements.count,
      !sweep.script.looksBack(from: place.last ?? 0)
    else { return nil }
    // Within the lines of another file nobody knows which.
    if place.isWithin, let last = place.last,
      ["open", "replay"].contains(sweep.script.verb(last))
    {
      return nil
    }
    printer.echo("# goes on at: \(found.line)")
    progress = found
    progress.starts = Array(found.starts.prefix(place.next))
    earlier = found.seconds
    return place
  }

  /// The line that trains what is left of element `index`; nil where it has run to its end.
  private func rest(of index: Int, _ engine: Engine) -> String? {
    guard ["train", "continue"].contains(sweep.script.verb(index)),
      let typed = sweep.script.file.elements[index].cell?.input,
      let last = engine.elements.last(where: { $0.cell != nil })?.cell?.input,
      let plan = engine.workspace.entry?.plan
    else { return nil }
    let end = Self.end(of: typed)
    guard Self.end(of: last) != end else { return nil }
    return end.map { "\(plan.line) from=\(plan.done) stop=\($0)" } ?? "continue"
  }

  /// Where a line that trains says that it ends.
  private static func end(of line: String) -> Substring? {
    line.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("stop=") }?.dropFirst(5)
  }

  private func save(now: Bool = false) throws(FileError) {
    guard !isUnkept else { return }
    let clock = ContinuousClock.now
    if !now, let written, clock - written < .seconds(1) { return }
    written = clock
    progress.seconds = seconds
    try progress.write(to: folder.progress(name))
  }

  /// Of all runs of the point.
  private var seconds: Double { earlier + (ContinuousClock.now - begun).seconds }

  // What came of it

  private func finish(_ engine: Engine, _ exit: Int32, _ error: String?) throws {
    var row = PointRow(
      point: point, seed: engine.sessionFile.header?.seed ?? configuration.seed,
      version: Provenance.version,
      arithmetic: Provenance.arithmetic, checksum: progress.checksum,
      script: sweep.script.file.checksum)
    row.exit = exit
    row.error = exit == ExitCode.success ? nil : error
    row.scores = scores(engine)
    row.kept = sweep.request.keep.map { key in
      PointRow.Cell(key, engine.recentAnswers.given(key)?.value(key)?.cell ?? "")
    }
    for cell in row.kept where cell.text.isEmpty {
      printer.warn("no answer says ‘\(cell.name)’, so that column stays empty")
    }
    let path = folder.session(name)
    let (file, outside) = try engine.sessionFile(at: path, engine.elements)
    row.outside = outside
    let weights =
      sweep.script.saves
      ? try BesideFile.prepare(engine.workspace, path, file.checksum, stop) : nil
    try AtomicFile.write(file.text, to: path)
    try weights?.takeName()
    row.session = FilePath.split(path).name
    try row.write(to: folder.row(name))
  }

  private func scores(_ engine: Engine) -> [PointRow.Cell] {
    let counted = engine.answer("flops")?.values
    let energy = engine.answer("energy")?.values
    let training = engine.answer("energy training")?.values
    let evaluated = engine.recentAnswers.given(by: "evaluate")?.values
    let found: [String: JSONValue?] = [
      "macs": counted?["macs"], "connections": counted?["connections"],
      "joules": energy?["joules"], "training_joules": training?["joules"],
      "accuracy": evaluated?["accuracy"], "loss": evaluated?["loss"], "seconds": .real(seconds),
    ]
    return RunsTable.scores.map { PointRow.Cell($0, (found[$0] ?? nil)?.cell ?? "") }
  }
}

extension PointRunner: ProgressSink {
  func update(_ progress: Progress) {}

  func milestone(_ line: String) {
    printer.errors.write(Printable.of(line) + "\n")
    progress.note = line
    try? save()
  }

  func clear() {}
}

extension JSONValue {
  /// As a cell of a table; empty for what is no single value.
  fileprivate var cell: String {
    switch self {
    case .integer(let number): "\(number)"
    case .real(let number): number.isFinite ? "\(number)" : ""
    case .string(let text): text
    case .bool(let isTrue): "\(isTrue)"
    case .null, .array, .object: ""
    }
  }
}
