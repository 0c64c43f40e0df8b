import Language
import Notebook
import Reports
import Sessions
import Workspaces

/// `log FILE.csv`, `log off`.
enum LogCommand: Command {
  static let signature = Signature(
    EpochLog.verb, group: CommandGroup.training, "writes a row for each epoch to a CSV file",
    positionals: [
      .required("FILE", .path, "the file", words: ["off"], names: .file, isWritten: true)
        .offering([Candidate("epochs.csv", "a row for each epoch")])
    ],
    examples: [.init("log epochs.csv"), .init("log off")],
    details: """
      The header is written once. Each epoch, and the part of one that a ‘train’ ends with, adds a \
      row that is on disk before the next. A file that holds something else is refused, and lines \
      that ‘open’ runs again are not logged again.

      ‘removed’, ‘asked’ and ‘consensus’ are for a method: the share removed by the end of the \
      epoch, the share asked for by then, and the share of gates on which the images of the last \
      batch agree. ‘training_joules’ is what ‘energy training’ tells, empty where that is not \
      known.

      duration (s), emissions (kg CO2e), energy_consumed, cpu_energy, ram_energy (kWh) and \
      cpu_power (W) are CodeCarbon's names and units. They are of the epoch alone, by this \
      machine's meter or by time × watts, idle power included; emissions with ‘set grid=’.

      Behind them are the scores of the test and the validation part where ‘train’ looked at them, \
      and what tells logs in a folder apart: seed, data, method, target (a share), arithmetic. A \
      log that was begun without these columns goes on without.
      """)

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [arguments.word("FILE") == nil ? .set(.log, to: arguments.text("FILE") ?? "") : .write(.log)]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    if arguments.word("FILE") == "off" {
      draft.logFile = nil
      var report = Report("epochs are not logged any more")
      report["file"] = .null
      return report
    }
    let typed = try arguments.required("FILE", \.text)
    let path = context.scope.outputPath(typed)
    try refuseOthers(typed, arguments)
    var report = Report("epochs go to a CSV file")
    report["file"] = .string(path)
    var obstacle = context.scope.obstacle(toWriting: path)
    do {
      if context.writesFiles, obstacle == nil { try EpochLog.check(path, draft.task) }
    } catch {
      guard !context.scope.isTrusted, AtomicFile.replaces(path) else {
        throw error.diagnostic.located(arguments.span("FILE"))
      }
      obstacle = "is there already and is no log of epochs"
    }
    if let obstacle {
      draft.logFile = nil
      report.say(skipped: typed, obstacle, context.scope)
      return report
    }
    draft.logFile = path
    report.say("file \(path)", volatile: true)
    return report
  }

  /// Refuses names that other commands give to their files.
  private static func refuseOthers(_ path: String, _ arguments: BoundArguments) throws {
    let ending = FilePath.ending(path)
    let others = ExportCatalog.all.map { $0.ending } + ["pollard", "svg", "png"]
    guard ending != "csv", others.contains(ending) else { return }
    throw arguments.error(
      .badValue, "a log of epochs is a CSV file, found ‘\(path)’", at: "FILE",
      hint: "try ‘log \(Quoting.quoted(String(path.dropLast(ending.utf8.count) + "csv")))’")
  }
}
