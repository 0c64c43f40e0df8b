import Costs
import Language
import Networks
import Notebook
import Pruning
import Reports
import Workspaces

/// `flops [layers] [bytes] [convention=NAME]`.
enum FlopsCommand: Command {
  static let signature = Signature(
    "flops", group: CommandGroup.costs, "multiply-adds and FLOPs of one image, side by side",
    positionals: [
      .variadic(
        "detail", .choice(["layers", "bytes"]),
        "a row a layer; or what is read and written")
    ],
    options: [
      .option(
        "convention", .choice(ConventionCatalog.names), "what another tool prints, and why",
        default: "pollard"
      ).explained(
        by: ConventionCatalog.all.map { ($0.name, $0.difference) }),
      .option("batch", .integer(1...65_536), "images at once, for bytes", default: "1"),
    ],
    examples: [
      .init("flops"), .init("flops layers"),
      .init("flops convention=fvcore", "what fvcore prints for this network, ours beside it"),
      .init("flops bytes batch=128", "what an inference and a training step read and write"),
    ],
    details: """
      Counted: multiply-adds of convolutions and linear layers, no bias; FLOPs are twice as many. \
      Open: everything open. Now: what skipping closed gates image by image would save, from the \
      gates' mean openness; this engine saves by compaction and retirement. Static: every gate at \
      its decision, on the target if one is set.

      \(ConventionCatalog.all.map { "  \($0.name): \($0.difference)" }.joined(separator: "\n"))
      """,
    otherNames: ["macs", "params", "parameters", "profile", "count", "thop", "ptflops", "fvcore"],
    otherWords: [
      "tool": "convention", "by": "convention",
    ])
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? { .layers }

  static func effects(of arguments: BoundArguments) -> [Effect] { [.readInUse, .use(.inUse)] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    try refuse(arguments)
    let entry = try arguments.asking(arguments.entry(draft), draft, context)
    var report = try counts(entry, arguments)
    if let name = arguments.word("convention"), arguments.isTyped("convention"),
      let convention = ConventionCatalog.find(name)
    {
      report.blocks = []
      try add(convention, entry, layers: shows(arguments, "layers"), to: &report)
    }
    if shows(arguments, "bytes") {
      report.blocks = []
      try addBytes(
        entry, batch: arguments.integer("batch") ?? 1, draft.optimizer.optimizer,
        layers: shows(arguments, "layers"), to: &report)
    }
    report.tellUnread(entry.denseGraph)
    return report
  }

  private static func shows(_ arguments: BoundArguments, _ detail: String) -> Bool {
    arguments.all("detail").contains { $0.value.word == detail }
  }

  private static func refuse(_ arguments: BoundArguments) throws {
    let isBytes = shows(arguments, "bytes")
    if isBytes, arguments.isTyped("convention") {
      throw arguments.error(
        .badValue, "convention= says how operations are counted, and bytes are none",
        at: "convention", hint: "leave one of the two out")
    }
    if !isBytes, arguments.isTyped("batch") {
      throw arguments.error(
        .badValue, "operations are counted for one image, so batch= says nothing here",
        at: "batch", hint: "leave it out; ‘flops bytes batch=…’ reads weights once a batch")
    }
  }

