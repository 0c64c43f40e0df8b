import Language
import Networks
import Notebook
import Reports
import Training
import Workspaces

extension BenchmarkCommand {
  /// `benchmark training`: whole steps of the network in use, beside its dense network.
  static func training(
    _ entry: NetworkEntry, _ arguments: BoundArguments, _ workspace: Workspace,
    _ context: CommandContext
  ) throws -> Report {
    try refuseUntrained(entry, arguments, workspace)
    let batches = arguments.list("batch")?.compactMap { $0.integer } ?? [128]
    let dense = try dense(of: entry, workspace, images: batches.max() ?? 1, context.stop)
    for batch in batches {
      let needs = ([entry.network] + (dense.map { [$0] } ?? [])).map {
        MemoryNeed.training($0.graph, batch: batch)
      }
      try arguments.refuseHuge(
        needs.max()!, "training in batches of \(batch)", hint: "a smaller batch")
    }
    var table = Table([
      .init("batch"), .init("median a step"), .init("spread"), .init("images/s"),
      .init("GFLOP/s"), .init("dense"), .init("dense / this"),
    ])
    var rows: [JSONValue] = []
    var ratios: [(batch: Int, MeasuredRatio?)] = []
    let macs = entry.network.graph.ownWork.total.multiplyAdds
    for batch in batches {
      let found = try timings(entry, dense, batch, arguments, workspace, context)
      let own = found[0]
      let other = found.dropFirst().first
      let images = Double(batch) / own.median
      let ratio = other.map { $0.ratio(to: own) }
      ratios.append((batch, ratio))
      let (median, spread) = NumberFormat.measured(own.median, own.spread, "s")
      table.add([
        "\(batch)", "\(median)", "\(spread)", "\(NumberFormat.count(Int(images)))",
        "\(NumberFormat.fixed(6 * macs * images / 1e9, 1))",
        "\(other.map { NumberFormat.quantity($0.median, "s") } ?? "-")",
        "\(ratio?.text ?? "-")",
      ])
      rows.append([
        "batch": .integer(batch), "milliseconds": .real(own.median * 1000),
        "spread": .real(own.spread * 1000), "images_per_second": .real(images),
        "flops_per_second": .real(6 * macs * images), "macs": NetworkReports.value(macs),
        "dense_milliseconds": JSONValue(other.map { $0.median * 1000 }),
        "ratio": JSONValue(ratio.flatMap { $0.isDifference ? $0.value : nil }),
        "ratio_uncertainty": JSONValue(ratio?.uncertainty),
      ])
    }
    var report = Report()
    report.add(table, volatile: true)
    sayUnknown(ratios, in: &report)
    sayPeak(addPeak(to: &report), "whole training steps", in: &report)
    report["batches"] = .array(rows)
    return report
  }

  /// Of the network, then of the dense one if there is one.
  private static func timings(
    _ entry: NetworkEntry, _ dense: Network?, _ batch: Int, _ arguments: BoundArguments,
    _ workspace: Workspace, _ context: CommandContext
  ) throws -> [Sample] {
    do {
      return try TrainingTiming.measure(
        [entry.run] + (dense.map { [Run($0)] } ?? []), workspace.task,
        batch: batch,
        rounds: arguments.integer("rounds"), settings: workspace.optimizer,
        horizon: entry.horizon, stop: context.stop)
    } catch is TrainingTiming.NotFinite {
      throw notFinite(arguments)
    }
  }

  /// Refuses what the task in use cannot train.
  static func refuseUntrained(
    _ entry: NetworkEntry, _ arguments: BoundArguments, _ workspace: Workspace
  ) throws {
    try arguments.refuseEmpty(entry)
    try arguments.refuse(
      entry.network, for: workspace.task,
      on: TrainingTiming.random(1, entry.network.graph, classes: workspace.data?.dataset.classes))
  }

  static func notFinite(_ arguments: BoundArguments) -> any Error {
    arguments.error(
      "not-finite", "the loss is not finite, and such a step moves no weights",
      hint: "a smaller learning rate: ‘optimizer sgd lr=…’")
  }
}
