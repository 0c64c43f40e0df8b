import Language
import Notebook
import Reports
import Workspaces

/// `work N`: a stand-in for training. Its numbers depend on the seed and on what ran before.
package enum WorkCommand: Command {
  package static let signature = Signature(
    "work", group: "Test", "works",
    positionals: [.required("N", .integer(0...100), "how often")],
    options: [
      .option("stop", .count, "really"), .option("fail", .toggle, "fail", default: "off"),
      .option("interrupt", .count, "after so many"),
    ])

  package static func run(
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

/// `look`: a question that notes that it looked; `look quit` leaves.
package enum LookCommand: Command {
  package static let signature = Signature(
    "look", group: "Test", "looks", positionals: [.optional("how", .choice(["quit"]), "")])
  package static let kind = CommandKind.question

  package static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    draft.settings["looked"] = "yes"
    if arguments.word("how") != nil { context.quit(0) }
    return Report("done \(draft.settings["work"] ?? "0")")
  }
}

/// `break`: changes its draft and fails; `break data` as if data were missing.
package enum BreakCommand: Command {
  package static let signature = Signature(
    "break", group: "Test", "fails", positionals: [.optional("how", .choice(["data", "bug"]), "")])

  package static func run(
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

/// Engines with the fake commands, alone or beside others.
package enum Fake {
  package static func commands(beside others: [any Command.Type] = []) -> CommandSet {
    CommandSet(others + [WorkCommand.self, LookCommand.self, BreakCommand.self])
  }

  package static func engine(
    beside others: [any Command.Type] = [], _ change: (inout EngineConfiguration) -> Void = { _ in }
  ) -> Engine {
    var configuration = EngineConfiguration()
    change(&configuration)
    return Engine(commands(beside: others), configuration: configuration)
  }
}