  /// The counts of the network, and their table.
  private static func counts(_ entry: NetworkEntry, _ arguments: BoundArguments) throws -> Report {
    let work = entry.denseWork
    let macs = entry.cost(.macs)
    let connections = entry.cost(.connections)
    var table = Table([
      .init("", .left), .init("multiply-adds"), .init("FLOPs"), .init("connections"),
    ])
    let isGated = entry.isPruned
    func add(_ name: String, _ m: Double, _ c: Double, trained: Bool) {
      let rule: (Double) -> ComparisonRule = { trained ? .total(dense: $0) : .derived }
      table.add([
        "\(name)", "\(NetworkReports.count(m, rule(macs.open)))",
        "\(NetworkReports.count(2 * m, rule(2 * macs.open)))",
        "\(NetworkReports.count(c, rule(connections.open)))",
      ])
    }
    let isTrained = entry.origin != nil
    add(isGated ? "open" : "all", macs.open, connections.open, trained: isTrained)
    if isGated {
      add("now (expected)", macs.now, connections.now, trained: true)
      add("static", macs.fixed, connections.fixed, trained: true)
    }
    var report = Report()
    report.add(table)
    let rule: ComparisonRule = isTrained ? .total(dense: work.parameters) : .derived
    report.say(
      """
      \(NetworkReports.count(work.parameters, rule)) parameters; counted from shapes, one image
      """)
    report["macs"] = NetworkReports.value(macs.open)
    report["macs_now"] = NetworkReports.value(macs.now)
    report["macs_static"] = NetworkReports.value(macs.fixed)
    report["flops"] = NetworkReports.value(2 * macs.open)
    report["connections"] = NetworkReports.value(connections.open)
    report["connections_now"] = NetworkReports.value(connections.now)
    report["connections_static"] = NetworkReports.value(connections.fixed)
    report["parameters"] = NetworkReports.value(work.parameters)
    report["kind"] = "counted"
    // What skipping would save is an expectation over the images.
    report["macs_now_kind"] = isGated ? "estimated" : "counted"
    report["source"] = "counted from layer shapes: convolutions and linear layers, no bias"
    if entry.network.isMasked {
      let layers = MaskedWork.layers(of: entry.network)
      report.append(MaskReport.summary(layers))
      report["connections_kept"] = NetworkReports.value(layers.total(\.kept))
      report["macs_kept"] = NetworkReports.value(layers.total(\.keptMultiplyAdds))
    }
    try addLayers(&report, entry, shown: shows(arguments, "layers"), trained: isTrained)
    return report
  }

  private static func addLayers(
    _ report: inout Report, _ entry: NetworkEntry, shown: Bool, trained: Bool
  ) throws {
    let isGated = entry.isPruned
    let fixed = Dictionary(
      try entry.staticGraph().work.map { ($0.name, $0.work) },
      uniquingKeysWith: { first, _ in first })
    var table = Table(
      [
        .init("layer", .left), .init("multiply-adds"), .init("FLOPs"), .init("connections"),
        .init("parameters"),
      ] + (isGated ? [.init("static multiply-adds")] : []))
    let expected = Dictionary(
      ExpectedWork(entry.network.graph, GateMap(entry.network.graph), entry.openness).layers.map {
        ($0.name, $0.work)
      }, uniquingKeysWith: { first, _ in first })
    var rows: [JSONValue] = []
    for layer in entry.denseGraph.ownWork where layer.work.multiplyAdds > 0 {
      let work = layer.work
      func figure(_ number: Double) -> Figure {
        NetworkReports.count(number, trained ? .gates : .derived)
      }
      // A layer that the static network lacks left with its block.
      let still = fixed[layer.name] ?? .zero
      table.add(
        [
          "\(layer.name)", "\(figure(work.multiplyAdds))", "\(figure(work.flops))",
          "\(figure(work.connections))", "\(figure(work.parameters))",
        ] + (isGated ? ["\(NetworkReports.count(still.multiplyAdds, .gates))"] : []))
      rows.append([
        "name": .string(layer.name), "macs": NetworkReports.value(work.multiplyAdds),
        "flops": NetworkReports.value(work.flops),
        "connections": NetworkReports.value(work.connections),
        "parameters": NetworkReports.value(work.parameters),
        "macs_now": NetworkReports.value((expected[layer.name] ?? .zero).multiplyAdds),
        "macs_static": NetworkReports.value(still.multiplyAdds),
        "connections_static": NetworkReports.value(still.connections),
      ])
    }
    if shown { report.add(table) }
    report["layers"] = .array(rows)
  }
}
