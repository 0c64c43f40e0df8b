import Language
import Networks
import Notebook
import Reports
import Workspaces

/// `checkpoint NAME [drop]`, or `checkpoint` alone.
enum CheckpointCommand: Command {
  static let signature = Signature(
    "checkpoint", group: CommandGroup.notebook,
    "keeps the network in use under a name, or lists what is kept",
    positionals: [
      .optional("NAME", .name, "the name", otherwise: "lists them", names: "checkpoint"),
      .optional("what", .choice(["drop"]), "forgets it instead"),
    ],
    examples: [
      .init("checkpoint"), .init("checkpoint before-pruning"),
      .init("checkpoint start drop", "forgets it"),
    ],
    details: """
      Kept are the weights, what the optimizer and the pruning method remember, batch statistics, \
      gates, the position and the log, and the settings that training depends on: optimizer, seed \
      and data. ‘checkout NAME’ goes back to all of it. A checkpoint shares its memory with the \
      network until training changes it. ‘save’ writes checkpoints too.
      """,
    otherNames: ["snapshot"])

  static func isQuestion(_ arguments: BoundArguments) -> Bool { arguments.text("NAME") == nil }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    guard let name = arguments.text("NAME") else { return [.readAll] }
    return arguments.word("what") == "drop"
      ? [.forget(name)] : [.readInUse, .use(.inUse), .keep(name)]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    guard let name = arguments.text("NAME") else {
      // The lines that run again keep epochs that a file does not.
      if draft.entry?.history.isCut == true { context.leaveUnrecorded() }
      return list(draft)
    }
    if arguments.word("what") == "drop" {
      _ = try arguments.checkpoint(draft, named: name)
      draft.checkpoints[name] = nil
      var report = Report("forgot the checkpoint ‘\(name)’")
      report["dropped"] = .string(name)
      return report
    }
    guard name != "best" else {
      throw arguments.error(
        .badValue, "‘best’ is the best epoch to ‘checkout’", at: "NAME", hint: "choose another name"
      )
    }
    if draft.checkpoints[name] != nil {
      context.warn("the checkpoint ‘\(name)’ was replaced; ‘undo’ brings it back")
    }
    let checkpoint = Checkpoint(try arguments.entry(draft), in: draft)
    draft.checkpoints[name] = checkpoint
    let entry = checkpoint.entry
    var report = Report("checkpoint ‘\(name)’: \(entry.name) \(entry.place)\(entry.lastAccuracy)")
    report.values = values(checkpoint, named: name)
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation(.trained)
    explanation.formula(
      "size", "4 bytes × numbers: weights, batch statistics, what optimizer and gates remember")
    if let bytes = answer.number("bytes") {
      explanation.put(
        "4 B × \(NumberText.count(bytes / 4)) = \(NumberText.count(bytes)) B", bytes, at: ["bytes"])
    }
    explanation.formulaInTraining(answer.workspace.task)
    explanation.note("in memory: what it holds that no network in use holds too")
    return explanation
  }

  private static func list(_ workspace: Workspace) -> Report {
    var report = Report()
    let score = workspace.task.scores[0]
    var table = Table([
      .init("checkpoint", .left), .init("network", .left), .init("epoch"), .init("batch"),
      .init("\(score.title) in training"), .init("size"),
    ])
    var places = Table([
      .init("checkpoint", .left), .init("of its own in memory"), .init("on disk"),
    ])
    var rows: [JSONValue] = []
    for name in workspace.checkpoints.keys.sorted() {
      let checkpoint = workspace.checkpoints[name]!
      let entry = checkpoint.entry
      let mark = entry.epochs.last?.mark
      let bytes = Double(checkpoint.bytes)
      let rule = entry.isShapedByTraining ? ComparisonRule.total(dense: bytes) : .derived
      table.add([
        "\(name)", "\(entry.name)", "\(entry.run.position.epoch)", "\(entry.run.position.batch)",
        mark.map { "\(Figure.mark($0))" } ?? "-",
        "\(Figure.quantity(bytes, "B", rule))",
      ])
      let use = workspace.use { $0.add(checkpoint) }
      places.add(["\(name)", "\(Self.size(use.memory))", "\(Self.size(use.disk))"])
      var row = values(checkpoint, named: name)
      row["memory_bytes"] = .integer(use.memory)
      row["disk_bytes"] = .integer(use.disk)
      rows.append(.object(row))
    }
    if rows.isEmpty {
      report.say("no checkpoints yet; ‘checkpoint NAME’ keeps the network in use as it is")
    } else {
      report.add(table)
    }
    report["checkpoints"] = .array(rows)
    if let entry = workspace.entry, !entry.history.epochs.isEmpty {
      report.say(
        "‘checkout epoch=N’ goes back to epochs of ‘\(entry.name)’: "
          + Phrase(IndexList(entry.history.epochs).description.replacing(",", with: ", ")))
      report["epochs"] = .array(entry.history.epochs.map(JSONValue.integer))
    }
    if !rows.isEmpty { report.add(places, volatile: true) }
    let use = workspace.use { $0.add(workspace) }
    report.say(
      """
      checkpoints and epochs hold \(size(use.memory)) in memory and \(size(use.disk)) on disk \
      beside what is in use
      """, volatile: true)
    report["memory_bytes"] = .integer(use.memory)
    report["disk_bytes"] = .integer(use.disk)
    return report
  }

  private static func size(_ bytes: Int) -> String { NumberFormat.quantity(Double(bytes), "B") }

  private static func values(_ checkpoint: Checkpoint, named name: String) -> JSONObject {
    let entry = checkpoint.entry
    return [
      "name": .string(name), "network": .string(entry.name),
      "epoch": .integer(entry.run.position.epoch), "batch": .integer(entry.run.position.batch),
      "training_\(entry.epochs.last?.mark.score.name ?? "accuracy")": JSONValue(
        entry.epochs.last?.mark.value),
      "bytes": .integer(checkpoint.bytes),
    ]
  }
}

extension Workspace {
  /// Where the states that `gather` adds lie, besides what is in use.
  fileprivate func use(_ gather: (inout Holdings) -> Void) -> StateMemory.Use {
    var holdings = Holdings()
    for entry in networks.values { holdings.markInUse(entry) }
    gather(&holdings)
    return holdings.use
  }
}

extension BoundArguments {
  /// A checkpoint by name.
  func checkpoint(_ workspace: Workspace, named name: String) throws -> Checkpoint {
    guard let found = workspace.checkpoints[name] else {
      var error = unknown(
        "checkpoint", name, among: workspace.checkpoints.keys.sorted(), at: "NAME",
        none: "there are none yet; ‘checkpoint NAME’ keeps the network in use as it is")
      if let epoch = Int(name), signature.option(named: "epoch")?.accepts(name) == true {
        error.hint = "an epoch is written epoch=\(epoch)"
      }
      throw error
    }
    return found
  }
}
