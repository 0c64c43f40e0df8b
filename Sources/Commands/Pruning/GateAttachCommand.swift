import Language
import Networks
import Notebook
import Pruning
import Reports
import Workspaces

/// `gate attach PATTERN …`.
enum GateAttachCommand: Command {
  static let signature = Signature(
    "gate attach", group: CommandGroup.gates, "puts gates on layers or blocks",
    positionals: [
      .variadic(
        "PATTERN", .pattern, "layers, or blocks with granularity=block", atLeast: 1,
        names: "gateable")
    ],
    options: [
      .option(
        "kind", .choice(GateModule.Kind.allCases.map { $0.rawValue }),
        "whether gates decide for each image or once for all", default: "dynamic"),
      .option(
        "granularity", .choice(GateAttachment.Granularity.allCases.map { $0.rawValue }),
        "one gate a channel, or one a residual block", default: "channel"),
      .option(
        "estimator", .choice(GateModule.Estimator.allCases.map { $0.rawValue }),
        "how gradients pass the threshold", default: "straight-through"),
    ],
    examples: [
      .init("gate attach *", "every layer that can be gated"),
      .init("gate attach * granularity=block", "one gate a residual block"),
    ],
    details: """
      `*` is every layer that can be gated. The output layer never is, nor is a layer whose \
      channels must equal another's; those are named. Gates start open.
      """,
    otherWords: [
      "filter": "channel", "channels": "channel", "blocks": "block", "ste": "straight-through",
    ])

  static func effects(of arguments: BoundArguments) -> [Effect] { [.changeInUse, .use(.inUse)] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.entry(draft)
    if let method = entry.method, method.description.subject != .gates {
      throw arguments.error(
        "has-method", "‘prune \(method.name)’ takes channels without gates",
        hint: "‘prune off’ first, or ‘prune consensus …’")
    }
    let options = GateAttachment.Options(
      kind: .init(rawValue: arguments.word("kind") ?? "") ?? .dynamic,
      estimator: .init(rawValue: arguments.word("estimator") ?? "") ?? .straightThrough)
    let isBlock = arguments.word("granularity") == "block"
    let (network, gated, skipped) = try attach(
      entry.network, arguments, isBlock: isBlock, options, seed: draft.seed)
    guard !gated.isEmpty else {
      if !isBlock, skipped.count == 1,
        let refusal = arguments.cannotBeGated(
          skipped[0], in: entry.network.graph, at: "PATTERN")
      {
        throw refusal
      }
      throw arguments.error(
        "not-gateable", "none of these can be gated: \(skipped.joined(separator: ", "))",
        at: "PATTERN",
        hint: isBlock ? "residual blocks can" : "layers whose channels no sum ties to others can")
    }
    entry.replace(network)
    draft.entry = entry
    let count = network.gateModules.reduce(0) { $0 + $1.module.gateCount }
    var report = Report(
      """
      gates on \(gated.joined(separator: ", ")): \
      \(Figure("\(count)", entry.isShapedByTraining ? .gates : .derived)) in all
      """)
    if !skipped.isEmpty { report.say("skipped: \(skipped.joined(separator: ", "))") }
    report["gated"] = .array(gated.map { .string($0) })
    report["skipped"] = .array(skipped.map { .string($0) })
    report["gates"] = .integer(count)
    return report
  }

  private static func attach(
    _ network: Network, _ arguments: BoundArguments, isBlock: Bool,
    _ options: GateAttachment.Options, seed: UInt64
  ) throws -> (Network, gated: [String], skipped: [String]) {
    let graph = network.graph
    if isBlock {
      let sites = GateSites.blocks(of: graph)
      let taken = graph.nodes.filter { $0.gates?.hasBlockGate == true }.map {
        String($0.name.dropLast(6))
      }
      guard !sites.isEmpty || !taken.isEmpty else {
        throw arguments.error(
          "not-gateable", "this network has no residual block", at: "granularity",
          hint: "gate its channels: ‘gate attach *’")
      }
      let names = try arguments.nodes(
        "PATTERN", among: sites.map { $0.name } + taken, noun: "block")
      let chosen = sites.filter { names.contains($0.name) }
      return (
        try GateAttachment.blocks(network, sums: Set(chosen.map { $0.sum }), options, seed: seed),
        chosen.map { $0.name }, names.filter { taken.contains($0) }
      )
    }
    let sites = GateSites.channels(of: graph)
    let producers = graph.nodes.filter { $0.product != nil }
    let names = try arguments.nodes("PATTERN", among: producers.map(\.name)) {
      arguments.cannotBeGated($0, in: graph, at: "PATTERN", index: $1)
    }
    let chosen = sites.map { $0.producer }.filter { names.contains(graph.nodes[$0].name) }
    let gated = chosen.map { graph.nodes[$0].name }
    return (
      try GateAttachment.channels(network, producers: Set(chosen), options, seed: seed), gated,
      names.filter { !gated.contains($0) }
    )
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let network = answer.workspace.entry?.network else { return nil }
    var explanation = Explanation(
      answer.workspace.entry?.isShapedByTraining == true ? .trained : .derived)
    explanation.formula("gates", "Σ over gated layers of their channels, and 1 for a gated block")
    let counts = network.gateModules.map { $0.module.gateCount }
    let terms = counts.prefix(6).map { "\($0)" } + (counts.count > 6 ? ["…"] : [])
    let total = counts.reduce(0, +)
    explanation.put(
      "\(terms.joined(separator: " + ")) = \(NumberFormat.count(total))", Double(total),
      at: ["gates"])
    explanation.source("Docs/Method.md, Gates")
    return explanation
  }
}
