import Language

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Workspaces

/// `work N`: a stand-in for training. Its numbers depend on the seed and on what ran before.
enum WorkCommand: Command {
  static let signature = Signature(
    "work", group: "Test", "works",
    positionals: [.required("N", .integer(0...100), "how often")],
    options: [
      .option("stop", .count, "really"), .option("fail", .toggle, "fail", default: "off"),
      .option("interrupt", .count, "after so many"),
    ])

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let wanted = try arguments.required("N", \.integer)
    let count = arguments.integer("stop") ?? arguments.integer("interrupt") ?? wanted
    let done = (Int(draft.settings["work"] ?? "0") ?? 0) + count
    draft.settings["work"] = "\(done)"
    context.progress.milestone("worked \(count)")
    var report = Report()
    let loss = 1 / Double(UInt64(done) + draft.seed)
    report.say("loss \(.loss(loss))  accuracy \(.accuracy(1 - loss))  done \(done)")
    report.say("took \(Figure("0.41 s", .derived))", volatile: true)
    report["loss"] = .real(loss)
    report["done"] = .integer(done)
    if arguments.integer("interrupt") != nil {
      context.recordAs("work \(wanted) stop=\(count)")
      context.markInterrupted()
    }
    if arguments.toggle("fail") == true {
      if count > 0 { context.recordAs("work \(wanted) stop=\(count)") }
      throw PartialFailure(arguments.error("not-finite", "the loss is not finite"), report: report)
    }
    return report
  }
}

/// `look`: a question that notes that it looked.
enum LookCommand: Command {
  static let signature = Signature("look", group: "Test", "looks")
  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    draft.settings["looked"] = "yes"
    return Report("done \(draft.settings["work"] ?? "0")")
  }
}

/// `break`: changes its draft and fails; `break data` as if data were missing.
enum BreakCommand: Command {
  static let signature = Signature(
    "break", group: "Test", "fails", positionals: [.optional("how", .choice(["data", "bug"]), "")])

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    draft.settings["work"] = "77"
    switch arguments.word("how") {
    case "data": throw arguments.error(.missingData, "fashion-mnist is not on this machine")
    case "bug": throw Diagnostic(.internal, "a bug")
    default: throw arguments.error("broken", "it broke", at: "how", hint: "mend it")
    }
  }
}

/// An engine with the fake commands beside the real ones.
enum Fake {
  static let commands = CommandSet(
    CommandCatalog.all + [WorkCommand.self, LookCommand.self, BreakCommand.self])

  static func engine(_ change: (inout EngineConfiguration) -> Void = { _ in }) -> Engine {
    var configuration = EngineConfiguration()
    change(&configuration)
    return Engine(commands, configuration: configuration)
  }
}
