import Costs
import Language
import Networks
import Notebook
import Pruning
import Reports
import Training
import Workspaces

/// `prune METHOD target=… of=…`, `prune off`, or `prune` alone.
enum PruneCommand: Command {
  static let signature = Signature(
    "prune", group: CommandGroup.gates, "sets the pruning method of the trains that follow",
    positionals: [
      .optional(
        "METHOD", .choice(MethodCatalog.all.map { $0.name }), "the method", words: ["off"],
        otherwise: "shows the one set")
    ],
    options: [
      .option(
        "over", .real(0.001...100_000), "the horizon in epochs", otherwise: "the first train's")
    ],
    variants: MethodCatalog.all.map(variant),
    examples: [
      .init("prune consensus target=50% of=connections"),
      .init("prune consensus target=50% of=macs over=30"),
      .init("prune consensus target=40% of=joules on=eyeriss-65nm"),
      .init("prune consensus target=30% of=seconds on=nucleo-h7a3"),
      .init("prune off"),
    ],
    details: """
      The target is the share of the dense network's cost to remove. The method meets it within a \
      horizon of `over=` epochs; the rest of the horizon fine-tunes the pruned network.

      Joules and seconds are those of the energy model, as ‘energy on=… batch=…’ gives them, never \
      a meter's. \
      What pruning cannot remove bounds the target: starting each layer, static power meanwhile, \
      the input and the classifier. A target beyond that is refused, with the largest one possible.
      """,
    otherNames: ["sparsify", "pruning"],
    otherWords: [
      "flops": "macs", "mac": "macs", "multiply-adds": "macs", "params": "connections",
      "parameters": "connections", "weights": "connections", "energy": "joules", "l1": "magnitude",
      "l2": "magnitude", "l1norm": "magnitude", "l1-norm": "magnitude", "bn": "slimming",
      "none": "off", "amount": "target", "ratio": "target", "sparsity": "target", "epochs": "over",
      "device": "on",
    ].merging(DeviceChoice.otherWords) { own, _ in own })

  private static let targetOptions: [Language.Parameter] = [
    .requiredOption("target", .percent, "the share to remove"),
    .option("of", .choice(CostKind.names), "what the target counts", default: "macs"),
    DeviceChoice.option("the device whose joules or seconds count"),
    .option(
      "batch", .integer(1...65_536), "images at once, for joules and seconds", otherwise: "1"),
  ]

  private static func variant(_ method: MethodDescription) -> Signature.Variant {
    Signature.Variant(
      method.name, method.summary,
      options: (method.takesTarget ? targetOptions : [])
        + method.options.map { Language.Parameter($0) },
      examples: method.examples.map { .init($0) },
      details: """
        \(method.details)

        Source: \(method.source).
        """)
  }

