import Language
import Notebook
import Reports
import Training
import Workspaces

/// `optimizer NAME …`.
enum OptimizerCommand: Command {
  static let signature = Signature(
    "optimizer", group: CommandGroup.training, "how weights move from here on",
    positionals: [
      .optional(
        "NAME", .choice(OptimizerCatalog.all.map { $0.name }), "the rule",
        otherwise: "the one in use"
      ).explained(
        by: OptimizerCatalog.all.map { ($0.name, $0.summary) })
    ],
    options: [
      .option("lr", .real(1e-9...1000), "learning rate", otherwise: standards { $0.rate })
    ] + OptimizerCatalog.options.map(option) + [
      .option(
        "decay", .real(0...1), "weight decay, on weights alone",
        otherwise: standards { $0.decay }),
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

      \(OptimizerCatalog.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
      """,
    otherNames: ["optim", "lr", "learning_rate", "scheduler"],
    otherWords: [
      "learning_rate": "lr", "learning-rate": "lr", "rate": "lr", "eta": "lr",
      "weight_decay": "decay", "weight-decay": "decay", "wd": "decay", "l2": "decay",
      "epochs": "over", "horizon": "over", "scheduler": "schedule", "sched": "schedule",
      "label_smoothing": "smoothing",
    ])

  static func isQuestion(_ arguments: BoundArguments) -> Bool {
    !(signature.positionals + signature.options).contains { arguments.isTyped($0.name) }
  }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    guard !isQuestion(arguments) else { return [.readInUse, .use(.inUse)] }
    return (arguments.isTyped("NAME") ? [] : [.read(.optimizer)]) + [.setOptimizer]
  }

  /// `0.05, adam 0.001`: the first rule's, then those of others.
  private static func standards(_ value: (any Optimizer.Type) -> Double) -> String {
    let first = value(OptimizerCatalog.all[0])
    let others = OptimizerCatalog.all.filter { value($0) != first }
    let texts = others.map { "\($0.name) \(NumberFormat.plain(value($0)))" }
    return ([NumberFormat.plain(first)] + texts).joined(separator: ", ")
  }

  /// An option of some rules as it is typed.
  private static func option(_ option: OptimizerOption) -> Parameter {
    switch option.kind {
    case .number(let range):
      .option(
        option.name, .real(range), option.summary, default: NumberFormat.plain(option.standard))
    case .toggle:
      .option(
        option.name, .choice(["on", "off"]), option.summary,
        default: option.text(option.standard))
    }
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
    var settings = used
    if let rule = arguments.word("NAME").flatMap(OptimizerCatalog.find) {
      settings = OptimizerSettings(rule)
    }
    settings.optimizer = try rule(arguments, settings.optimizer)
    settings.rate = typed("lr")?.real ?? settings.rate
    settings.decay = typed("decay")?.real ?? settings.decay
    settings.schedule.shape =
      typed("schedule")?.word.flatMap { Schedule.Shape(rawValue: $0) } ?? settings.schedule.shape
    settings.schedule.warmup = typed("warmup")?.fraction ?? settings.schedule.warmup
    settings.smoothing = typed("smoothing")?.real ?? settings.smoothing
    if let ema = typed("ema") { settings.averaging = ema.real }
    return settings
  }

  /// The rule with the numbers that are typed.
  private static func rule(
    _ arguments: BoundArguments, _ used: any Optimizer
  ) throws -> any Optimizer {
    let rule = type(of: used)
    var numbers = used.numbers
    for option in OptimizerCatalog.options where arguments.isTyped(option.name) {
      guard rule.options.contains(where: { $0.name == option.name }) else {
        let owner = OptimizerCatalog.all.first { $0.options.contains { $0.name == option.name } }
        throw arguments.error(
          .badValue, "\(rule.name) has no \(option.name)=", at: option.name,
          hint: "leave it out, or take ‘optimizer \(owner?.name ?? "")’")
      }
      switch option.kind {
      case .number: numbers[option.name] = arguments.real(option.name)
      case .toggle: numbers[option.name] = arguments.word(option.name) == "on" ? 1 : 0
      }
    }
    return rule.init(numbers)
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
    for (option, value) in settings.optimizer.typed {
      switch option.kind {
      case .number: report[option.name] = .real(value)
      case .toggle: report[option.name] = .bool(value == 1)
      }
    }
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    let settings = answer.workspace.optimizer
    var explanation = Explanation()
    explanation.rate(settings, horizon: answer.workspace.entry?.horizon)
    let rule = type(of: settings.optimizer)
    explanation.formula("a step", rule.formula)
    explanation.put(
      "rate at its height = \(NumberFormat.plain(settings.rate))", settings.rate, at: ["lr"])
    explanation.put("decay = \(NumberFormat.plain(settings.decay))", settings.decay, at: ["decay"])
    for (option, value) in settings.optimizer.typed {
      if case .toggle = option.kind {
        explanation.put("\(option.name) = \(option.text(value))")
      } else {
        explanation.put("\(option.name) = \(option.text(value))", value, at: [option.name])
      }
    }
    explanation.source(rule.source)
    return explanation
  }
}
