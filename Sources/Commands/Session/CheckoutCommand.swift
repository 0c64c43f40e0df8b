import Language
import Notebook
import Reports
import Training
import Workspaces

/// `checkout NAME`, `checkout epoch=N`, `checkout best`.
enum CheckoutCommand: Command {
  static let signature = Signature(
    "checkout", group: CommandGroup.notebook,
    "goes back to a checkpoint, or to the end of an epoch",
    positionals: [
      .optional(
        "NAME", .name, "the checkpoint; best is the epoch that did best", words: ["best"],
        otherwise: "epoch= says where", names: "checkpoint")
    ],
    options: [
      .option(
        "epoch", .integer(0...1_000_000),
        "the epoch of the network in use to whose end it goes back; 0 is before training")
    ],
    examples: [
      .init("checkout start"), .init("checkout epoch=1"), .init("checkout best"),
    ],
    details: """
      Everything is as it was, bit for bit, and so is what training depends on: optimizer, seed, \
      task and data. Training on gives the same digits as if nothing had happened in between. A \
      checkpoint comes back in use, under the name its network had and with its earlier epochs. \
      Gone back to epoch 1 of 3, epochs 2 and 3 can be gone to until ‘train’ begins another \
      future. ‘undo’ takes a checkout back.

      best: by the task's score, accuracy for one: of the validation part where one was set aside \
      (data … validation=10%), else of test images where ‘train until accuracy=’ or the like \
      looked at it, else in training. In a session that an earlier version saved it is the best of \
      the epochs trained since it was opened, and the line is recorded as the ‘checkout epoch=N’ \
      that it comes to.

      ‘train’ keeps the state at the end of each epoch, which costs what the next epoch changes. \
      Beyond ‘set memory=’ the oldest go to a file that vanishes with the program. Beyond ‘set \
      disk=’ every second epoch is dropped; asked for, it is trained again from the nearest before \
      it, to the same digits, and how long that takes is said first. So are the epochs of a \
      session that was opened. Memory and disk hold what ‘undo’ takes back too.
      """)

