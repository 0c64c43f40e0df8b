import Language
import Networks
import Notebook
import Reports
import Tensors
import Training
import Workspaces

/// `benchmark ranks`: what several ranks would exchange in a training step, and how far it carries.
extension BenchmarkCommand {
  /// How many ranks are told of, where a batch has room for them.
  private static let told = [2, 4, 8, 16, 32, 64]
  /// Gb/s of the links that are told of.
  private static let links = [1.0, 10, 100]
  /// Of an exchange of nothing, where nobody says or measures it, s.
  private static let assumedLatency = 50e-6
  /// What a message to one more rank takes the processor, s.
  private static let assumedOverhead = 2e-6
  /// Payload of what travels over Ethernet by TCP in frames of 1,500 bytes: 1,448 of 1,538.
  private static let payload = 1448.0 / 1538

  static func ranks(
    _ entry: NetworkEntry, _ arguments: BoundArguments, _ workspace: Workspace,
    _ context: CommandContext
  ) throws -> Report {
    try refuseUntrained(entry, arguments, workspace)
    let batch = try batchOfOne(arguments, "ranks")
    let counts = try counts(batch, arguments)
    let graph = entry.network.graph
    try arguments.refuseForRanks(graph, batch: batch, at: "batch")
    // The whole step, then those of a half, a quarter and so on of the images, in memory of their
    // own sizes; each with weights of its own and what an optimizer remembers of them.
    let numbers = graph.ownWork.total.parameters
    try arguments.refuseHuge(
      1.5 * MemoryNeed.training(graph, batch: batch) + Double(counts.count + 2) * 16 * numbers,
      "training in batches of \(batch), whole and shared out", hint: "a smaller batch")
    let found = try timing(entry, batch, counts, arguments, workspace, context)
    var report = Report()
    addVolumes(found, batch, to: &report)
    addEfficiency(found, batch, arguments, to: &report)
    return report
  }

  /// Those for which the batch has a block each; the ranks that run this are among them.
  private static func counts(_ batch: Int, _ arguments: BoundArguments) throws -> [Int] {
    let blocks = Activations.blocks(of: batch)
    let here = RankGroup.current.map { [$0.count] } ?? []
    guard blocks > 1, here.allSatisfy({ $0 <= blocks }) else {
      let ranks = here.first ?? 2
      throw arguments.manyRanks(
        ranks, batch: batch, at: "batch",
        hint: "batch=\(ranks * Activations.imagesPerBlock) or more")
    }
    return Set(told.filter { $0 <= blocks } + here).sorted()
  }

  private static func timing(
    _ entry: NetworkEntry, _ batch: Int, _ counts: [Int], _ arguments: BoundArguments,
    _ workspace: Workspace, _ context: CommandContext
  ) throws -> RankTiming {
    do {
      return try RankTiming(
        RankSteps(
          entry.run, workspace.task, batch: batch, settings: workspace.optimizer,
          horizon: entry.horizon),
        counts: counts, rounds: arguments.integer("rounds"), stop: context.stop)
    } catch is TrainingTiming.NotFinite {
      throw notFinite(arguments)
    }
  }

  // MARK: What travels

  private static func addVolumes(_ found: RankTiming, _ batch: Int, to report: inout Report) {
    var table = Table([
      .init("ranks"), .init("images at most"), .init("exchanges a step"), .init("received a step"),
      .init("largest"),
    ])
    // A session has the same text at any number of ranks.
    let rows = found.rehearsed.filter { told.contains($0.ranks) }
    for row in rows {
      table.add(["\(row.ranks)", "\(row.images)"] + cells(row.traces[0].volume))
    }
    report.add(table)
    guard let last = rows.last, let trace = last.traces.first else { return }
    var kinds = Table([
      .init("of \(last.ranks) ranks, one takes", .left), .init("exchanges a step"),
      .init("received a step"), .init("largest"),
    ])
    for (kind, volume) in volumes(trace) {
      kinds.add(["\(text(kind))"] + cells(volume))
    }
    report.add(kinds)
    report["batch"] = .integer(batch)
  }

  private static func volumes(
    _ trace: ExchangeTrace
  ) -> [(kind: Exchange.Kind, volume: ExchangeTrace.Volume)] {
    Exchange.Kind.allCases.compactMap { kind in trace.volumes[kind].map { (kind, $0) } }
  }

  private static func text(_ kind: Exchange.Kind) -> String {
    switch kind {
    case .statistics: "sums for batch norm, biases and gates"
    case .weights: "sums for weights"
    case .activations: "images of layers, and their gradients"
    case .scores: "losses and scores"
    case .agreement: "whether all go on"
    }
  }

  private static func cells(_ volume: ExchangeTrace.Volume) -> [Phrase] {
    [
      "\(NumberFormat.count(volume.exchanges))",
      "\(NumberFormat.quantity(Double(volume.received), "B"))",
      "\(NumberFormat.quantity(Double(volume.largest), "B"))",
    ]
  }

  // MARK: How far it carries

  /// Seconds of an exchange of nothing, and where they come from: as typed, of the ranks that run
  /// this as measured, else assumed.
  private struct Latency {
    let typed: Double?
    let together: RankTiming.Together?

