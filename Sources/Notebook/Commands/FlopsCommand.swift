import Costs
import Language
import Networks
import Pruning

/// `flops [layers]`.
enum FlopsCommand: Command {
  static let signature = Signature(
    "flops", group: CommandGroup.costs, "multiply-adds and FLOPs of one image, side by side",
    positionals: [.optional("detail", .choice(["layers"]), "a row a layer")],
    examples: [.init("flops"), .init("flops layers")],
    details: """
      Counted: multiply-adds of convolutions and linear layers, no bias; FLOPs are twice as many. \
      Open: everything open. Now: what skipping closed gates image by image would save, from the \
      gates' mean openness; this engine saves by compaction and retirement. Static: every gate at \
      its decision, on the target if one is set.
      """)
  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let entry = try arguments.asking(arguments.entry(draft), draft, context)
    let work = entry.denseWork
    let macs = entry.cost(.macs)
    let connections = entry.cost(.connections)
    var table = Table([
      .init("", .left), .init("multiply-adds"), .init("FLOPs"), .init("connections"),
    ])
    let isGated = entry.hasOrHadGates
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
    report.say(
      """
      \(NetworkReports.count(work.parameters, isTrained ? .total(dense: work.parameters) : .derived)) \
      parameters; counted from shapes, one image
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
    try addLayers(&report, entry, shown: arguments.word("detail") == "layers", trained: isTrained)
    return report
  }

  private static func addLayers(
    _ report: inout Report, _ entry: NetworkEntry, shown: Bool, trained: Bool
  ) throws {
    let isGated = entry.hasOrHadGates
    let fixed = Dictionary(
      try entry.staticNetwork().graph.work.map { ($0.name, $0.work) },
      uniquingKeysWith: { first, _ in first })
    var table = Table(
      [
        .init("layer", .left), .init("multiply-adds"), .init("FLOPs"), .init("connections"),
        .init("parameters"),
      ] + (isGated ? [.init("static multiply-adds")] : []))
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
        "macs_static": NetworkReports.value(still.multiplyAdds),
        "connections_static": NetworkReports.value(still.connections),
      ])
    }
    if shown { report.add(table) }
    report["layers"] = .array(rows)
  }
}
