import Costs
import Language
import Notebook
import Reports
import Tensors
import Workspaces

/// `energy calibrate [watts=N] [idle=N] [source=TEXT]`, `energy calibrate from=FILE.csv
/// to=NAME.device`.
enum EnergyCalibrateCommand: Command {
  static let signature = Signature(
    "energy calibrate", group: CommandGroup.costs,
    "the power of this machine, or a profile fitted to measurements of another",
    options: [
      .option("watts", .real, "watts under load", otherwise: "measured, where there is a counter"),
      .option("idle", .real, "watts at rest", otherwise: "measured, where there is a counter"),
      .option("source", .text, "where they come from", otherwise: "given by hand"),
      .option(
        "from", .path, "measurements of a device: network,batch,joules,seconds", names: .file),
      .option("to", .path, "the profile fitted to them", names: .file, isWritten: true),
    ],
    examples: [
      .init("energy calibrate"), .init("energy calibrate watts=65 source=\"socket meter\""),
      .init("energy calibrate from=board.csv to=board.device", "then on=board.device"),
    ],
    details: """
      Where no counter can be read, joules of this machine are time × watts under load, labelled \
      assumed. Without values it asks the counter: a second of sleep, then a second of the network \
      in use (else of multiply-adds in registers), all threads. A sensor of power takes two \
      seconds each, a battery twenty. The powers are settings, ‘watts’, ‘idle’ and ‘source’ of \
      ‘show’, and tell of this machine, so no session compares them. Watts at rest are taken off \
      whatever is measured or assumed.

      With from= and to= a device profile is fitted to your own measurements: a CSV file with the \
      columns network, batch, joules and seconds (of an image; plain numbers in J and s), at least \
      four networks. A network is a preset line, such as ‘resnet20 input=3x32x32 classes=10’, or a \
      .json file that ‘export’ wrote. The profile is a sum of prices (a launch, a multiply-add, a \
      byte of weights, a byte of activations) by least squares of the relative error; what the \
      networks do not tell apart has one price. Its error is that of each network by a fit on the \
      others. ‘energy on=board.device’ asks it. ‘energy plan’ names networks to measure.
      """)

  static func effects(of arguments: BoundArguments) -> [Effect] { [.changeAll] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    if arguments.isTyped("from") || arguments.isTyped("to") {
      return try fitted(arguments, context)
    }
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
      let meter = try EnergyMeters.find(in: draft)
      // A battery's gauge moves once a second: twenty of its figures leave 5 % open.
      let seconds = max(1, 20 * meter.interval.value)
      let idle = try EnergyGauge.rest(meter, seconds: seconds, stop: context.stop)
      try context.checkStop()
      var reading = try meter.start()
      let load = try draft.entry.map {
        try InferenceLoad($0.staticNetwork(), batch: 128, stop: context.stop)
      }
      let start = SuspendingClock.now
      var span = EnergySpan.zero
      while span.seconds.value < seconds {
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
    if answer.arguments.isTyped("from") { return fitExplanation() }
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
