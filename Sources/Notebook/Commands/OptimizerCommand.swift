import Language
import Networks
import Training

/// `optimizer sgd|adam …`.
enum OptimizerCommand: Command {
  static let signature = Signature(
    "optimizer", group: CommandGroup.training, "how weights move from here on",
    positionals: [
      .optional("NAME", .choice(["sgd", "adam"]), "the rule", otherwise: "shows the one in use")
    ],
    options: [
      .option("lr", .real(1e-9...1000), "learning rate", otherwise: "0.05, adam 0.001"),
      .option("momentum", .real(0...0.9999), "momentum of sgd", default: "0.9"),
      .option("nesterov", .choice(["on", "off"]), "Nesterov's form of momentum", default: "on"),
      .option("decay", .real(0...1), "weight decay, on weights alone", default: "5e-4"),
      .option(
        "schedule", .choice(Schedule.Shape.allCases.map { $0.rawValue }),
        "how the rate moves along the horizon", default: "cosine"),
      .option(
        "warmup", .percent, "the share of the horizon in which the rate rises", default: "5%"),
      .option("smoothing", .real(0...0.99), "label smoothing", default: "0"),
      .option(
        "over", .real(0.001...100_000), "the horizon in epochs", otherwise: "the first train's"),
    ],
    examples: [
      .init("optimizer sgd lr=0.1 schedule=cosine over=30"),
      .init("optimizer adam lr=0.001 schedule=constant"),
    ],
    details: """
      The rate moves along a horizon of `over=` epochs; where none is typed, the first ‘train’ after \
      this line sets it. Later trains go on along it, and past its end the last value holds. Gates \
      move by Adam at a rate of their own. Weight decay leaves batch norm, biases and gates alone.
      """)

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    guard let name = arguments.word("NAME") else { return report(draft) }
    let isAdam = name == "adam"
    draft.optimizer = OptimizerSettings(
      optimizer: isAdam
        ? .adam(beta1: 0.9, beta2: 0.999)
        : .sgd(
          momentum: arguments.real("momentum") ?? 0.9,
          nesterov: arguments.word("nesterov") != "off"),
      rate: arguments.real("lr") ?? (isAdam ? 0.001 : 0.05),
      decay: arguments.real("decay") ?? 5e-4,
      schedule: Schedule(
        Schedule.Shape(rawValue: arguments.word("schedule") ?? "cosine") ?? .cosine,
        warmup: arguments.fraction("warmup") ?? 0.05),
      smoothing: arguments.real("smoothing") ?? 0)
    draft.over = arguments.real("over")
    for name in draft.networkNames {
      draft.networks[name]!.horizon = nil
      // Momentum of one rule means nothing to another.
      draft.networks[name]!.run.optimizerState = OptimizerState(draft.networks[name]!.network)
    }
    return report(draft)
  }

  private static func report(_ workspace: Workspace) -> Report {
    let settings = workspace.optimizer
    var line = settings.optimizer.name + " lr=\(NumberFormat.plain(settings.rate))"
    if case .sgd(let momentum, let nesterov) = settings.optimizer {
      line += " momentum=\(NumberFormat.plain(momentum)) nesterov=\(nesterov ? "on" : "off")"
    }
    line += " decay=\(NumberFormat.plain(settings.decay))"
    line += " schedule=\(settings.schedule.shape.rawValue)"
    line += " warmup=\(NumberFormat.plain(settings.schedule.warmup * 100))%"
    if settings.smoothing > 0 { line += " smoothing=\(NumberFormat.plain(settings.smoothing))" }
    if let over = workspace.over { line += " over=\(NumberFormat.plain(over))" }
    var report = Report("optimizer \(line)")
    report["optimizer"] = .string(settings.optimizer.name)
    report["lr"] = .real(settings.rate)
    report["decay"] = .real(settings.decay)
    report["schedule"] = .string(settings.schedule.shape.rawValue)
    report["warmup"] = .real(settings.schedule.warmup)
    report["smoothing"] = .real(settings.smoothing)
    report["over"] = JSONValue(workspace.over)
    if case .sgd(let momentum, let nesterov) = settings.optimizer {
      report["momentum"] = .real(momentum)
      report["nesterov"] = .bool(nesterov)
    }
    return report
  }
}
