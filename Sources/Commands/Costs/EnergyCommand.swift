import Costs
import Language
import Networks
import Notebook
import Pruning
import Reports
import Training
import Workspaces

/// `energy [on=DEVICE] [batch=N] [layers]`, `energy training`, `energy models`.
enum EnergyCommand: Command {
  static let signature = Signature(
    "energy", group: CommandGroup.costs, "joules of an inference, or of the training so far",
    positionals: [
      .optional(
        "detail", .choice(["layers", "models", "training", "break-even"]),
        "a row a layer; the claim under three models; what training cost; that against inferences"
      )
    ],
    options: [
      DeviceChoice.option(),
      .option("batch", .integer(1...65_536), "images at once", default: "1"),
      .option("epochs", .integer(1...1_000_000), "with training: a forecast of so many more"),
    ],
    examples: [
      .init("energy"), .init("energy on=raspberry-pi-4-fp32 layers"), .init("energy training"),
      .init("energy models", "how much of the saving is model"),
      .init("energy training epochs=20", "and what 20 more epochs would cost"),
      .init("energy break-even"),
    ],
    details: """
      A model: each device has a form, most of them compute, memory traffic and time.

        \(DeviceCatalog.standard.formula)

      ‘devices’ tells what the constants of a device rest on, ‘devices check’ how far it is off. \
      Where networks were measured on the device, ± is the median error of those that its \
      constants were not fitted on, and a saved share has the error of such pairs of networks.
      With gates the static sub-network is priced, each gate at its decision. A layer is bound by \
      what its time goes to: compute, memory traffic, or its launch, which is the time to start \
      it. ‘energy models’ asks the same claim of arithmetic alone, of arithmetic and memory, and \
      of all three terms: where the answers differ, the claim is as good as the model. With \
      on=this-machine the answer depends on what was measured here and now, so sessions never \
      compare it.
      Where something was pruned, the cut of multiply-adds, of estimated energy and of measured \
      time are shown side by side, and where this machine has energy counters, joules measured on \
      it too.
      """,
    otherNames: ["joules", "power"],
    otherWords: DeviceChoice.otherWords)
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? {
    ["training", "break-even"].contains(arguments.word("detail") ?? "") ? .numbers : .layers
  }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [.readInUse, .use(.inUse), .read(.setting(Setting.sources.key)), .readDevice]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let entry = try arguments.asking(arguments.entry(draft), draft, context)
    let isTraining = arguments.word("detail") == "training"
    let model = try arguments.model(
      of: entry.denseLayers, in: draft, context, for: isTraining ? .training : .inference)
    var report = try report(arguments, entry, model, draft, context)
    report.tellUnread(entry.denseGraph)
    return model.device.isThisMachine ? report.volatile() : report
  }

  private static func report(
    _ arguments: BoundArguments, _ entry: NetworkEntry, _ model: EnergyModel, _ draft: Workspace,
    _ context: CommandContext
  ) throws -> Report {
    let device = model.device
    if let detail = arguments.word("detail"), detail == "training" || detail == "break-even" {
      return try ofTraining(detail, arguments, entry, model, draft)
    }
    try refuseEpochs(arguments)
    let batch = try arguments.batch(on: device)
    let isTrained = entry.isResult
    let dense = model.inference(entry.denseLayers, batch: batch)
    let now = model.inference(try entry.staticGraph().work, batch: batch)
    if arguments.word("detail") == "models" {
      guard device.roofline != nil || device.additive != nil else {
        throw arguments.error(
          .badValue, "the form of \(device.name) has one term, so there are no models to compare",
          at: "detail", hint: "energy on=\(device.name)")
      }
      return models(now, dense, model, entry, draft)
    }
    let saved = now.saved(against: dense)
    func rule(_ joules: Joules) -> ComparisonRule {
      isTrained ? .total(dense: joules.value) : .derived
    }
    let denseRule: ComparisonRule = entry.origin == nil ? .derived : rule(dense.joules)
    let savedRule: ComparisonRule = isTrained ? .total(dense: 1) : .derived
    let standing = ModelStanding(device)
    let range = standing.range(now.joules.value, batch: batch)
    var report = Report(
      """
      \(Figure.quantity(now.joules.value, "J", rule(dense.joules)))\(range) an image on \
      \(device.name), batch \(batch) (\(standing.kind(batch: batch))); dense \
      \(Figure.quantity(dense.joules.value, "J", denseRule)), saved \
      \(Figure.percent(saved, savedRule))\(standing.savedRange(saved, batch: batch))
      """)
    add(now, dense, to: &report, isTrained)
    if arguments.word("detail") == "layers" { addLayers(now, to: &report, isTrained) }
    report.say(sourceOf: model, in: draft, batch: batch, joules: now.joules.value)
    report.sayPruned(
      cut: cut(entry, try entry.staticGraph().work), model, batch: batch)
    report["joules"] = .real(now.joules.value)
    report["kind"] = .string(now.kind.rawValue)
    report["dense_joules"] = .real(dense.joules.value)
    report["saved"] = .real(saved)
    report["assumed"] = .array(device.assumedConstants.map { .string($0) })
    report["device"] = .string(device.name)
    report["batch"] = .integer(batch)
    report["seconds"] = .real(now.seconds.value)
    report["saved_uncertainty"] = JSONValue(standing.saved(saved, batch: batch))
    report["layers"] = .array(
      now.layers.map {
        [
          "name": .string($0.name), "joules": .real($0.energy.joules.value),
          "bound": .string($0.bound.rawValue),
        ]
      })
    report.append(try measured(entry, draft, model, batch, context))
    return report
  }

  private static func ofTraining(
    _ detail: String, _ arguments: BoundArguments, _ entry: NetworkEntry, _ model: EnergyModel,
    _ draft: Workspace
  ) throws -> Report {
    guard !arguments.isTyped("batch") else {
      throw arguments.error(
        .badValue, "‘energy \(detail)’ counts the batches that ran, so batch= says nothing there",
        at: "batch", hint: "leave it out; ‘energy batch=…’ is for inference")
    }
    if detail == "break-even" {
      try refuseEpochs(arguments)
      return try breakEven(entry, model, draft)
    }
    var report = try training(entry, model, draft)
    if let epochs = arguments.integer("epochs") {
      let data = try arguments.dataFitting(entry.network, draft)
      report.append(
        TrainingEnergyForecast(
          entry, data, draft.optimizer.optimizer, model, steps: epochs * data.stepsPerEpoch
        ).report(epochs: epochs))
    }
    return report
  }

  /// Forecasts are of trainings.
  private static func refuseEpochs(_ arguments: BoundArguments) throws {
    guard arguments.isTyped("epochs") else { return }
    throw arguments.error(
      .badValue, "‘epochs=’ goes with ‘energy training’ only", at: "epochs",
      hint: "energy training epochs=20")
  }

  private static func add(
    _ now: EnergyEstimate, _ dense: EnergyEstimate, to report: inout Report, _ isTrained: Bool
  ) {
    // A form that prices launches apart has no power drawn by time, and the other way round.
    let pricesLaunch = dense.perImage.launchJoules.value > 0
    var table = Table([
      .init("", .left), .init("compute"), .init("memory"), .init(pricesLaunch ? "launch" : "time"),
      .init("total"),
    ])
    for (name, part) in [("now", now.perImage), ("dense", dense.perImage)] {
      let isFixed = name == "dense" || !isTrained
      func figure(_ joules: Joules) -> Figure {
        .quantity(joules.value, "J", isFixed ? .derived : .total(dense: dense.joules.value))
      }
      table.add([
        "\(name)", "\(figure(part.computeJoules))", "\(figure(part.memoryJoules))",
        "\(figure(pricesLaunch ? part.launchJoules : part.timeJoules))",
        "\(figure(part.joules))",
      ])
    }
    report.add(table)
    report["compute_joules"] = .real(now.perImage.computeJoules.value)
    report["memory_joules"] = .real(now.perImage.memoryJoules.value)
    report["time_joules"] = .real(now.perImage.timeJoules.value)
    report["launch_joules"] = .real(now.perImage.launchJoules.value)
  }

  /// The share of multiply-adds that is gone.
  private static func cut(_ entry: NetworkEntry, _ now: [LayerWork]) -> Double {
    let dense = entry.denseLayers.total.multiplyAdds
    return dense > 0 ? 1 - now.total.multiplyAdds / dense : 0
  }

  private static func addLayers(
    _ estimate: EnergyEstimate, to report: inout Report, _ isTrained: Bool
  ) {
    var table = Table([
      .init("layer", .left), .init("energy"), .init("share"), .init("bound by", .left),
    ])
    for layer in estimate.layers where layer.energy.joules.value > 0 {
      func figure(_ text: String) -> Figure { Figure(text, isTrained ? .gates : .derived) }
      table.add([
        "\(layer.name)", "\(figure(NumberFormat.quantity(layer.energy.joules.value, "J")))",
        "\(figure(NumberFormat.percent(layer.energy.joules.value / estimate.joules.value, 1)))",
        "\(layer.bound.rawValue)",
      ])
    }
    report.add(table)
    if estimate.layers.contains(where: { $0.energy.joules.value > 0 && $0.bound == .launch }) {
      report.say("bound by launch: starting the layer takes longer than its arithmetic or traffic")
    }
  }

  private static func training(
    _ entry: NetworkEntry, _ model: EnergyModel, _ workspace: Workspace
  ) throws -> Report {
    let energy = TrainingEnergy(entry.stretches, model)
    let (spent, dense, steps) = (energy.spent, energy.dense, energy.steps)
    let isTrained = entry.activeMethod != nil || entry.origin != nil
    let saved = dense == 0 ? 0 : 1 - spent / dense
    guard entry.isTrainingKnown else { return unknownTraining(energy, model, workspace) }
    let standing = ModelStanding(model.device)
    let range = standing.range(spent, batch: nil)
    let kind = standing.kind(batch: nil)
    var report = Report(
      """
      training so far: \(Figure.quantity(spent, "J", isTrained ? .total(dense: dense) : .derived))\
      \(range) on \(model.device.name) (\(kind)), \(steps) \
      \(NumberFormat.noun("batch", steps)); the dense run \(Figure.quantity(dense, "J")), saved \
      \(Figure.percent(saved, isTrained ? .total(dense: 1) : .derived))
      """)
    if isTrained, steps > 0, model.device.purpose == .inference {
      let even = BreakEven(
        training: Joules(spent), denseTraining: Joules(dense),
        inference: model.inference(try entry.staticGraph().work).joules,
        denseInference: model.inference(entry.denseLayers).joules)
      say(even, in: &report)
      report["break_even"] = JSONValue(even.inferences)
    } else {
      report["break_even"] = .null
    }
    report.say(sourceOf: model, in: workspace, batch: nil, joules: spent)
    report["joules"] = .real(spent)
    report["dense_joules"] = .real(dense)
    report["saved"] = .real(saved)
    report["batches"] = .integer(steps)
    report["kind"] = "estimated"
    report["device"] = .string(model.device.name)
    return report
  }

  /// Of a network that came from a file: no figure leaves out what came before.
  private static func unknownTraining(
    _ energy: TrainingEnergy, _ model: EnergyModel, _ workspace: Workspace
  ) -> Report {
    var report = Report(sinceImport(energy, model))
    report.say(sourceOf: model, in: workspace, batch: nil)
    report["break_even"] = .null
    report["joules"] = .null
    report["joules_at_least"] = .real(energy.spent)
    report["dense_joules"] = .null
    report["saved"] = .null
    report["batches"] = .integer(energy.steps)
    report["kind"] = "estimated"
    report["device"] = .string(model.device.name)
    return report
  }

  /// After how many inferences the pruned network has paid for its training.
  private static func say(_ even: BreakEven, in report: inout Report) {
    switch even.inferences {
    case nil:
      report.say("break-even: \(Figure.gates("never, an inference saves nothing"))")
    case .some(0):
      report.say("break-even: \(Figure.gates("from the first inference on"))")
    case .some(let count):
      let number = NumberFormat.count(Int(min(count, 0x1p62)))
      report.say("break-even: \(Figure.gates("after \(number) inferences of one image"))")
    }
  }
}
