import Costs
import Language
import Networks
import Pruning
import Training

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
      .option("target", .percent, "the share to remove", otherwise: "must be given"),
      .option(
        "of", .choice(CostKind.names), "what the target counts", default: "macs"),
      .option(
        "on", .choice(DeviceCatalog.names), "the device whose joules count",
        otherwise: DeviceCatalog.standard.name),
      .option("batch", .integer(1...65_536), "images at once, for joules", otherwise: "1"),
      .option(
        "polarize", .choice(ConsensusSettings.Polarization.allCases.map { $0.rawValue }),
        "how gates are pushed to agree", default: "hard"),
      .option(
        "strength", .real(0...1000), "height of the polarization", words: ["auto"],
        default: "auto"),
      .option(
        "agreement", .real(0...1000),
        "how strongly a divided gate's logits are drawn together; 0: not at all", words: ["auto"],
        default: "auto"),
      .option(
        "warmup", .real(0...100_000),
        "epochs before the target begins to fall; auto: two sevenths of the way to the freeze",
        words: ["auto"],
        default: "auto"),
      .option(
        "retire", .real(0...100_000), "epochs a shut gate waits before its channel leaves",
        words: ["off"], default: "0.5"),
      .option(
        "freeze", .percent, "where in the horizon the gates become constants, 5 to 95%",
        default: "70%"),
      .option(
        "over", .real(0.001...100_000), "the horizon in epochs", otherwise: "the first train's"),
    ],
    examples: [
      .init("prune consensus target=50% of=connections"),
      .init("prune consensus target=50% of=macs over=30"),
      .init("prune consensus target=40% of=joules on=eyeriss-65nm"),
      .init("prune off"),
    ],
    details: """
      The target is the share of the dense network's cost to remove. The consensus method trains \
      weights and gates together in one run; where there are no gates yet it puts channel gates on \
      every layer that can have them. At 70 % of the horizon (`freeze=`) the gates become constants \
      that meet the target, and the rest of the run trains the static network. An earlier freeze \
      costs less training energy and some accuracy.

      Joules are the model's, as ‘energy on=… batch=…’ has them, never a meter's. What no gate takes \
      away bounds the target: starting each layer, static power meanwhile, the input and the \
      classifier. A target beyond that is refused with the largest one that can be typed.
      """)

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.entry(draft)
    let option = signature.options.first { arguments.isTyped($0.name) }?.name
    guard let name = arguments.word("METHOD") else {
      guard let option else {
        context.markQuestion()
        return report(entry)
      }
      throw arguments.error(
        .missingArgument, "‘prune’ needs a method for its options", at: option,
        hint: "such as ‘prune consensus target=50% of=macs’")
    }
    if name == "off", let option {
      throw arguments.error(
        .unknownOption, "‘prune off’ takes no options", at: option,
        hint: "‘prune consensus target=…’ sets a method")
    }
    if let method = entry.method {
      guard name == "off" || !method.isFrozen else {
        throw arguments.error(
          "frozen", "the gates of ‘\(entry.name)’ are constants since the freeze", at: "METHOD",
          hint: "‘compact’ first; the small network can be pruned again")
      }
      entry.run.network = method.released(entry.network)
    }
    if name == "off" {
      entry.plan = nil
      entry.endMethod()
      draft.entry = entry
      return report(entry)
    }
    guard let target = arguments.fraction("target") else { throw arguments.missing("target") }
    var settings = ConsensusSettings(target: target, cost: try cost(arguments))
    settings.polarization = .init(rawValue: arguments.word("polarize") ?? "") ?? .hard
    settings.strength = arguments.real("strength") ?? settings.strength
    settings.agreement = arguments.real("agreement")
    settings.warmup = arguments.real("warmup")
    settings.freeze = arguments.fraction("freeze") ?? settings.freeze
    guard (0.05...0.95).contains(settings.freeze) else {
      throw arguments.error(
        .badValue, "freeze lies between 5% and 95% of the horizon", at: "freeze",
        hint: "the default is 70%; sooner costs less, later loses less")
    }
    settings.retire = arguments.word("retire") == "off" ? nil : arguments.real("retire")
    var attached: [String] = []
    if !entry.network.hasGates {
      let graph = entry.network.graph
      let producers = GateSites.channels(of: graph).map { $0.producer }
      guard !producers.isEmpty else {
        throw arguments.error(
          "not-gateable", "no layer of ‘\(entry.name)’ can be gated",
          hint: "a network needs a hidden layer to prune")
      }
      entry.replace(
        try GateAttachment.channels(
          entry.network, producers: Set(producers), .init(), seed: draft.seed))
      attached = producers.map { graph.nodes[$0].name }
    }
    try refuseUnreachable(entry, settings, arguments)
    entry.plan = .init(settings: settings, over: arguments.real("over"))
    entry.endMethod()
    draft.entry = entry
    var result = Report()
    if !attached.isEmpty { result.say("channel gates on \(attached.joined(separator: ", "))") }
    result.append(report(entry))
    return result
  }

  private static func cost(_ arguments: BoundArguments) throws -> CostKind {
    let of = arguments.word("of") ?? "macs"
    guard of == "joules" else {
      if let option = ["on", "batch"].first(where: { arguments.isTyped($0) }) {
        throw arguments.error(
          .badValue, "‘\(option)=’ says where joules are spent, and the target counts \(of)",
          at: option, hint: "‘of=joules \(option)=…’, or leave it out")
      }
      return of == "connections" ? .connections : .macs
    }
    let device = arguments.fixedDevice
    return .joules(EnergyModel(device), batch: arguments.integer("batch") ?? 1)
  }

  private static func refuseUnreachable(
    _ entry: NetworkEntry, _ settings: ConsensusSettings, _ arguments: BoundArguments
  ) throws {
    let largest = Consensus.largestCut(entry.network, settings.cost)
    guard settings.target > largest + 1e-9 else { return }
    // Rounded down, so that the figure can be typed.
    let figure = NumberFormat.percent((largest * 1000).rounded(.down) / 1000, 1)
    throw arguments.error(
      "target-unreachable",
      "the gates can remove at most \(figure) of the "
        + "\(settings.cost.unit)", at: "target",
      hint: hint(entry.network, settings.cost))
  }

  /// What stays whatever the gates do, and the way out.
  private static func hint(_ network: Network, _ cost: CostKind) -> String {
    let floors = "each gated layer keeps a tenth of its channels"
    guard case .joules(let model, let batch) = cost else {
      return "\(floors); ask for less, or gate more layers"
    }
    let map = GateMap(network.graph)
    let least = GateFloors.smallest(network, map).map { $0 ? 1.0 : 0 }
    let left = model.inference(
      ExpectedWork(network.graph, map, least).layers, batch: batch
    ).perImage
    let parts = [
      ("static power while layers start and run", left.timeJoules),
      ("words to and from memory", left.memoryJoules), ("arithmetic", left.computeJoules),
    ]
    let largest = parts.max { $0.1.value < $1.1.value }!
    let share = NumberFormat.percent(largest.1.value / left.joules.value, 1)
    return """
      \(floors), and \(share) of what then stays is \(largest.0); ask for less, gate blocks too, or \
      name another device (on=) or more images at once (batch=)
      """
  }

  private static func report(_ entry: NetworkEntry) -> Report {
    guard let plan = entry.plan else {
      var report = Report("no pruning method is set; the next train is dense")
      report["method"] = .null
      return report
    }
    let settings = plan.settings
    let dense = entry.dense(settings.cost)
    var report = Report(
      """
      prune consensus: remove \(Figure.percent(settings.target)) of \
      \(settings.cost.figure(dense, entry.rule(dense: dense))) \
      \(settings.cost.noun), polarize=\(settings.polarization.rawValue) \
      strength=\(NumberFormat.plain(settings.strength))\
      \(settings.agreement.map { " agreement=\(NumberFormat.plain($0))" } ?? "") \
      retire=\(settings.retire.map { NumberFormat.plain($0) } ?? "off") \
      freeze=\(NumberFormat.plain((settings.freeze * 1000).rounded() / 10))%
      """)
    report["method"] = "consensus"
    report["target"] = .real(settings.target)
    report.put(settings.cost)
    report["polarize"] = .string(settings.polarization.rawValue)
    report["strength"] = .real(settings.strength)
    report["agreement"] = .real(settings.agreement ?? Consensus.agreement)
    report["freeze"] = .real(settings.freeze)
    report["warmup"] = settings.warmup.map { .real($0) } ?? "auto"
    report["retire"] = JSONValue(settings.retire)
    report["over"] = JSONValue(plan.over)
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let entry = answer.workspace.entry, let plan = entry.plan else { return nil }
    var explanation = Explanation(entry.isShapedByTraining ? .trained : .derived)
    let stepsPerEpoch = answer.workspace.data?.stepsPerEpoch ?? 1
    // Without over= the first train's epochs are the horizon, and nobody knows them yet.
    let planned = plan.over.map { over in
      Consensus(
        entry.network, plan.settings,
        horizon: Horizon(start: 0, steps: Int((over * Double(stepsPerEpoch)).rounded()))
      ).targetSchedule(stepsPerEpoch: stepsPerEpoch)
    }
    explanation.target(
      plan.settings, dense: entry.dense(plan.settings.cost), entry.method, entry.run.position,
      stepsPerEpoch: stepsPerEpoch, schedule: planned)
    explanation.formula(
      "λ, the strength of the polarization", "0 until u = 0.2, then up to its height")
    explanation.put(
      "height \(NumberFormat.plain(plan.settings.strength)) at u = 0.6, growing at most "
        + "\(NumberFormat.plain(Consensus.largestBoost))-fold from there",
      plan.settings.strength, at: ["strength"])
    return explanation
  }
}
