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
        "one gate a channel, one a residual block, or one a channel of all layers that sums tie",
        default: "channel"),
      .option(
        "estimator", .choice(GateModule.Estimator.allCases.map { $0.rawValue }),
        "how gradients pass the threshold", default: "straight-through"),
    ],
    examples: [
      .init("gate attach *", "every layer that can be gated"),
      .init("gate attach * granularity=block", "one gate a residual block"),
      .init("gate attach * granularity=group", "residual streams too, a gate for all that meet"),
    ],
    details: """
      `*` is every layer that can be gated. The output layer never is, nor is a layer whose \
      channels must equal another's; those are named. Gates start open.

      Layers whose channels meet in sums, as along the residual blocks of a stage, are a group: \
      what leaves one leaves all. With granularity=group a gate stands for a channel of all of \
      them, shortcuts that pad included; any of them names the group, whose gates are called after \
      the first. A batch norm that reads the group would make a constant of a closed channel, so \
      gates stand behind it again. A layer that no sum ties is a group by itself.
      """,
    otherWords: [
      "filter": "channel", "channels": "channel", "blocks": "block", "groups": "group",
      "coupled": "group", "stream": "group", "ste": "straight-through",
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
    let granularity = GateAttachment.Granularity(rawValue: arguments.word("granularity") ?? "")
    let attached = try attach(
      entry.network, arguments, granularity ?? .channel, options, seed: draft.seed)
    let (network, gated, skipped) = (attached.network, attached.gated, attached.skipped)
    guard !gated.isEmpty else {
      throw refusal(of: skipped, granularity ?? .channel, arguments, entry.network.graph)
    }
    entry.replace(network)
    draft.entry = entry
    let count = network.gateModules.reduce(0) { $0 + $1.module.gateCount }
    var report = Report(
      """
      gates on \(attached.told.joined(separator: ", ")): \
      \(Figure("\(count)", entry.isShapedByTraining ? .gates : .derived)) in all
      """)
    if !skipped.isEmpty { report.say("skipped: \(skipped.joined(separator: ", "))") }
    report["gated"] = .array(gated.map { .string($0) })
    report["skipped"] = .array(skipped.map { .string($0) })
    report["gates"] = .integer(count)
    if !attached.groups.isEmpty {
      report["groups"] = .array(attached.groups.map { .array($0.map { .string($0) }) })
    }
    return report
  }

  private static func refusal(
    of skipped: [String], _ granularity: GateAttachment.Granularity, _ arguments: BoundArguments,
    _ graph: Graph
  ) -> Diagnostic {
    if granularity != .block, skipped.count == 1,
      let refusal = arguments.cannotBeGated(
        skipped[0], in: graph, at: "PATTERN", granularity: granularity)
    {
      return refusal
    }
    let gated = skipped.contains { name in
      graph.index(named: name).flatMap { GateSites.module(of: graph, gating: $0) } != nil
    }
    let hint =
      switch granularity {
      case _ where gated:
        "‘gates’ shows those that have gates already; ‘gate detach *’ takes them away"
      case .block: "residual blocks can"
      case .channel:
        GateSites.groups(of: graph).isEmpty
          ? "layers whose channels no sum ties to others can"
          : "‘granularity=group’ takes channels that sums tie, or that a batch norm reads joined"
      case .group: "layers whose channels other layers read one by one can"
      }
    return arguments.error(
      "not-gateable", "none of these can be gated: \(skipped.joined(separator: ", "))",
      at: "PATTERN", hint: hint)
  }

  /// A network with gates, and on what.
  private struct Attached {
    let network: Network
    let gated: [String]
    let skipped: [String]
    /// The members of each group.
    var groups: [[String]] = []

    /// `conv1 with s1b1.conv2, s1b2.conv2` of a group, else the name.
    var told: [String] {
      guard !groups.isEmpty else { return gated }
      return zip(gated, groups).map { name, members in
        let others = members.filter { $0 != name }
        return others.isEmpty ? name : "\(name) (with \(others.joined(separator: ", ")))"
      }
    }
  }

  private static func attach(
    _ network: Network, _ arguments: BoundArguments, _ granularity: GateAttachment.Granularity,
    _ options: GateAttachment.Options, seed: UInt64
  ) throws -> Attached {
    let graph = network.graph
    if granularity == .block {
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
      return Attached(
        network: try GateAttachment.blocks(
          network, sums: Set(chosen.map { $0.sum }), options, seed: seed),
        gated: chosen.map { $0.name }, skipped: names.filter { taken.contains($0) })
    }
    let producers = graph.nodes.filter { $0.product != nil }
    let names = try arguments.nodes("PATTERN", among: producers.map(\.name)) {
      arguments.cannotBeGated($0, in: graph, at: "PATTERN", index: $1, granularity: granularity)
    }
    if granularity == .group {
      func members(_ group: GroupSite) -> [String] {
        group.members.map { graph.nodes[$0.producer].name }
      }
      let groups = GateSites.groups(of: graph).filter {
        members($0).contains(where: names.contains)
      }
      return Attached(
        network: try GateAttachment.groups(network, groups, options, seed: seed),
        gated: groups.map { graph.nodes[$0.first].name },
        skipped: names.filter { name in !groups.contains { members($0).contains(name) } },
        groups: groups.map(members))
    }
    let sites = GateSites.channels(of: graph)
    let chosen = sites.map { $0.producer }.filter { names.contains(graph.nodes[$0].name) }
    let gated = chosen.map { graph.nodes[$0].name }
    return Attached(
      network: try GateAttachment.channels(
        network, producers: Set(chosen), options, seed: seed),
      gated: gated, skipped: names.filter { !gated.contains($0) })
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
