import Costs
import Language
import Networks
import Notebook
import Reports
import Tensors
import Workspaces

/// `benchmark layers to=FILE.device`: what this machine takes, as a profile that stays.
extension BenchmarkCommand {
  static func profile(
    _ entry: NetworkEntry, _ arguments: BoundArguments, _ draft: Workspace,
    _ context: CommandContext
  ) throws -> Report {
    guard arguments.word("detail") == "layers" else {
      throw arguments.error(
        .badValue, "‘to=’ writes what ‘benchmark layers’ measured", at: "to",
        hint: "benchmark layers to=\(arguments.text("to") ?? "here.device")")
    }
    let batch = try batchOfOne(arguments, "layers")
    let graph = entry.denseGraph
    try arguments.refuseHuge(
      16 * MemoryNeed.inference(graph, batch: batch),
      "layers at sixteen widths in batches of \(batch)",
      hint: "a smaller batch")
    let file = try DeviceOutput(arguments, context)
    let entries = try LayerGrid.measure(
      graph, batch: batch, rounds: arguments.integer("rounds"), stop: context.stop
    ) { done, all in
      context.progress.announce("layer \(done + 1) of \(all)")
    }
    guard !entries.isEmpty else {
      throw arguments.error(
        "nothing-to-measure", "‘\(entry.name)’ has no layer with products", at: "to",
        hint: "‘layers’ lists what it has")
    }
    let power = EnergyGauge.timed(in: draft)
    let source =
      "\(entry.name) at batch \(batch), \(Processor.level.name), \(Processor.threads) threads"
    let profile = DeviceProfile(
      name: file.name, summary: "measured layer by layer: \(source)",
      leavesOut:
        "layers without products, other networks and batches, other programs, its true watts",
      basis: .fitted, software: "pollard \(Provenance.version)",
      form: .measuredLayers(
        MeasuredLayersForm(
          batch: batch, entries: entries,
          power: SourcedFigure(power.power.value, .watts, .assumed, source: power.source),
          wordBytes: SourcedFigure(4, .bytes, .assumed, source: "fp32, as this program computes"))))
    var report = report(profile, entries, of: graph, batch)
    report.append(try file.write(profile))
    return report
  }

  private static func report(
    _ profile: DeviceProfile, _ entries: [MeasuredLayersForm.Entry], of graph: Graph, _ batch: Int
  ) -> Report {
    var report = Report()
    var table = Table([
      .init("kind", .left), .init("maps"), .init("channels in"), .init("out"), .init("narrowest"),
      .init("widest"), .init("widths"),
    ])
    for entry in entries {
      let shape = entry.shape
      let widest = entry.seconds.last?.last ?? 0
      table.add([
        "\(shape.kind.rawValue) \(shape.windowHeight)x\(shape.windowWidth)",
        "\(shape.inputHeight)x\(shape.inputWidth)", "\(NetworkReports.count(shape.inputs))",
        "\(NetworkReports.count(shape.outputs))",
        "\(NumberFormat.quantity(entry.seconds[0][0], "s"))",
        "\(NumberFormat.quantity(widest, "s"))",
        "\(entry.inputs.count) x \(entry.outputs.count)",
      ])
    }
    report.add(table, volatile: true)
    let seconds = EnergyModel(profile).inference(graph.ownWork, batch: batch).perBatch.seconds
    report.say(
      "all layers with products: \(seconds.description) for a batch of \(batch), each by itself",
      volatile: true)
    report["name"] = .string(profile.name)
    report["basis"] = .string(profile.basis.rawValue)
    report["batch"] = .integer(batch)
    report["kinds"] = .integer(entries.count)
    report["seconds"] = .real(seconds.value)
    return report
  }
}
