import Commands
import Foundation
import Language
import Notebook
import Reports
import Sessions
import Sweeps
import Tensors
import Workspaces

/// `pollard sweep`.
struct SweepTool {
  let invocation: Invocation
  let configuration: EngineConfiguration
  let printer: TurnPrinter
  let environment: [String: String]
  let stop: StopFlag

  func run(_ request: SweepRequest) -> Int32 {
    guard request.engine == .mpi, request.point == nil, !request.isDry else {
      return run(request, among: nil)
    }
    do {
      let ranks = try RankGroup()
      let code = run(request, among: ranks)
      // The others wait for what rank 0 deals to them.
      if ranks.rank == 0, code == ExitCode.output || code == ExitCode.interrupted {
        ranks.abort(code)
      }
      ranks.leave()
      return code
    } catch {
      let diagnostic = ErrorTranslation.diagnostic(for: error)
      printer.show(diagnostic)
      return ExitCode.of(diagnostic)
    }
  }

  /// - Parameter ranks: the processes that `mpiexec` started; nil where this one is alone.
  private func run(_ request: SweepRequest, among ranks: RankGroup?) -> Int32 {
    do {
      let sweep = try Sweep(request, invocation, stop: stop)
      if request.point == nil, sweep.script.setsSeed, sweep.parameters.contains(RunsTable.seed) {
        printer.warn(
          "a ‘seed’ line of ‘\(request.file)’ replaces seed=, so runs that differ in it alone are "
            + "the same run; write ‘seed $seed’ there")
      }
      if request.isDry { return try tell(sweep) }
      let folder = try SweepFolder(request.into)
      if let point = request.point { return try run(point, of: sweep, in: folder) }
      if let ranks { return try run(sweep, in: folder, ranks) }
      return request.engine == .slurm
        ? try submit(sweep, in: folder) : run(sweep, in: folder)
    } catch let error as SweepError {
      let diagnostic = Diagnostic("bad-sweep", error.message, hint: error.hint)
      return ends(diagnostic, ExitCode.usage, among: ranks)
    } catch {
      let diagnostic = ErrorTranslation.diagnostic(for: error)
      let isMissing = (error as? FileError)?.isMissing ?? (diagnostic.code == .missingData)
      return ends(
        diagnostic, isMissing ? ExitCode.missing : ExitCode.of(diagnostic), among: ranks)
    }
  }

  /// Says what is wrong; of several processes none can go on then. What all have met one says.
  private func ends(_ diagnostic: Diagnostic, _ code: Int32, among ranks: RankGroup?) -> Int32 {
    guard let ranks else {
      printer.show(diagnostic)
      return code
    }
    if ranks.rank > 0 {
      Pause.long()
      printer.warn("rank \(ranks.rank) cannot go on")
    }
    printer.show(diagnostic)
    ranks.abort(code)
  }

  private func run(_ sweep: Sweep, in folder: SweepFolder) -> Int32 {
    let (jobs, threads) = shares(sweep)
    return run(
      sweep, in: folder, LocalStarter(sweep, in: folder, jobs: jobs, threads: threads), threads,
      mayBeLive: true)
  }

  private func run(
    _ sweep: Sweep, in folder: SweepFolder, _ starter: any PointStarter, _ threads: Int,
    mayBeLive: Bool
  ) -> Int32 {
    let screen = SweepScreen(invocation, environment, mayBeLive: mayBeLive)
    defer { starter.end() }
    return SweepRunner(
      sweep, in: folder, starter, threads: threads, screen, printer, stop
    ).run()
  }

  /// One of the processes that `mpiexec` started: rank 0 deals the points.
  private func run(
    _ sweep: Sweep, in folder: SweepFolder, _ ranks: RankGroup
  ) throws -> Int32 {
    let (jobs, threads) = (sweep.request.jobs ?? 1, invocation.threads ?? 1)
    let own = LocalStarter(sweep, in: folder, jobs: jobs, threads: threads)
    guard ranks.rank == 0 else {
      return try RankWorker(ranks: ranks, starter: own, stop: stop).run()
    }
    return run(sweep, in: folder, RankStarter(ranks, own, jobs: jobs), threads, mayBeLive: false)
  }

  private func slurm(_ sweep: Sweep, in folder: SweepFolder) -> SlurmJob {
    SlurmJob(
      sweep: sweep, folder: folder, threads: invocation.threads ?? 1,
      program: PointProcess.program)
  }

