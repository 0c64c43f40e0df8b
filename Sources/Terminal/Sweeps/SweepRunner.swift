import Foundation
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

/// Runs the points of a sweep, each in a process of its own, and assembles their table.
final class SweepRunner {
  /// Where a point stands.
  fileprivate enum State {
    case waiting
    case running(any PointRun, since: ContinuousClock.Instant)
    /// Another process has it.
    case elsewhere
    case ended(PointRow)
    /// It left no row, and why.
    case lost(String)
  }

  private let sweep: Sweep
  private let folder: SweepFolder
  private let screen: SweepScreen
  private let printer: TurnPrinter
  private let stop: StopFlag
  private let starter: any PointStarter
  private let threads: Int
  private var states: [State]
  /// The runs that rows lay of before: those that come are others.
  private let before: [String?]
  /// How often a run of a point was killed.
  private var kills: [Int]
  private var stamps: [FileStamp?]
  private var written: ContinuousClock.Instant?
  /// Rows that the table leaves out, of another text of the script.
  private var leftOut = 0
  private var drawn: ContinuousClock.Instant?
  private var looked = ContinuousClock.now

  /// A run that is killed is dealt again so many times.
  private static let patience = 2

  init(
    _ sweep: Sweep, in folder: SweepFolder, _ starter: any PointStarter, threads: Int,
    _ screen: SweepScreen, _ printer: TurnPrinter, _ stop: StopFlag
  ) {
    self.sweep = sweep
    self.folder = folder
    self.starter = starter
    self.threads = threads
    self.screen = screen
    self.printer = printer
    self.stop = stop
    stamps = sweep.stamps
    let rows = folder.rows
    states = sweep.finished(rows).map { $0.map(State.ended) ?? .waiting }
    before = sweep.names.map { rows[$0]?.run }
    kills = sweep.points.map { _ in 0 }
  }

  /// Runs what is not finished.
  ///
  /// - Returns: the exit code.
  func run() -> Int32 {
    introduce()
    do {
      while true {
        try collect()
        if stop.isRaised { return interrupted() }
        lookElsewhere()
        try start()
        if states.allSatisfy(\.isSettled) { break }
        draw()
        if screen.isBroken { return ends(ExitCode.output) }
        Pause.short()
      }
      try write(now: true)
    } catch {
      screen.clear()
      let diagnostic = ErrorTranslation.diagnostic(for: error)
      printer.show(diagnostic)
      let code = ends(ExitCode.of(diagnostic))
      try? write(now: true)
      return code
    }
    return conclude()
  }

  private func introduce() {
    let done = ended.count
    screen.begin(
      zip(sweep.names, states).compactMap { name, state in state.row.map { (name, $0) } })
    let lacking = sweep.request.keep.filter { key in
      ended.contains { row in !row.kept.contains { $0.name == key } }
    }
    if !lacking.isEmpty {
      printer.warn(
        "points that are done have no ‘\(lacking.joined(separator: ", "))’: they were not asked to "
          + "keep it; another --into runs them anew")
    }
    guard done < states.count else { return }
    let jobs = starter.places
    screen.say(
      NumberFormat.counted("point", states.count)
        + (done > 0 ? ", \(done) of them done before" : "") + ", "
        + (jobs > 1 ? "\(jobs) at once" : "one at a time") + " on "
        + "\(NumberFormat.counted("thread", threads)) each; Ctrl-C stops, the same line goes on")
  }

  /// The rows of the points that have ended.
  private var ended: [PointRow] { states.compactMap(\.row) }

  private func count(_ isCounted: (State) -> Bool) -> Int { states.filter(isCounted).count }

  // Processes

  /// Takes what ended.
  private func collect() throws(FileError) {
    for index in states.indices {
      guard case .running(let process, _) = states[index], let ending = process.ended() else {
        continue
      }
      if let row = row(index) {
        states[index] = .ended(row)
        tell(index, row)
        try write()
        continue
      }
      states[index] = try state(index, after: ending)
      if case .lost(let reason) = states[index] {
        screen.complain("\(sweep.points[index].text): \(reason)")
      }
    }
  }

