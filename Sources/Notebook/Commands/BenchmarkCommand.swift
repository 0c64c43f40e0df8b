import Language
import Networks
import Tensors

/// `benchmark [layers] [batch=1,128]`.
enum BenchmarkCommand: Command {
  static let signature = Signature(
    "benchmark", group: CommandGroup.costs, "measured milliseconds of an inference",
    positionals: [
      .optional("detail", .choice(["layers"]), "the products of a training step, a row a layer")
    ],
    options: [
      .option(
        "batch", .list(of: .integer(1...65_536)), "images at once", otherwise: "1,128; layers 128"),
      .option("rounds", .integer(3...1000), "measurements of each", default: "9"),
    ],
    examples: [.init("benchmark"), .init("benchmark batch=128"), .init("benchmark layers")],
    details: """
      Medians over several rounds on random images, beside the dense network of the same layers. \
      With ‘layers’: GFLOP/s that the convolutions and linear layers reach, forward, backward to the \
      input and backward to the weights, and their share of the rate that multiply-adds in registers \
      reach here and now. \
      Times belong to this machine and this moment, so sessions keep them apart and never compare \
      them.
      """)
  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let entry = try arguments.entry(draft)
    if arguments.word("detail") == "layers" {
      return try layers(entry, arguments, context)
    }
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

  private static func layers(
    _ entry: NetworkEntry, _ arguments: BoundArguments, _ context: CommandContext
  ) throws -> Report {
    let batches = arguments.list("batch")?.compactMap { $0.integer } ?? [128]
    guard batches.count == 1, let batch = batches.first else {
      throw arguments.error(
        .badValue, "‘benchmark layers’ takes one batch", at: "batch", hint: "such as batch=128")
    }
    try arguments.refuseHuge(
      MemoryNeed.inference(entry.network.graph, batch: batch), "a batch of \(batch) images",
      hint: "a smaller batch")
    let found = try LayerTiming.measure(
      entry.network.graph, batch: batch, rounds: arguments.integer("rounds") ?? 9,
      stop: context.stop)
    let peak = PeakRate.measured()
    var table = Table(
      [.init("layer", .left), .init("multiply-adds")]
        + ["forward", "to input", "to weights"].map { .init("\($0), GFLOP/s") }
        + [.init("share of peak")])
    var rows: [JSONValue] = []
    func add(_ name: String, _ timings: [LayerTiming]) {
      let rates = LayerTiming.Direction.allCases.map { direction -> Double? in
        let with = timings.filter { $0.seconds[direction] != nil }
        guard !with.isEmpty else { return nil }
        return 2 * with.reduce(0) { $0 + $1.multiplyAdds }
          / with.reduce(0) { $0 + $1.seconds[direction]! }
      }
      let seconds = timings.reduce(0) { $0 + $1.seconds.values.reduce(0, +) }
      let flops = timings.reduce(0) { $0 + 2 * $1.multiplyAdds * Double($1.seconds.count) }
      let own = timings.reduce(0) { $0 + $1.multiplyAdds } / Double(batch)
      table.add(
        ["\(name)", "\(NetworkReports.count(own))"]
          + rates.map { "\($0.map { NumberFormat.fixed($0 / 1e9, 1) } ?? "-")" }
          + ["\(NumberFormat.percent(flops / seconds / peak, 0))"])
      var row: JSONObject = [
        "name": .string(name), "macs": NetworkReports.value(own), "seconds": .real(seconds),
        "share_of_peak": .real(flops / seconds / peak),
      ]
      for (direction, rate) in zip(LayerTiming.Direction.allCases, rates) {
        row["\(direction.rawValue)_flops_per_second"] = JSONValue(rate)
      }
      rows.append(.object(row))
    }
    for timing in found { add(timing.name, [timing]) }
    add("all", found)
    var report = Report()
    report.add(table, volatile: true)
    report.say(
      """
      measured, batch \(batch), \(Processor.threads) threads, \(Processor.level.name); peak \
      \(NumberFormat.fixed(peak / 1e9, 1)) GFLOP/s, multiply-adds in registers
      """, volatile: true)
    report["kind"] = "measured"
    report["batch"] = .integer(batch)
    report["threads"] = .integer(Processor.threads)
    report["level"] = .string(Processor.level.name)
    report["peak_flops_per_second"] = .real(peak)
    report["layers"] = .array(rows)
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
