import Language
import Networks
import Notebook
import Reports
import Tensors
import Workspaces

extension BenchmarkCommand {
  static func layers(
    _ entry: NetworkEntry, _ arguments: BoundArguments, _ context: CommandContext
  ) throws -> Report {
    let batch = try batchOfOne(arguments, "layers")
    let found = try arguments.layerTimings(
      of: entry, batch: batch, rounds: arguments.integer("rounds"), context.stop)
    var report = Report()
    note(found.peakRate, in: &report)
    report["copy_bytes_per_second"] = .real(found.copyRate)
    var table = Table(
      [.init("GFLOP/s", .left)] + ["forward", "to input", "to weights"].map { .init($0) }
        + [
          .init("share of peak"), .init("±"), .init("memory limit"), .init("bound by", .left),
        ])
    var rows: [JSONValue] = []
    for timing in found.layers {
      let row = LayerRow(timing.name, [timing], found, roof: found.roof(of: timing))
      table.add(row.cells)
      rows.append(row.value(batch: batch))
    }
    let all = LayerRow("all", found.layers, found, roof: nil)
    table.add(all.cells)
    rows.append(all.value(batch: batch))
    report.add(table, volatile: true)
    sayPeak(found.peakRate, "batch \(batch)", in: &report)
    report.say(
      """
      memory limit: bytes read and written once, at the \
      \(NumberFormat.fixed(found.copyRate / 1e9, 1)) GB/s of a copy; multiply-adds are those of \
      direct sums, of which minimal filtering takes fewer, so a layer may pass the peak
      """, volatile: true)
    report["batch"] = .integer(batch)
    report["layers"] = .array(rows)
    return report
  }

  /// The one batch that ‘benchmark layers’ and ‘benchmark ranks’ take.
  static func batchOfOne(_ arguments: BoundArguments, _ detail: String) throws -> Int {
    let batches = arguments.list("batch")?.compactMap { $0.integer } ?? [128]
    guard batches.count == 1, let batch = batches.first else {
      throw arguments.error(
        .badValue, "‘benchmark \(detail)’ takes one batch", at: "batch",
        hint: "such as batch=128")
    }
    return batch
  }

  /// What is told of a layer, or of all.
  private struct LayerRow {
    let name: String
    let timings: [LayerTiming]
    let share: MeasuredRatio
    let roof: LayerTiming.Roof?

    init(
      _ name: String, _ timings: [LayerTiming], _ series: LayerTiming.Series,
      roof: LayerTiming.Roof?
    ) {
      self.name = name
      self.timings = timings
      self.roof = roof
      share = series.shareOfPeak(timings)
    }

    /// FLOPs a second; nil where no layer has the direction.
    private func rate(_ direction: LayerTiming.Direction) -> Double? {
      let with = timings.filter { $0.seconds[direction] != nil }
      guard !with.isEmpty else { return nil }
      return 2 * with.reduce(0) { $0 + $1.multiplyAdds }
        / with.reduce(0) { $0 + $1.seconds[direction]!.median }
    }

    private static func text(_ rate: Double?) -> String {
      rate.map { NumberFormat.fixed($0 / 1e9, 1) } ?? "-"
    }

    var cells: [Phrase] {
      let (value, range) = NumberFormat.measuredPercent(share.value, share.uncertainty)
      let texts =
        [name] + LayerTiming.Direction.allCases.map { Self.text(rate($0)) }
        + [value, range, roof.map { Self.text($0.memory) } ?? "", roof?.bound ?? ""]
      return texts.map { "\($0)" }
    }

    func value(batch: Int) -> JSONValue {
      let macs = timings.reduce(0) { $0 + $1.multiplyAdds } / Double(batch)
      let seconds = timings.reduce(0) { $0 + $1.seconds.values.reduce(0) { $0 + $1.median } }
      var row: JSONObject = [
        "name": .string(name), "macs": NetworkReports.value(macs), "seconds": .real(seconds),
        "share_of_peak": .real(share.value),
        "share_of_peak_uncertainty": .real(share.uncertainty),
      ]
      for direction in LayerTiming.Direction.allCases {
        row["\(direction.rawValue)_flops_per_second"] = JSONValue(rate(direction))
      }
      if let roof {
        row["bytes"] = .real(timings[0].bytes)
        row["flops_per_byte"] = .real(timings[0].intensity)
        row["memory_limit_flops_per_second"] = .real(roof.memory)
        row["arithmetic_limit_flops_per_second"] = .real(roof.arithmetic)
        row["bound_by"] = .string(roof.bound)
      }
      return .object(row)
    }
  }
}