  /// Gives the points to Slurm.
  private func submit(_ sweep: Sweep, in folder: SweepFolder) throws -> Int32 {
    let typed = Quoting.quoted(sweep.request.into)
    var report = Report()
    guard sweep.finished(folder.rows).contains(where: { $0 == nil }) else {
      report.say("all points are done: ‘runs \(typed)’ tells what came out")
      printer.show(report)
      return ExitCode.success
    }
    let number = try slurm(sweep, in: folder).submit()
    report.say(
      "job \(number) of Slurm has \(NumberFormat.counted("point", sweep.points.count)); "
        + "‘squeue --job \(number)’ tells how it stands, ‘runs \(typed)’ what is there, and the "
        + "same line goes on with what is left")
    printer.show(report)
    return ExitCode.success
  }

  /// One point in this process.
  private func run(_ point: Int, of sweep: Sweep, in folder: SweepFolder) throws -> Int32 {
    // What a scheduler sends before it kills.
    Interruption.installForTermination()
    let code = PointRunner(sweep, point - 1, in: folder, configuration, printer, stop).run()
    // A sweep assembles the table itself.
    if getenv(Lifeline.variable) == nil, code != ExitCode.elsewhere {
      try RunsFile.assemble(folder, sweep.names, script: sweep.script.file.checksum)
    }
    return code
  }

  /// Runs at once and threads of each; fewer runs where memory has no room for more.
  private func shares(_ sweep: Sweep) -> (jobs: Int, threads: Int) {
    let (jobs, threads) = Sweep.shares(
      sweep.request, threads: invocation.threads, points: sweep.points.count,
      processors: Processor.availableThreads)
    guard jobs > 1, let need = need(sweep) else { return (jobs, threads) }
    let room = Double(AvailableMemory.least.left)
    let fitting = max(1, min(jobs, Int(room / need)))
    if fitting < jobs {
      printer.warn(
        "\(fitting) at once instead of \(jobs): a run takes about "
          + "\(NumberFormat.quantity(need, "B")) of memory, and "
          + "\(NumberFormat.quantity(room, "B")) are left")
    }
    return (fitting, threads)
  }

  /// Bytes that a run needs beside data and networks.
  private static let ground = 64e6

  /// Roughly the bytes of the largest run, of the first and the last point: what is built before
  /// the first training is built here. Nil where that is not known.
  private func need(_ sweep: Sweep) -> Double? {
    let builders: Set = ["param", "seed", "data", "network", "add", "task"]
    let ends = Set([sweep.points[0], sweep.points[sweep.points.count - 1]])
    let bytes = ends.map { point in
      var configuration = configuration
      configuration.parameters = sweep.parameters(point)
      configuration.writesFiles = false
      let engine = Engine(configuration: configuration, stop: stop)
      engine.enter(sweep.script.file, keepingSeed: false)
      for (index, element) in sweep.script.file.elements.enumerated() {
        let verb = String(sweep.script.verb(index))
        if ["train", "open", "replay"].contains(verb) { break }
        guard builders.contains(verb), let cell = element.cell else { continue }
        _ = engine.within(sweep.scope()) { engine.execute(cell.input) }
      }
      return engine.workspace.trainingBytes
    }
    return bytes.max().flatMap { $0 > 0 ? $0 + Self.ground : nil }
  }

  /// What would run.
  private func tell(_ sweep: Sweep) throws -> Int32 {
    let folder = try SweepFolder(looking: sweep.request.into)
    let (jobs, threads) = shares(sweep)
    var report = Report()
    let done = sweep.finished(folder.rows)
    report.say(
      "\(NumberFormat.counted("point", sweep.points.count)) of ‘\(sweep.script.path)’, "
        + "\(done.count { $0 == nil }) to run, \(jobs) at once on "
        + "\(NumberFormat.counted("thread", threads)) each, "
        + "into \(sweep.request.into)")
    for (index, point) in sweep.points.prefix(Self.shown).enumerated() {
      report.say("  \(index + 1)  \(point.text)" + (done[index] == nil ? "" : "  (done)"))
    }
    if sweep.points.count > Self.shown {
      report.say("  and \(sweep.points.count - Self.shown) more")
    }
    printer.show(report)
    if sweep.request.engine == .slurm {
      let job = slurm(sweep, in: folder)
      printer.output.write("\n# \(job.line)\n\(job.script)")
    }
    return ExitCode.success
  }

  /// Points that are listed before they run.
  private static let shown = 20
}