  /// The row of a point that has ended since the sweep began.
  private func row(_ index: Int) -> PointRow? {
    guard let row = PointRow(file: folder.row(sweep.names[index])), row.run != before[index],
      row.checksum == sweep.checksum(sweep.points[index])
    else { return nil }
    return row
  }

  /// The state of a point whose run left no row.
  private func state(_ index: Int, after ending: PointEnding) throws(FileError) -> State {
    let log = folder.log(sweep.names[index])
    switch ending {
    case .code(ExitCode.elsewhere): return .elsewhere
    case .code(ExitCode.output):
      throw FileError(
        .write, folder.session(sweep.names[index]), "what a run made could not be written",
        hint: "the same line goes on where it was; see ‘\(log)’")
    case .code(ExitCode.interrupted), .signal:
      kills[index] += 1
      guard kills[index] > Self.patience else { return .waiting }
      return .lost("its run was killed \(kills[index]) times; see ‘\(log)’")
    case .code(let code):
      return .lost("its run ended with \(code): \(Self.lastError(log) ?? "see ‘\(log)’")")
    }
  }

  /// What a run complained of last.
  private static func lastError(_ log: String) -> String? {
    let mark = "error: "
    let line = try? TextFile.read(log).split(separator: "\n").last { $0.hasPrefix(mark) }
    return line.map { String($0.dropFirst(mark.count)) }
  }

  private func start() throws {
    for index in states.indices {
      guard case .waiting = states[index] else { continue }
      guard starter.hasPlace else { return }
      if PointClaim.isHeld(folder.claim(sweep.names[index])) {
        states[index] = .elsewhere
        continue
      }
      try requireCurrent()
      guard let run = try starter.start(index) else { return }
      states[index] = .running(run, since: .now)
    }
  }

  /// Each run reads the script anew: it must be the one that the sweep began with.
  private func requireCurrent() throws {
    let now = sweep.stamps
    guard now != stamps else { return }
    guard try sweep.isCurrent(stop) else {
      throw Diagnostic(
        "file-changed",
        "‘\(sweep.script.path)’ or a table has changed since the sweep began",
        hint: "the same line begins with what it is now; what ran stays where it still belongs")
    }
    stamps = now
  }

  /// Points that others run: whether they have ended, or their process has.
  private func lookElsewhere() {
    guard ContinuousClock.now - looked > .seconds(1) else { return }
    looked = .now
    for index in states.indices {
      guard case .elsewhere = states[index] else { continue }
      if let row = row(index) {
        states[index] = .ended(row)
        tell(index, row)
      } else if !PointClaim.isHeld(folder.claim(sweep.names[index])) {
        states[index] = .waiting
      }
    }
  }

  // Table and screen

  private func tell(_ index: Int, _ row: PointRow) {
    let settled = count(\.isSettled)
    screen.ended(sweep.names[index], row, place: "\(settled)/\(states.count)")
  }

  /// Writes the table, not too often unless it is the last time.
  private func write(now: Bool = false) throws(FileError) {
    let clock = ContinuousClock.now
    if !now, let written, clock - written < .seconds(2) { return }
    written = clock
    leftOut = try RunsFile.assemble(folder, sweep.names, script: sweep.script.file.checksum)
  }

  private func draw() {
    guard screen.isLive else { return }
    let clock = ContinuousClock.now
    if let drawn, clock - drawn < .milliseconds(500) { return }
    drawn = clock
    var runs: [SweepScreen.Run] = []
    for index in states.indices {
      guard case .running(_, let since) = states[index] else { continue }
      let progress = PointProgress(file: folder.progress(sweep.names[index]))
      let note = [progress?.note, progress?.line].compactMap { $0 }.first { !$0.isEmpty }
      runs.append(
        .init(
          point: sweep.points[index].text, note: note ?? "", seconds: (clock - since).seconds))
    }
    screen.show(head(runs), runs)
  }