  static func isQuestion(_ arguments: BoundArguments) -> Bool { arguments.word("METHOD") == nil }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    let ask: [Effect] = isQuestion(arguments) ? [.readInUse] : [.readDevice, .changeInUse]
    return ask + [.use(.inUse)]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.entry(draft)
    let option = signature.allOptions.first { arguments.isTyped($0.name) }?.name
    guard let name = arguments.word("METHOD") else {
      guard let option else { return report(entry) }
      throw arguments.error(
        .missingArgument, "‘prune’ needs a method for its options", at: option,
        hint: "such as ‘prune consensus target=50% of=macs’")
    }
    if name == "off", let option {
      throw arguments.error(
        .unknownOption, "‘prune off’ takes no options", at: option,
        hint: "‘prune consensus target=…’ sets a method")
    }
    if let method = entry.method, method.hasBegun {
      guard name == "off" || !method.isFinished else {
        throw arguments.error(
          "frozen",
          method.description.subject == .gates
            ? "the gates of ‘\(entry.name)’ are constants since the freeze"
            : "the channels of ‘\(entry.name)’ that were to go have left", at: "METHOD",
          hint: "‘compact’ first; the small network can be pruned again")
      }
      entry.run.network = method.released(entry.network)
    }
    guard let description = MethodCatalog.find(name) else {
      entry.endMethod()
      entry.method = nil
      draft.entry = entry
      return report(entry)
    }
    guard !description.needsUntrained || !entry.isTrained else {
      throw arguments.error(
        "trained", "‘\(entry.name)’ was trained already, and ‘\(name)’ begins from the seed",
        at: "METHOD", hint: "‘network …’ builds another")
    }
    let method = try method(description, arguments, entry, draft, context)
    let ready = try located(entry, arguments) { () throws(PruningError) in
      try method.prepared(entry.network, seed: draft.seed)
    }
    if !ready.gated.isEmpty { entry.replace(ready.network) }
    try refuseUnreachable(ready, method.request, arguments)
    entry.endMethod()
    entry.method = method
    draft.entry = entry
    var result = Report()
    if !ready.gated.isEmpty {
      result.say("channel gates on \(ready.gated.joined(separator: ", "))")
    }
    result.append(report(entry))
    return result
  }

  private static func method(
    _ description: MethodDescription, _ arguments: BoundArguments, _ entry: NetworkEntry,
    _ workspace: Workspace, _ context: CommandContext
  ) throws -> any PruningMethod {
    var request = PruningRequest(target: nil, over: arguments.real("over"))
    if description.takesTarget {
      request.target = try arguments.required("target", \.fraction)
      request.cost = try cost(arguments, entry, workspace, context)
    }
    var values: [String: MethodArguments.Value] = [:]
    for option in description.options {
      values[option.name] = arguments.value(option.name).flatMap { option.value($0.value) }
    }
    do {
      return try description.make(request, MethodArguments(values))
    } catch {
      throw arguments.error(
        .init(error.code), error.message, at: error.option, hint: error.hint)
    }
  }

  /// Errors of a method that speak of the network in use.
  private static func located<Result>(
    _ entry: NetworkEntry, _ arguments: BoundArguments,
    _ body: () throws(PruningError) -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch {
      throw arguments.error(
        .init(error.code), error.message.replacing("the network", with: "‘\(entry.name)’"),
        hint: error.hint)
    }
  }

  private static func cost(
    _ arguments: BoundArguments, _ entry: NetworkEntry, _ workspace: Workspace,
    _ context: CommandContext
  ) throws -> CostKind {
    let of = arguments.word("of") ?? "macs"
    guard of == "joules" || of == "seconds" else {
      if let option = ["on", "batch"].first(where: { arguments.isTyped($0) }) {
        throw arguments.error(
          .badValue,
          "‘\(option)=’ says where joules and seconds are spent, and the target counts \(of)",
          at: option, hint: "‘of=joules \(option)=…’, or leave it out")
      }
      return of == "connections" ? .connections : .macs
    }
    guard arguments.word("on") != ThisMachine.name else {
      throw arguments.error(
        "bad-device",
        "what was measured here and now chooses no gate: a session could not repeat it",
        at: "on",
        hint: "‘benchmark layers to=FILE.device’ measures once, then ‘of=seconds on=FILE.device’")
    }
    let model = try arguments.model(of: entry.denseLayers, in: workspace, context)
    let batch = try arguments.batch(on: model.device)
    let cost: CostKind =
      of == "joules" ? .joules(model, batch: batch) : .seconds(model, batch: batch)
    let dense = entry.dense(cost)
    guard dense > 0, dense.isFinite else {
      throw arguments.error(
        "bad-device", "\(model.device.name) knows no \(of) of this network", at: "of",
        hint: of == "seconds"
          ? "its measurements had none, or nothing in the network costs any; ‘of=joules’"
          : "nothing in the network costs any there; ‘devices’ lists the others")
    }
    return cost
  }

  private static func refuseUnreachable(
    _ ready: PreparedNetwork, _ request: PruningRequest, _ arguments: BoundArguments
  ) throws {
    guard let target = request.target, target > ready.largestCut + 1e-9 else { return }
    // Rounded down, so that the figure can be typed.
    let figure = NumberFormat.percent((ready.largestCut * 1000).rounded(.down) / 1000, 1)
    throw arguments.error(
      "target-unreachable",
      "the gates can remove at most \(figure) of the "
        + "\(request.cost.unit)", at: "target",
      hint: hint(ready.network, request.cost))
  }

  /// What stays whatever the gates do, and the way out.
  private static func hint(_ network: Network, _ cost: CostKind) -> String {
    let floors = "each gated layer keeps a tenth of its channels"
    guard let (model, batch) = cost.place else {
      return "\(floors); ask for less, or gate more layers"
    }
    if cost.name == "seconds" {
      return
        "\(floors), and starting a layer takes as long however narrow it is; ask for less, gate "
        + "blocks too, or name another device (on=) or more images at once (batch=)"
    }
    let map = GateMap(network.graph)
    let least = GateFloors.smallest(network, map).map { $0 ? 1.0 : 0 }
    let left = model.inference(
      ExpectedWork(network.graph, map, least).layers, batch: batch
    ).perImage
    let parts = [
      ("static power while layers start and run", left.timeJoules),
      ("starting the layers", left.launchJoules),
      ("words to and from memory", left.memoryJoules), ("arithmetic", left.computeJoules),
    ]
    let largest = parts.max { $0.1.value < $1.1.value }!
    let share = NumberFormat.percent(largest.1.value / left.joules.value, 1)
    return """
      \(floors), and \(share) of what then stays is \(largest.0); ask for less, gate blocks too, \
      or name another device (on=) or more images at once (batch=)
      """
  }

  private static func report(_ entry: NetworkEntry) -> Report {
    guard let method = entry.method else {
      var report = Report("no pruning method is set; the next train is dense")
      report["method"] = .null
      return report
    }
    let cost = method.request.cost
    var sentence: Phrase = "prune \(method.name)"
    if let target = method.request.target {
      let dense = entry.dense(cost)
      sentence = """
        \(sentence): remove \(Figure.percent(target)) of \
        \(cost.figure(dense, entry.rule(dense: dense))) \(cost.noun)
        """
    }
    let told = method.settings.compactMap { setting in
      setting.text.map { "\(setting.key)=\($0.worded(cost))" }
    }
    var report = Report()
    report.say(told.isEmpty ? sentence : "\(sentence), \(told.joined(separator: " "))")
    if let place = cost.place { report.say(standingOf: place.model, batch: place.batch) }
    report["method"] = .string(method.name)
    report["target"] = JSONValue(method.request.target)
    report.put(cost)
    for setting in method.settings { report[setting.key] = JSONValue(setting.value) }
    report["over"] = JSONValue(method.request.over)
    report.tellUnread(entry.denseGraph)
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let entry = answer.workspace.entry, let method = entry.method else { return nil }
    var explanation = Explanation(entry.isShapedByTraining ? .trained : .derived)
    let cost = method.request.cost
    explanation.derivation(
      method.derivation(
        at: entry.run.position, stepsPerEpoch: answer.workspace.data?.stepsPerEpoch ?? 1,
        dense: entry.dense(cost)) + method.settingsDerivation, cost)
    return explanation
  }
}
