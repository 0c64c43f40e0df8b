import Language
import Networks

/// `benchmark [batch=1,128]`.
enum BenchmarkCommand: Command {
  static let signature = Signature(
    "benchmark", group: CommandGroup.costs, "measured milliseconds of an inference",
    options: [
      .option("batch", .list(of: .integer(1...65_536)), "images at once", default: "1,128"),
      .option("rounds", .integer(3...1000), "measurements of each", default: "9"),
    ],
    examples: [.init("benchmark"), .init("benchmark batch=128")],
    details: """
      Medians over several rounds on random images, beside the dense network of the same layers. \
      Times belong to this machine and this moment, so sessions keep them apart and never compare \
      them.
      """)
  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let entry = try arguments.entry(draft)
    let batches = arguments.list("batch")?.compactMap { $0.integer } ?? [1, 128]
    let rounds = arguments.integer("rounds") ?? 9
    let wide = entry.origin.flatMap { $0.name == entry.name ? nil : draft.networks[$0.name] }
    let dense = wide.map {
      Network($0.denseGraph.withoutGates, seed: 1)
    }
    var table = Table([
      .init("batch"), .init("median an image"), .init("spread"), .init("images/s"),
      .init("dense"), .init("dense / this"),
    ])
    var rows: [JSONValue] = []
    for batch in batches {
      try arguments.refuseHuge(
        MemoryNeed.inference(entry.denseGraph, batch: batch), "a batch of \(batch) images",
        hint: "a smaller batch")
      let own = try InferenceTiming.measure(
        entry.network, batch: batch, rounds: rounds, stop: context.stop)
      let other = try dense.map {
        try InferenceTiming.measure($0, batch: batch, rounds: rounds, stop: context.stop)
      }
      let each = own.median / Double(batch)
      table.add([
        "\(batch)", "\(NumberFormat.quantity(each, "s"))",
        "\(NumberFormat.quantity(own.spread / Double(batch), "s"))",
        "\(NumberFormat.count(Int(1 / each)))",
        "\(other.map { NumberFormat.quantity($0.median / Double(batch), "s") } ?? "-")",
        "\(other.map { NumberFormat.fixed($0.median / own.median, 2) } ?? "-")",
      ])
      rows.append([
        "batch": .integer(batch), "milliseconds": .real(each * 1000),
        "spread": .real(own.spread / Double(batch) * 1000),
        "dense_milliseconds": JSONValue(other.map { $0.median / Double(batch) * 1000 }),
        "ratio": JSONValue(other.map { $0.median / own.median }),
      ])
    }
    var report = Report()
    report.add(table, volatile: true)
    report["kind"] = "measured"
    report["batches"] = .array(rows)
    return report
  }
}

extension Graph {
  /// The same layers without gates.
  var withoutGates: Graph {
    var graph = Graph(input: input)
    var places: [Int: Int] = [Graph.source: Graph.source]
    for (index, node) in nodes.enumerated() {
      if node.layer is GateModule { continue }
      if node.layer is Gated {
        places[index] = places[node.inputs[0]]
        continue
      }
      // The layers fitted before, so they fit again.
      places[index] = try? graph.append(
        node.layer, name: node.name, from: node.inputs.map { places[$0] ?? Graph.source })
    }
    return graph
  }
}