  /// How a line begins that goes back to an epoch.
  private static let backTo = "checkout epoch="

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [.goBack(to: arguments.word("NAME") == nil ? arguments.text("NAME") : nil)]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    if let name = arguments.text("NAME"), arguments.word("NAME") == nil {
      try refuseEpoch(arguments)
      let checkpoint = try arguments.checkpoint(draft, named: name)
      let old = draft.networks[checkpoint.entry.name]
      if old?.spec != checkpoint.entry.spec { context.warnOfReplacing(old) }
      let said = draft.restore(
        checkpoint.state, as: checkpoint.entry.name, checkpoint.history)
      var report = report(draft, said)
      report["checkpoint"] = .string(name)
      return report
    }
    let entry = try arguments.entry(draft)
    guard arguments.word("NAME") == "best" else {
      guard let epoch = arguments.integer("epoch") else {
        throw arguments.error(
          .missingArgument, "‘checkout’ needs a place to go back to",
          hint: "a checkpoint's name, epoch=N, or best; ‘checkpoint’ lists what there is")
      }
      return try goBack(to: epoch, of: entry, arguments, &draft, context)
    }
    try refuseEpoch(arguments)
    guard let best = entry.history.best else {
      throw arguments.error(
        "no-epoch", "no whole epoch of ‘\(entry.name)’ is kept", at: "NAME",
        hint: origin(entry, draft) ?? "‘train 3’ keeps three")
    }
    let back = try goBack(to: best.epoch, of: entry, arguments, &draft, context)
    // When the lines run again, an epoch that is not here may be the best.
    let isCut = entry.history.isCut
    if isCut { context.recordAs("\(backTo)\(best.epoch)") }
    var report = Report()
    report.say(
      """
      best by \(best.measure) \(best.mark.score.title): epoch \
      \(Figure("\(best.epoch)", .gates)), \(Figure.mark(best.mark, digits: 2))
      """, volatile: isCut)
    if let entry = draft.entry, let said = notYetMet(entry, best.epoch) {
      report.say(said, volatile: isCut)
    }
    report.append(back)
    report["measure"] = .string(best.measure)
    report["best_\(best.mark.score.name)"] = .real(best.mark.value)
    return report
  }

  /// Says of an epoch that its method was not done there.
  private static func notYetMet(_ entry: NetworkEntry, _ epoch: Int) -> Phrase? {
    guard let method = entry.activeMethod, !method.isFinished, let target = method.request.target
    else { return nil }
    return """
      epoch \(Figure("\(epoch)", .gates)) lies before the target was met: \
      \(Figure.percent(1 - method.share, .total(dense: 1))) of \(method.request.cost.unit) removed \
      there, target \(Figure.percent(target)); ‘train’ goes on to it
      """
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation(.trained)
    explanation.formulaInTraining(answer.workspace.task)
    for score in TaskCatalog.scores where !answer.line.hasPrefix(backTo) {
      let key = "best_\(score.name)"
      guard let measure = answer.word("measure"), let best = answer.number(key) else { continue }
      let most = score.isHigherBetter ? "largest" : "smallest"
      explanation.formula("best", "the whole epoch whose \(measure) \(score.title) is the \(most)")
      explanation.put(Mark(score, best).text(digits: 2), best, at: [key])
    }
    explanation.note("step: batches trained since the start, over all epochs")
    return explanation
  }

  private static func goBack(
    to epoch: Int, of entry: NetworkEntry, _ arguments: BoundArguments, _ draft: inout Workspace,
    _ context: CommandContext
  ) throws -> Report {
    guard let kept = entry.history[epoch] else { throw unknown(epoch, entry, draft, arguments) }
    var again: Phrase?
    let state: TrainingState
    if let found = kept.state {
      state = found
    } else if let (source, seconds) = entry.history.source(of: kept) {
      let text = "epoch \(epoch) was let go and is trained again from \(name(source))"
      let about = seconds.map { "about \(NumberFormat.duration($0))" }
      context.progress.announce("\(text)\(about.map { ": \($0)" } ?? "")")
      let clock = ContinuousClock.now
      state = try Recomputation.run(kept, from: source, about: seconds, context)
      let took = NumberFormat.duration((ContinuousClock.now - clock).seconds)
      again = "\(text): \(took)\(about.map { ", expected \($0)" } ?? "")"
    } else {
      throw arguments.error(.internal, "epoch \(epoch) was let go and cannot be recomputed")
    }
    let said = draft.restore(state, as: entry.name, entry.history)
    var report = report(draft, said)
    if let again { report.say(again, volatile: true) }
    report["recomputed"] = .bool(again != nil)
    return report
  }

  private static func name(_ state: KeptState) -> String {
    state.epoch.map { "epoch \($0)" } ?? "a state in epoch \(state.position.epoch + 1)"
  }

  private static func report(_ workspace: Workspace, _ said: [String]) -> Report {
    guard let entry = workspace.entry else { return Report() }
    var report = Report("‘\(entry.name)’ is back \(entry.place)\(entry.lastAccuracy)")
    for sentence in said { report.say("\(sentence)") }
    report["network"] = .string(entry.name)
    report["epoch"] = .integer(entry.run.position.epoch)
    report["batch"] = .integer(entry.run.position.batch)
    report["step"] = .integer(entry.run.position.step)
    report["training_\(entry.epochs.last?.mark.score.name ?? "accuracy")"] = JSONValue(
      entry.epochs.last?.mark.value)
    return report
  }

  private static func refuseEpoch(_ arguments: BoundArguments) throws {
    guard arguments.isTyped("epoch") else { return }
    throw arguments.error(
      .badValue, "‘checkout’ goes to one state, found two", at: "epoch",
      hint: "‘checkout \(arguments.text("NAME") ?? "NAME")’ or ‘checkout epoch=N’")
  }

  private static func unknown(
    _ epoch: Int, _ entry: NetworkEntry, _ workspace: Workspace, _ arguments: BoundArguments
  ) -> Diagnostic {
    let epochs = entry.history.epochs
    let hint: String
    if let first = epochs.first, let last = epochs.last {
      hint = first == last ? "only epoch \(first) is kept" : "epochs \(first) to \(last) are kept"
    } else {
      hint = origin(entry, workspace) ?? "‘train’ keeps one at each epoch's edge"
    }
    return arguments.error(
      "no-epoch", "epoch \(epoch) of ‘\(entry.name)’ is not kept", at: "epoch", hint: hint)
  }

  /// Where the epochs of a network without any are to be found.
  private static func origin(_ entry: NetworkEntry, _ workspace: Workspace) -> String? {
    if let before = entry.origin?.name, before != entry.name,
      workspace.networks[before]?.history.epochs.isEmpty == false
    {
      return "‘\(entry.name)’ came from ‘\(before)’: ‘use \(before)’ first"
    }
    guard entry.run.position.epoch > 0 else { return nil }
    return "epochs are kept from the next ‘train’ on; a copy, a compacted network and one "
      + "that an earlier version saved begin without earlier ones"
  }
}
