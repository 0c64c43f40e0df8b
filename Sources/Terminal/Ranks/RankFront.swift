import Foundation
import Language
import Notebook
import Sessions
import Tensors
import Workspaces

#if canImport(Glibc)
  import Glibc
#endif

/// Several processes that `mpiexec` started on the same lines: rank 0 prints and writes, all train,
/// each on its part of a batch. After each line they compare what came of it.
enum RankFront {
  /// What tells a process that `mpiexec` started it with others: Open MPI's variable, and MPICH's.
  private static let variables = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"]

  /// Whether this process is one whose answers another prints.
  static var isSilent: Bool { RankGroup.current.map { $0.rank > 0 } ?? false }

  /// Joins the others, where there are any and they run lines of files.
  ///
  /// - Returns: the exit code where that cannot be.
  static func join(_ invocation: Invocation) -> Int32? {
    let count = variables.lazy.compactMap { getenv($0) }.compactMap { Int(String(cString: $0)) }
      .first
    guard let count, count > 1 else { return nil }
    switch invocation.mode {
    case .run(let sources) where sources.allSatisfy(isPlain): break
    case .check: break
    case .run, .listen, .record, .diff:
      say(
        Diagnostic(
          "several-ranks", "\(count) ranks run the lines of a file together",
          hint: "mpiexec -n \(count) pollard FILE"))
      return ExitCode.usage
    default: return nil
    }
    do {
      let group = try RankGroup()
      group.fail = { endWithoutOthers(group, $0) }
      group.parted = { part($0, group) }
      Interruption.installForTermination()
      RankGroup.current = group
      compare(
        start(invocation), at: .start,
        "what they run: the program, its arithmetic, files or parameters")
      return nil
    } catch {
      let diagnostic = ErrorTranslation.diagnostic(for: error)
      say(diagnostic)
      return ExitCode.of(diagnostic)
    }
  }

  /// What every rank can read for itself.
  private static func isPlain(_ source: Invocation.Source) -> Bool {
    switch source {
    case .command: true
    case .file(let path):
      path != "-" && ((try? TextFile.read(path)) != nil || access(path, F_OK) != 0)
    }
  }

  /// Threads of a rank where nobody says: those of the machine, shared by its ranks.
  static var threads: Int? {
    guard RankGroup.current != nil, let text = getenv("OMPI_COMM_WORLD_LOCAL_SIZE"),
      let local = Int(String(cString: text)), local > 0
    else { return nil }
    return max(1, Processor.availableThreads / local)
  }

  /// Leaves, once all do.
  static func leave() { RankGroup.current?.leave() }

  /// Of processes that wait in vain each tells the others that it is there; one of them says who is
  /// missing, and ends all.
  private static func endWithoutOthers(_ group: RankGroup, _ code: Int32) -> Never {
    if code < 0 { end("rank \(group.rank): MPI failed in an exchange (\(code))", group) }
    for rank in 0..<group.count where rank != group.rank {
      _ = group.send([presence, 0], to: rank)
    }
    var present: Set = [group.rank]
    let end = ContinuousClock.now + .seconds(2)
    while ContinuousClock.now < end {
      while let (message, rank) = group.receive() {
        if message[0] == presence { present.insert(rank) }
      }
      Pause.short()
    }
    guard group.rank == present.min() else {
      Pause.long()
      group.abort(ExitCode.failure)
    }
    let missing = (0..<group.count).filter { !present.contains($0) }.map { "\($0)" }
    if missing.isEmpty { Self.end("the ranks wait for each other in different places", group) }
    let names = missing.joined(separator: ", ")
    Self.end(
      missing.count == 1
        ? "rank \(names) has sent nothing for \(Int(group.patience)) s"
        : "ranks \(names) have sent nothing for \(Int(group.patience)) s", group)
  }

  private static let presence: Int32 = -3

  /// The line that has ended here.
  nonisolated(unsafe) private static var ended: Turn?

