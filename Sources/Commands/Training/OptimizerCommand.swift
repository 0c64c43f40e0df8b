import Language
import Networks
import Notebook
import Reports
import Training
import Workspaces

/// `optimizer sgd|adam …`.
enum OptimizerCommand: Command {
  static let signature = Signature(
    "optimizer", group: CommandGroup.training, "how weights move from here on",
    positionals: [
      .optional("NAME", .choice(["sgd", "adam"]), "the rule", otherwise: "the one in use")
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
        "ema", .real(0...0.999999), "averaged weights beside: the share of them that a step keeps",
        words: ["off"], default: "off"),
      .option(
        "over", .real(0.001...100_000), "the horizon in epochs", otherwise: "the first train's"),
    ],
    examples: [
      .init("optimizer sgd lr=0.1 schedule=cosine over=30"),
      .init("optimizer adam lr=0.001 schedule=constant"),
      .init("optimizer lr=0.02", "the rule in use with another rate"),
    ],
    details: """
      With a rule the defaults serve where nothing is typed; without one, what is typed changes \
      the rule in use, and ‘optimizer’ alone shows it. The rate moves along a horizon of `over=` \
      epochs; where none is typed, the first ‘train’ after this line sets it. Later trains go on \
      along it, and past its end the last value holds. Gates move by Adam at a rate of their own. \
      Weight decay leaves batch norm, biases and gates alone. With `ema=`, averages of all numbers \
      go along, x + (1 − ema) × (weight − x) after each step; ‘evaluate weights=ema’ looks at them.
      """)

  static func isQuestion(_ arguments: BoundArguments) -> Bool {
    !(signature.positionals + signature.options).contains { arguments.isTyped($0.name) }
  }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    guard !isQuestion(arguments) else { return [.readInUse, .use(.inUse)] }
    return (arguments.isTyped("NAME") ? [] : [.read(.optimizer)]) + [.setOptimizer]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    guard !isQuestion(arguments) else { return question(draft) }
    let isNew = arguments.isTyped("NAME") || arguments.isTyped("over")
    draft.adopt(
      try settings(arguments, draft.optimizer), over: isNew ? arguments.real("over") : draft.over)
    return report(draft)
  }

  /// The defaults of the rule that is typed, else the settings in use, and what is typed on top.
  private static func settings(
    _ arguments: BoundArguments, _ used: OptimizerSettings
  ) throws -> OptimizerSettings {
    func typed(_ name: String) -> Value? {
      arguments.isTyped(name) ? arguments.value(name)?.value : nil
    }
    var settings = arguments.isTyped("NAME") ? .standard : used
    if arguments.word("NAME") == "adam" {
      settings.optimizer = .adam(beta1: 0.9, beta2: 0.999)
      settings.rate = 0.001
    }
    switch settings.optimizer {
    case .sgd(let momentum, let nesterov):
      settings.optimizer = .sgd(
        momentum: typed("momentum")?.real ?? momentum,
        nesterov: typed("nesterov").map { $0.word == "on" } ?? nesterov)
    case .adam:
      for option in ["momentum", "nesterov"] where arguments.isTyped(option) {
        throw arguments.error(
          .badValue, "adam has no \(option)=", at: option,
          hint: "leave it out, or take ‘optimizer sgd’")
      }
    }
    settings.rate = typed("lr")?.real ?? settings.rate
    settings.decay = typed("decay")?.real ?? settings.decay
    settings.schedule.shape =
      typed("schedule")?.word.flatMap { Schedule.Shape(rawValue: $0) } ?? settings.schedule.shape
    settings.schedule.warmup = typed("warmup")?.fraction ?? settings.schedule.warmup
    settings.smoothing = typed("smoothing")?.real ?? settings.smoothing
    if let ema = typed("ema") { settings.averaging = ema.real }
    return settings
  }

  /// The settings, and the horizon along which the network in use trains.
  private static func question(_ workspace: Workspace) -> Report {
    guard let entry = workspace.entry, let horizon = entry.horizon else { return report(workspace) }
    var workspace = workspace
    if workspace.over == nil, let data = workspace.data {
      workspace.over = Double(horizon.steps) / Double(data.stepsPerEpoch)
    }
    var report = report(workspace)
    let done = min(max(0, entry.run.position.step - horizon.start), horizon.steps)
    report.say("the horizon of ‘\(entry.name)’: \(done) of \(horizon.steps) batches are behind it")
    report["horizon"] = [
      "network": .string(entry.name), "start": .integer(horizon.start),
      "steps": .integer(horizon.steps), "done": .integer(done),
    ]
    return report
  }

  private static func report(_ workspace: Workspace) -> Report {
    let settings = workspace.optimizer
    var report = Report("optimizer \(workspace.optimizerText)")
    report["optimizer"] = .string(settings.optimizer.name)
    report["lr"] = .real(settings.rate)
    report["decay"] = .real(settings.decay)
    report["schedule"] = .string(settings.schedule.shape.rawValue)
    report["warmup"] = .real(settings.schedule.warmup)
    report["smoothing"] = .real(settings.smoothing)
    if let averaging = settings.averaging { report["ema"] = .real(averaging) }
    report["over"] = JSONValue(workspace.over)
    if case .sgd(let momentum, let nesterov) = settings.optimizer {
      report["momentum"] = .real(momentum)
      report["nesterov"] = .bool(nesterov)
    }
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    let settings = answer.workspace.optimizer
    var explanation = Explanation()
    explanation.rate(settings, horizon: answer.workspace.entry?.horizon)
    explanation.formula(
      "a step",
      settings.optimizer.name == "adam"
        ? "weight − rate × mean / (√(mean of squares) + ε), decay × weight in the gradient"
        : "weight − rate × velocity, velocity = momentum × velocity + gradient + decay × weight")
    explanation.put(
      "rate at its height = \(NumberFormat.plain(settings.rate))", settings.rate, at: ["lr"])
    explanation.put("decay = \(NumberFormat.plain(settings.decay))", settings.decay, at: ["decay"])
    if case .sgd(let momentum, _) = settings.optimizer {
      explanation.put("momentum = \(NumberFormat.plain(momentum))", momentum, at: ["momentum"])
    }
    explanation.source(
      "Sutskever et al., ICML 2013 (momentum); Kingma and Ba, ICLR 2015 (Adam)")
    return explanation
  }
}