  /// `5 of 12 points done, 1 failed, about 3 min left, 1.2 kJ of training (estimated)`.
  private func head(_ runs: [SweepScreen.Run]) -> String {
    let rows = ended
    let failed = rows.count { !$0.isDone } + count { if case .lost = $0 { true } else { false } }
    let elsewhere = count { if case .elsewhere = $0 { true } else { false } }
    var parts = ["\(rows.count) of \(states.count) points done"]
    if failed > 0 { parts.append("\(failed) failed") }
    if elsewhere > 0 { parts.append("\(elsewhere) run elsewhere") }
    let known = rows.filter(\.isDone).compactMap { $0.number("seconds") }
    if !known.isEmpty {
      let mean = known.reduce(0, +) / Double(known.count)
      let waiting = Double(count { if case .waiting = $0 { true } else { false } })
      let left = runs.map { max(0, mean - $0.seconds) }.reduce(waiting * mean, +)
      let seconds = left / Double(starter.places)
      if seconds >= 1 { parts.append("about \(SweepScreen.whole(seconds)) left") }
    }
    let joules = rows.compactMap { $0.number("training_joules") }.reduce(0, +)
    if joules > 0 {
      parts.append("\(NumberFormat.quantity(joules, "J")) of training (estimated)")
    }
    return parts.joined(separator: ", ")
  }

  // Ends

  /// Ends all runs, each with what it has kept.
  private func ends(_ code: Int32) -> Int32 {
    // Where nothing could be written, logs may be ahead of what was kept: such runs begin anew.
    let isLost = code == ExitCode.output && sweep.script.logs
    let lost = isLost ? states.indices.filter { states[$0].isRunning } : []
    defer { lost.forEach { unlink(folder.progress(sweep.names[$0])) } }
    for case .running(let process, _) in states {
      // A log would have a row for the part of an epoch: the runs end where the last one did.
      if sweep.script.logs { process.end() } else { process.interrupt() }
    }
    while states.contains(where: \.isRunning) {
      for index in states.indices {
        if case .running(let process, _) = states[index], process.ended() != nil {
          states[index] = .waiting
        }
      }
      Pause.short()
    }
    return code
  }

  private func interrupted() -> Int32 {
    screen.clear()
    _ = ends(ExitCode.interrupted)
    try? write(now: true)
    screen.say("stopped with \(ended.count) of \(states.count) points done; the same line goes on")
    return ExitCode.interrupted
  }

  private func conclude() -> Int32 {
    screen.clear()
    let rows = ended
    let failed = states.count - rows.count { $0.isDone }
    let typed = sweep.request.into
    screen.say(
      "\(rows.count { $0.isDone }) of \(states.count) points done"
        + (failed > 0 ? ", \(failed) failed (--retry tries them again)" : "") + ": "
        + FilePath.join(typed, "runs.csv"))
    if leftOut > 0 {
      screen.say(
        "\(NumberFormat.counted("point", leftOut)) of another text of ‘\(sweep.script.path)’ in "
          + "the folder: runs.csv leaves them out")
    }
    let older = rows.count { $0.arithmetic != Provenance.arithmetic }
    if older > 0 {
      screen.say("\(older) of them by an older arithmetic; --again runs them anew")
    }
    if let outside = rows.flatMap(\.outside).first {
      screen.say(
        "their sessions read ‘\(outside)’ outside the folder: ‘pollard check --trust’ replays them")
    }
    if failed == 0 { screen.say("pollard -e 'runs \(Quoting.quoted(typed))' tells what came out") }
    return failed > 0 ? ExitCode.failure : ExitCode.success
  }
}

extension SweepRunner.State {
  /// The row of a point that has ended.
  fileprivate var row: PointRow? { if case .ended(let row) = self { row } else { nil } }

  fileprivate var isRunning: Bool { if case .running = self { true } else { false } }

  /// Whether nothing more is to come of it.
  fileprivate var isSettled: Bool {
    switch self {
    case .ended, .lost: true
    case .waiting, .running, .elsewhere: false
    }
  }
}
