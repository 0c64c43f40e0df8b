import Language
import Networks
import Notebook
import Reports
import Tensors
import Workspaces

/// `benchmark [layers|training|ranks] [batch=1,128]`, `benchmark layers to=FILE.device`.
enum BenchmarkCommand: Command {
  static let signature = Signature(
    "benchmark", group: CommandGroup.costs, "measured time of inferences and training steps",
    positionals: [
      .optional(
        "detail", .choice(["layers", "training", "ranks"]),
        "the products of a training step, a row a layer; whole training steps; or such steps "
          + "shared out by ranks")
    ],
    options: [
      .option(
        "batch", .list(of: .integer(1...65_536)), "images at once",
        otherwise: "1,128; layers, training and ranks 128"),
      .option(
        "rounds", .integer(3...1000), "measurements of each", otherwise: "until they are stable"),
      .option(
        "link", .list(of: .real(0.001...10_000)), "with ranks: Gb/s between them",
        otherwise: "1,10,100"),
      .option(
        "latency", .real(0...1e6), "with ranks: µs of an exchange of nothing",
        otherwise: "50; of the ranks that run this, measured"),
      .option(
        "to", .path, "with layers: a device profile of what was measured", names: .file,
        isWritten: true),
    ],
    examples: [
      .init("benchmark"), .init("benchmark batch=128"), .init("benchmark layers"),
      .init("benchmark training batch=16", "steps of 16 images"),
      .init("benchmark ranks batch=1024", "up to 64 ranks"),
      .init("benchmark layers to=here.device", "then ‘prune … of=seconds on=here.device’"),
    ],
    details: """
      Medians over many rounds on random images. The dense network of the same layers takes turns \
      with this one, and their ratio has a range that covers what other runs of the program find; \
      a ratio that this does not tell from 1 is not shown. \
      Joules of an image are measured where there are energy counters or sensors, else time × \
      watts, assumed. Times belong to this machine and this moment, so sessions keep them apart \
      and never compare them.

      With ‘layers’: GFLOP/s that the convolutions and linear layers reach, forward, backward to \
      the input and backward to the weights, and their share of the rate that multiply-adds in \
      registers reach here and now; then what bounds each layer, memory where its bytes at the \
      rate of a copy take longer than its products at that peak. ‘plot roofline’ draws it.

      With ‘layers to=FILE.device’: each kind of layer that the network in use has, in inference \
      at a quarter, a half, three quarters and all of its channels, is measured once and written \
      to a device profile. Between the widths lie lines. What is on this machine now becomes a \
      fixed profile that way, which ‘prune … of=seconds on=FILE.device’ and ‘energy \
      on=FILE.device’ read.

      With ‘training’: a whole step (forward, cross entropy, backward, the optimizer in use) on a \
      copy of the network, with its gates and without ‘prune’. Images and labels are random and \
      ready in memory, so shuffling, cropping and normalising are no part of it. Its FLOP/s are 6 \
      × multiply-adds × images/s: three products of a step, 2 FLOPs a multiply-add, counted from \
      shapes and without gates.

      With ‘ranks’: the same step as one of several ranks of ‘mpiexec’ would do its part, up to a \
      block of 16 images each: how often and how much it exchanges, counted, how long it computes, \
      measured here with nobody else there, and the efficiency over links of 1, 10 and 100 Gb/s, \
      modelled: the step of one process / (ranks × step of the ranks). Under ‘mpiexec -n 2 \
      pollard …’ the step of these ranks is measured as well.
      """,
    otherNames: ["time", "timeit", "latency", "speed"])
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? { .layers }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let entry = try arguments.entry(draft)
    for name in ["link", "latency"]
    where arguments.isTyped(name) && arguments.word("detail") != "ranks" {
      throw arguments.error(
        .badValue, "‘\(name)=’ belongs to ‘benchmark ranks’", at: name,
        hint: "benchmark ranks \(name)=\(arguments.text(name) ?? "")")
    }
    if arguments.isTyped("to") { return try profile(entry, arguments, draft, context) }
    var report: Report
    switch arguments.word("detail") {
    case "layers": report = try layers(entry, arguments, context)
    case "ranks": report = try ranks(entry, arguments, draft, context)
    case "training": report = try training(entry, arguments, draft, context)
    default: report = try inferences(entry, arguments, draft, context)
    }
    report.tellUnread(entry.denseGraph)
    return report
  }

  private static func inferences(
    _ entry: NetworkEntry, _ arguments: BoundArguments, _ draft: Workspace,
    _ context: CommandContext
  ) throws -> Report {
    let batches = arguments.list("batch")?.compactMap { $0.integer } ?? [1, 128]
    let dense = try dense(of: entry, draft, images: batches.max() ?? 1, context.stop)
    var table = Table([
      .init("batch"), .init("median an image"), .init("spread"), .init("images/s"),
      .init("dense"), .init("dense / this"),
    ])
    var joules = Table([
      .init("batch"), .init("energy an image"), .init("dense"), .init("dense / this"),
    ])
    let gauge = EnergyGauge(draft)
    var rung: GaugedEnergy?
    var rows: [JSONValue] = []
    var inLanes: [String] = []
    var ratios: [(batch: Int, MeasuredRatio?)] = []
    for batch in batches {
      try arguments.refuseHuge(
        MemoryNeed.inference(entry.denseGraph, batch: batch), "a batch of \(batch) images",
        hint: "a smaller batch")
      let timing = try BatchTiming(
        entry.network, dense: dense, batch: batch, rounds: arguments.integer("rounds"), gauge,
        context.stop)
      ratios.append((batch, timing.ratio))
      rung = timing.energy
      if !timing.own.inLanes.isEmpty { inLanes = timing.own.inLanes }
      joules.add(timing.energyCells)
      table.add(timing.cells)
      rows.append(timing.value)
    }
    var report = Report()
    report.add(table, volatile: true)
    report.add(joules, volatile: true)
    sayUnknown(ratios, in: &report)
    if !inLanes.isEmpty {
      report.say(
        """
        no form for fewer than \(Inference.limit) images, so most of their lanes stay empty: \
        \(inLanes.joined(separator: ", "))
        """)
      report["in_lanes"] = .array(inLanes.map { .string($0) })
    }
    if let rung {
      report.say("energy of this machine: \(rung.rung)", volatile: true)
      rung.sayProblem(in: &report)
    }
    report["kind"] = "measured"
    report["batches"] = .array(rows)
    return report
  }

  /// The network that `entry` was before anything left; nil where nothing did.
  static func dense(
    of entry: NetworkEntry, _ workspace: Workspace, images: Int, _ stop: StopFlag
  ) throws -> Network? {
    entry.origin == nil ? nil : try workspace.denseNetwork(of: entry, images: images, stop)
  }

  /// Measures what multiply-adds in registers reach, FLOPs a second, and notes it with the machine.
  static func addPeak(to report: inout Report) -> Double {
    let peak = PeakRate.measured()
    note(peak, in: &report)
    return peak
  }

  static func note(_ peak: Double, in report: inout Report) {
    report["kind"] = "measured"
    report["threads"] = .integer(Processor.threads)
    report["level"] = .string(Processor.level.name)
    report["peak_flops_per_second"] = .real(peak)
  }

  /// - Parameter what: the size of what was measured.
  static func sayPeak(_ peak: Double, _ what: String, in report: inout Report) {
    report.say(
      """
      measured, \(what), \(Processor.threads) threads, \(Processor.level.name); peak \
      \(NumberFormat.fixed(peak / 1e9, 1)) GFLOP/s, multiply-adds in registers
      """, volatile: true)
  }
}