    /// - Parameter ranks: nil for any.
    func seconds(_ ranks: Int? = nil) -> Double {
      typed ?? (isMeasured(ranks) ? together?.latency : nil) ?? assumedLatency
    }

    func isMeasured(_ ranks: Int?) -> Bool {
      typed == nil && together != nil && together?.ranks == ranks
    }

    func kind(_ ranks: Int? = nil) -> String {
      typed != nil ? "given" : isMeasured(ranks) ? "measured" : "assumed"
    }

    /// A measured one has the messages to all of its ranks in it.
    func link(_ gigabits: Double, _ ranks: Int) -> RankLink {
      RankLink(
        bytesPerSecond: gigabits * 1e9 / 8 * payload, latency: seconds(ranks),
        overhead: isMeasured(ranks) ? 0 : assumedOverhead)
    }
  }

  private static func addEfficiency(
    _ found: RankTiming, _ batch: Int, _ arguments: BoundArguments, to report: inout Report
  ) {
    let typed = arguments.list("link")?.compactMap { $0.real } ?? Self.links
    let links = typed.enumerated().filter { typed.firstIndex(of: $1) == $0 }.map(\.element)
    let latency = Latency(
      typed: arguments.real("latency").map { $0 * 1e-6 }, together: found.together)
    let alone = found.alone.median
    var table = Table(
      [.init("ranks"), .init("computing a step")]
        + links.map { .init("\(NumberFormat.plain($0)) Gb/s") })
    table.add(["1", "\(NumberFormat.quantity(alone, "s"))"] + links.map { _ in "" })
    var rows: [JSONValue] = []
    for row in found.rehearsed {
      let steps = links.map { row.seconds(over: latency.link($0, row.ranks)) }
      func efficiency(_ step: Double) -> Double { alone / (Double(row.ranks) * step) }
      table.add(
        ["\(row.ranks)", "\(NumberFormat.quantity(row.computing, "s"))"]
          + steps.map { "\(NumberFormat.percent(efficiency($0), 0))" })
      rows.append(
        value(
          row, latency,
          links: zip(links, steps).map { link, step in
            [
              "gigabits_per_second": .real(link), "step_seconds": .real(step),
              "efficiency": .real(efficiency(step)),
            ]
          }))
    }
    report.add(table, volatile: true)
    say(latency, batch, in: &report)
    report["kind"] = "modelled"
    report["threads"] = .integer(Processor.threads)
    report["level"] = .string(Processor.level.name)
    report["latency_seconds"] = .real(latency.seconds())
    report["latency_kind"] = .string(latency.kind())
    report["step_seconds"] = .real(alone)
    report["ranks"] = .array(rows)
    addTogether(found, to: &report)
  }

  private static func say(_ latency: Latency, _ batch: Int, in report: inout Report) {
    let threads = NumberFormat.counted("thread", Processor.threads)
    let own = latency.together.map(\.ranks).flatMap { latency.isMeasured($0) ? $0 : nil }
    let measured = own.map {
      ", of \($0) ranks \(NumberFormat.quantity(latency.seconds($0), "s")), measured"
    }
    report.say(
      """
      batch \(batch), computing measured here with \(threads) a rank, \
      \(Processor.level.name); efficiency modelled: the step of one process / (ranks × step), \
      latency of an exchange \(NumberFormat.quantity(latency.seconds(), "s")), \
      \(latency.kind())\(measured ?? "")
      """, volatile: true)
  }

  private static func value(
    _ row: RankTiming.Rehearsed, _ latency: Latency, links: [JSONValue]
  ) -> JSONValue {
    let all = row.traces[0].volume
    return [
      "ranks": .integer(row.ranks), "images": .integer(row.images),
      "computing_seconds": .real(row.computing), "exchanges": .integer(all.exchanges),
      "bytes_received": .integer(all.received), "largest_bytes": .integer(all.largest),
      "latency_seconds": .real(latency.seconds(row.ranks)),
      "latency_kind": .string(latency.kind(row.ranks)),
      "kinds": .array(
        volumes(row.traces[0]).map { kind, volume in
          [
            "kind": .string(kind.rawValue), "exchanges": .integer(volume.exchanges),
            "bytes_received": .integer(volume.received),
            "largest_bytes": .integer(volume.largest),
          ]
        }),
      "links": .array(links),
    ]
  }

  /// What the ranks took that run this.
  private static func addTogether(_ found: RankTiming, to report: inout Report) {
    guard let together = found.together else { return }
    let (step, exchanging) = (together.step.median, together.exchanging.median)
    let efficiency = found.alone.median / (Double(together.ranks) * step)
    report.say(
      """
      measured among these \(together.ranks) ranks: \(NumberFormat.quantity(step, "s")) a step, \
      \(NumberFormat.quantity(exchanging, "s")) of it for exchanges; efficiency \
      \(NumberFormat.percent(efficiency, 0)); an exchange of nothing takes \
      \(NumberFormat.quantity(together.latency, "s"))
      """, volatile: true)
    report["measured"] = [
      "ranks": .integer(together.ranks), "step_seconds": .real(step),
      "spread_seconds": .real(together.step.spread), "exchanging_seconds": .real(exchanging),
      "latency_seconds": .real(together.latency), "efficiency": .real(efficiency),
    ]
  }
}