  /// Ranks that have come to different places: where one has ended a line with which others go on,
  /// it says why.
  private static func part(_ places: [Meeting?], _ group: RankGroup) -> Never {
    guard group.rank == places.firstIndex(of: .line) ?? 0 else {
      Pause.long()
      group.abort(ExitCode.failure)
    }
    guard places[group.rank] == .line, let ended else {
      end("the ranks have come to different places", group)
    }
    let why = ended.diagnostic.map { ": \($0.message)" } ?? ""
    end("rank \(group.rank) has ended ‘\(ended.recorded)’, other ranks have not\(why)", group)
  }

  /// Takes the settings of the line that ran.
  static func obey(_ workspace: Workspace) {
    RankGroup.current?.patience = Double(Setting.ranksTimeout.integer(in: workspace))
  }

  /// The exit code that a line has for all ranks: rank 0 alone writes, so what fails it there fails
  /// it everywhere, and an interruption of one is one of all. Ends all ranks where they have
  /// computed something else.
  ///
  /// - Parameter code: the line's on this rank.
  static func agreed(_ code: Int32, on turn: Turn) -> Int32 {
    guard let group = RankGroup.current else { return code }
    ended = turn
    let codes = group.agree(UInt64(UInt32(bitPattern: code)), at: .line).map {
      Int32(truncatingIfNeeded: $0)
    }
    if codes.contains(ExitCode.interrupted) { return ExitCode.interrupted }
    if let other = codes.indices.dropFirst().first(where: {
      codes[$0] != 0 && codes[$0] != codes[0]
    }) {
      disagree(other, "‘\(turn.recorded)’", group)
    }
    guard codes.allSatisfy({ $0 == 0 }) else { return codes[0] }
    let answers = RecordingText.lines(turn).filter { $0.kind == .reproducible }.map(\.text)
    compare([turn.recorded] + answers, at: .answers, "‘\(turn.recorded)’")
    return code
  }

  /// Whether some rank was asked to stop; alone, whether this process was.
  static func isStopped(_ stop: StopFlag) -> Bool {
    RankGroup.current?.any(stop.count > 0, at: .stop) ?? (stop.count > 0)
  }

  /// What has to be the same at the start.
  private static func start(_ invocation: Invocation) -> [String] {
    var texts = [Provenance.version, Provenance.arithmetic, "\(invocation.seed ?? 0)"]
    texts += invocation.parameters.flatMap { [$0.name, $0.value] }
    switch invocation.mode {
    case .run(let sources):
      for source in sources {
        switch source {
        case .file(let path): texts.append((try? TextFile.read(path)) ?? "")
        case .command(let line): texts.append(line)
        }
      }
    case .check(let paths): texts += paths.map { (try? TextFile.read($0)) ?? "" }
    default: break
    }
    return texts
  }

  private static func compare(_ texts: [String], at place: Meeting, _ what: String) {
    guard let group = RankGroup.current else { return }
    let all = group.agree(Fingerprint(texts).hash, at: place)
    guard let other = all.firstIndex(where: { $0 != all[0] }) else { return }
    disagree(other, what, group)
  }

  private static func disagree(_ other: Int, _ what: String, _ group: RankGroup) -> Never {
    // One says it for all.
    guard group.rank == 0 else {
      Pause.long()
      group.abort(ExitCode.failure)
    }
    end("rank \(other) disagrees with rank 0 about \(what)", group)
  }

  private static func end(_ message: String, _ group: RankGroup) -> Never {
    say(
      Diagnostic(
        "ranks", message, hint: "all ranks end; the same line of mpiexec begins again"))
    group.abort(ExitCode.failure)
  }

  private static func say(_ diagnostic: Diagnostic) {
    let lines = DiagnosticRenderer().lines(diagnostic, text: "")
    OutputStream(2).write(lines.joined(separator: "\n") + "\n")
  }
}
