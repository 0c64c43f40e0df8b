import Costs
import Language
import Notebook
import Reports
import Training
import Workspaces

/// `carbon [grid=NAME | intensity=G] [on=DEVICE]`.
enum CarbonCommand: Command {
  static let signature = Signature(
    "carbon", group: CommandGroup.costs, "grams of CO2e of the training so far and of inferences",
    options: [
      .option(
        "grid", .name, "a grid and year, such as germany-2023", otherwise: "that of ‘set grid=’",
        names: "grid"),
      .option("intensity", .real, "g CO2e a kWh instead, such as 400"),
      DeviceChoice.fixedOption("the device profile"),
    ],
    examples: [
      .init("carbon"), .init("carbon grid=germany-2023"),
      .init("carbon intensity=50 on=laptop-cpu", "electricity of a contract of one's own"),
    ],
    details: """
      Joules of the device's energy model, as ‘energy’ and ‘energy training’ tell them, times the \
      carbon intensity of electricity. That is a year's average of a grid: an assumption about \
      where and when the device runs, which every answer names.

      Grids: \
      \(GridCatalog.names.joined(separator: ", ")).
      """,
    otherNames: ["co2", "emissions"])
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? { .numbers }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let grid = try grid(arguments, draft)
    let entry = try arguments.asking(arguments.entry(draft), draft, context)
    let model = try arguments.model(of: entry.denseLayers, in: draft, context)
    let account = try Account(entry, model)
    let isTrained = entry.isResult || entry.activeMethod != nil
    func grams(_ joules: Double, dense: Double) -> Figure {
      let factor = grid.grams(of: Joules(1)).value
      return .quantity(
        joules * factor, "g CO2e", isTrained ? .total(dense: dense * factor) : .derived)
    }
    func joules(_ value: Double, dense: Double) -> Figure {
      .quantity(value, "J", isTrained ? .total(dense: dense) : .derived)
    }
    let training = account.training
    let isKnown = entry.isTrainingKnown
    var report =
      isKnown
      ? Report(
        """
        training so far: \(grams(training.spent, dense: training.dense)) (estimated), \
        \(joules(training.spent, dense: training.dense)) on \(model.device.name)
        """) : unknown(training, grid, model)
    report.say(
      """
      1,000 inferences: \(grams(account.thousand, dense: account.denseThousand)) (estimated), \
      \(joules(account.thousand, dense: account.denseThousand)); \
      dense \(grams(account.denseThousand, dense: account.denseThousand))
      """)
    let assumption =
      "electricity of \(grid.name), \(NumberFormat.plain(grid.gramsPerKilowattHour)) g CO2e/kWh"
    let citation = Setting.sources.isOn(in: draft) ? "; \(grid.source)" : ""
    report.say("assumed: \(assumption) (\(grid.scope))\(citation)")
    report.say("not counted: what stands around the device (cooling, power supply), its making")
    report.say(sourceOf: model, in: draft, batch: 1, of: " of the joules")
    report.tellUnread(entry.denseGraph)
    report["grams"] = isKnown ? .real(grid.grams(of: Joules(training.spent)).value) : .null
    report["grams_per_thousand"] = .real(grid.grams(of: Joules(account.thousand)).value)
    report["dense_grams_per_thousand"] = .real(grid.grams(of: Joules(account.denseThousand)).value)
    report["kind"] = "estimated"
    report["source"] = .string("\(model.source); \(grid.source)")
    report["assumption"] = .string(assumption)
    report["joules"] = isKnown ? .real(training.spent) : .null
    if !isKnown {
      report["grams_at_least"] = .real(grid.grams(of: Joules(training.spent)).value)
      report["joules_at_least"] = .real(training.spent)
    }
    report["joules_per_thousand"] = .real(account.thousand)
    report["dense_joules_per_thousand"] = .real(account.denseThousand)
    report["device"] = .string(model.device.name)
    report["grid"] = [
      "name": .string(grid.name), "region": .string(grid.region), "year": JSONValue(grid.year),
      "grams_per_kilowatt_hour": .real(grid.gramsPerKilowattHour), "kind": "assumed",
      "scope": .string(grid.scope), "source": .string(grid.source),
    ]
    return report
  }

  /// Of a network that came from a file: the least that its training took.
  private static func unknown(
    _ training: TrainingEnergy, _ grid: CarbonIntensity, _ model: EnergyModel
  ) -> Report {
    guard training.steps > 0 else {
      return Report("training: not known here, the network came from a file")
    }
    let grams = Figure.quantity(grid.grams(of: Joules(training.spent)).value, "g CO2e")
    return Report(
      """
      training: not known here, the network came from a file; at least \(grams) since then \
      (estimated), \(Figure.quantity(training.spent, "J")) on \(model.device.name)
      """)
  }

  /// Joules of the training and of a thousand inferences.
  private struct Account {
    let training: TrainingEnergy
    let thousand: Double
    let denseThousand: Double

    init(_ entry: NetworkEntry, _ model: EnergyModel) throws {
      training = TrainingEnergy(entry.stretches, model)
      thousand = 1000 * model.inference(try entry.staticGraph().work).joules.value
      denseThousand = 1000 * model.inference(entry.denseLayers).joules.value
    }
  }

  private static func grid(
    _ arguments: BoundArguments, _ workspace: Workspace
  ) throws -> CarbonIntensity {
    if let intensity = arguments.real("intensity") {
      guard !arguments.isTyped("grid") else {
        throw arguments.error(
          .badValue, "a grid has its own intensity, so ‘grid=’ and ‘intensity=’ say two things",
          at: "intensity", hint: "leave one of them out")
      }
      guard (0...3000).contains(intensity) else {
        throw arguments.error(
          .badValue,
          "\(NumberFormat.plain(intensity)) g/kWh is no electricity's: expected 0 to 3,000, where "
            + "coal has about 1,000", at: "intensity", hint: "such as intensity=400")
      }
      return CarbonIntensity(
        region: "given", year: nil, gramsPerKilowattHour: intensity, scope: "as typed",
        source: "given by hand")
    }
    guard let name = arguments.text("grid") else { return GridCatalog.chosen(in: workspace) }
    guard let grid = GridCatalog.find(name) else {
      throw arguments.unknown("grid", name, among: GridCatalog.spellings, at: "grid")
    }
    return grid
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let entry = answer.workspace.entry, case .object(let grid)? = answer.report["grid"],
      let intensity = grid.number("grams_per_kilowatt_hour")
    else { return nil }
    var explanation = Explanation(entry.isResult || entry.activeMethod != nil ? .trained : .derived)
    explanation.formula("grams", "joules / 3,600,000 J a kWh × g CO2e a kWh")
    for (name, joules, grams) in [
      ("training", "joules", "grams"),
      ("1,000 inferences", "joules_per_thousand", "grams_per_thousand"),
      ("dense", "dense_joules_per_thousand", "dense_grams_per_thousand"),
    ] {
      guard let energy = answer.number(joules) else { continue }
      let found = energy / CarbonIntensity.kilowattHour.value * intensity
      explanation.put(
        "\(name): \(NumberText.joules(energy)) / 3.6 MJ × \(NumberFormat.plain(intensity)) = "
          + NumberFormat.quantity(found, "g CO2e"), found, at: [grams])
    }
    explanation.note("‘explain’ after ‘energy’ or ‘energy training’ takes the joules apart")
    explanation.note("\(grid.word("name") ?? ""): \(grid.word("scope") ?? "")")
    explanation.source(grid.word("source") ?? "")
    return explanation
  }
}
