import Costs
import Language
import Notebook
import Reports
import Tensors
import Workspaces

/// `energy calibrate [watts=N] [idle=N] [source=TEXT]`.
enum EnergyCalibrateCommand: Command {
  static let signature = Signature(
    "energy calibrate", group: CommandGroup.costs,
    "the power of this machine, under load and at rest",
    options: [
      .option("watts", .real, "watts under load", otherwise: "measured, where there is a counter"),
      .option("idle", .real, "watts at rest", otherwise: "measured, where there is a counter"),
      .option("source", .text, "where they come from", otherwise: "given by hand"),
    ],
    examples: [
      .init("energy calibrate"), .init("energy calibrate watts=65 source=\"socket meter\""),
    ],
    details: """
      Where no counter can be read, joules of this machine are time × watts under load, labelled \
      assumed. Without values it asks the counter: a second of sleep, then a second of the network \
      in use (else of multiply-adds in registers), all threads. The powers are settings, ‘watts’, \
      ‘idle’ and ‘source’ of ‘show’, and tell of this machine, so no session compares them. Watts \
      at rest are taken off whatever is measured or assumed.
      """)

  static func effects(of arguments: BoundArguments) -> [Effect] { [.changeAll] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let isGiven = arguments.isTyped("watts") || arguments.isTyped("idle")
    guard isGiven || !arguments.isTyped("source") else {
      throw arguments.error(
        .badValue, "‘source=’ says where watts= and idle= come from, and neither is given",
        at: "source", hint: "energy calibrate watts=65 source=\"socket meter\"")
    }
    return isGiven
      ? try given(arguments, &draft) : try measured(&draft, context)
  }

  private static func given(
    _ arguments: BoundArguments, _ draft: inout Workspace
  ) throws -> Report {
    for (name, setting) in [("watts", Setting.watts), ("idle", Setting.idle)] {
      guard let power = arguments.real(name) else { continue }
      if let obstacle = setting.obstacle("\(power)") {
        throw arguments.error(.badValue, obstacle.problem, at: name, hint: obstacle.hint)
      }
      draft.settings[setting.key] = NumberFormat.plain(power)
    }
    // A power at rest that was known beside another load says nothing of this one.
    if !arguments.isTyped("idle"), CalibratedPower.obstacle(in: draft) != nil {
      draft.settings[Setting.idle.key] = nil
    }
    if let obstacle = CalibratedPower.obstacle(in: draft) {
      throw arguments.error(.badValue, obstacle.problem, at: "idle", hint: obstacle.hint)
    }
    // Watts at rest alone say nothing about where those under load come from.
    if arguments.isTyped("watts") || arguments.isTyped("source") {
      draft.settings[Setting.source.key] = arguments.text("source") ?? "given by hand"
    }
    return report(draft, .assumed, Setting.source.text(in: draft), [])
  }

  private static func measured(
    _ draft: inout Workspace, _ context: CommandContext
  ) throws -> Report {
    do {
      let meter = try PowercapMeter(folder: Setting.powercap.text(in: draft))
      let idle = try EnergyGauge.rest(meter, seconds: 1)
      var reading = try meter.start()
      let load = try draft.entry.map {
        try InferenceLoad($0.staticNetwork(), batch: 128, stop: context.stop)
      }
      let start = SuspendingClock.now
      var span = EnergySpan.zero
      while span.seconds.value < 1 {
        if let load { try load.run(context.stop) } else { _ = PeakRate.measured() }
        try context.checkStop()
        span = try reading.energy(elapsed: Seconds((SuspendingClock.now - start).seconds))
      }
      guard span.isResolved, span.power > idle.power else {
        throw Diagnostic(
          "below-resolution",
          "the counter tells \(span.power.description) under load and \(idle.power.description) "
            + "at rest, which is no difference", hint: "give it: energy calibrate watts=65 idle=12")
      }
      draft.settings[Setting.watts.key] = NumberFormat.short(span.power.value)
      draft.settings[Setting.idle.key] = NumberFormat.short(idle.power.value)
      draft.settings[Setting.source.key] = "measured, \(meter.source)"
      let range = span.resolution.map { $0 / span.seconds }
      return report(draft, .measured, meter.source, [range, idle.uncertainty])
    } catch let error as EnergyMeterError {
      // A session that was calibrated elsewhere replays here too, at the power that holds.
      context.warn("\(error.description); \(error.hint)")
      return report(draft, .assumed, Setting.source.text(in: draft), [])
    }
  }

  /// - Parameter ranges: of the powers under load and at rest.
  private static func report(
    _ workspace: Workspace, _ kind: SourcedFigure.Kind, _ source: String, _ ranges: [Watts?]
  ) -> Report {
    let watts = Setting.watts.real(in: workspace)
    let idle = Setting.idle.real(in: workspace)
    func text(_ value: Double?, _ place: Int) -> String {
      guard let value else { return "unknown" }
      let range = ranges.count > place ? ranges[place].map { " ± \($0.description)" } : nil
      return "\(Watts(value).description)\(range ?? "")"
    }
    var report = Report()
    report.say(
      "under load \(text(watts, 0)), at rest \(text(idle, 1)) (\(kind.rawValue), \(source))",
      volatile: true)
    report["watts"] = JSONValue(watts)
    report["idle_watts"] = JSONValue(idle)
    report["kind"] = .string(kind.rawValue)
    report["source"] = .string(source)
    report["uncertainty"] = JSONValue(ranges.first.flatMap { $0?.value })
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation(.measured)
    explanation.formula("watts under load", "joules of the counters / seconds, in a second of work")
    if let watts = answer.number("watts") {
      explanation.put(
        "\(NumberFormat.quantity(watts, "W")) (\(answer.word("kind") ?? ""), "
          + "\(answer.word("source") ?? ""))", watts, at: ["watts"])
    }
    explanation.formula("joules of the time", "(watts under load − watts at rest) × seconds")
    explanation.source("Docs/Measuring.md")
    return explanation
  }
}
