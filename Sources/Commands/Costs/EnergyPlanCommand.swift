import Costs
import Language
import Networks
import Notebook
import Reports
import Workspaces

/// `energy plan [on=DEVICE] [count=N]`.
enum EnergyPlanCommand: Command {
  static let signature = Signature(
    "energy plan", group: CommandGroup.costs,
    "which networks to measure on a device, so that a profile can be fitted",
    options: [
      .option(
        "on", .choice(devices),
        "a device of about that kind", default: "raspberry-pi-4-fp32"),
      .option("count", .integer(5...20), "how many networks", default: "5"),
    ],
    examples: [.init("energy plan"), .init("energy plan on=xavier-cpu count=8")],
    details: """
      A profile is a sum of prices: starting a layer, a multiply-add, a byte of weights, a byte of \
      activations. Networks in which the four have other shares tell the prices apart. Those that \
      are named span the largest volume of shares (D-optimal design; Fedorov, 1972), taking the \
      prices of on= to weigh them. Measure joules and seconds of an image of each, write them to a \
      file with the columns network,batch,joules,seconds, and ‘energy calibrate from=FILE.csv \
      to=NAME.device’ fits the profile.
      """)
  static let kind = CommandKind.question

  static func effects(of arguments: BoundArguments) -> [Effect] { [] }

  /// Those whose profiles price all four.
  private static let devices = DeviceCatalog.all.filter {
    $0.additive?.launch.joules != nil && $0.additive?.weightByte.joules != nil
  }.map(\.name)

  /// Widths at which the presets are looked at.
  private static let widths = [0.25, 0.5, 1.0]

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let device = DeviceCatalog.find(arguments.word("on") ?? "") ?? DeviceCatalog.standard
    let lines = ArchitectureCatalog.all.flatMap { kind in
      widths.map { width in
        let input = kind.defaultInput
        return "\(kind.name) input=\(input.channels)x\(input.height)x\(input.width) "
          + "classes=\(kind.defaultClasses(of: input))"
          + (width == 1 ? "" : " width=\(NumberFormat.plain(width))")
      }
    }
    var candidates: [(line: String, counts: ProductCounts)] = []
    for line in lines {
      try context.checkStop()
      guard let graph = try? MeasurementTable.preset(line) else { continue }
      let counts = ProductCounts(graph.ownWork)
      if !candidates.contains(where: { $0.counts == counts }) { candidates.append((line, counts)) }
    }
    let count = arguments.integer("count") ?? 5
    guard let form = device.additive,
      let plan = MeasuringPlan(candidates.map(\.counts), form, count: count)
    else {
      throw arguments.error(
        "bad-device", "the prices of \(device.name) cannot be told apart", at: "on",
        hint: "energy plan on=raspberry-pi-4-fp32")
    }
    return report(plan, candidates, form, device)
  }

  private static func report(
    _ plan: MeasuringPlan, _ candidates: [(line: String, counts: ProductCounts)],
    _ form: AdditiveForm, _ device: DeviceProfile
  ) -> Report {
    var report = Report("measure these \(plan.chosen.count), one image at a time (batch 1):")
    var table = Table([
      .init("network", .left), .init("multiply-adds"), .init("layers"), .init("weights"),
      .init("in and out"), .init("about"),
    ])
    var rows: [JSONValue] = []
    for place in plan.chosen {
      let (line, counts) = candidates[place]
      let macs = ProductShape.Kind.allCases.reduce(0) { $0 + (counts.multiplyAdds[$1] ?? 0) }
      let joules = device.joules(of: counts) ?? 0
      table.add([
        "\(line)", "\(NetworkReports.count(macs))", "\(NetworkReports.count(counts.layers))",
        "\(NetworkReports.count(counts.weights))", "\(NetworkReports.count(counts.activations))",
        "\(Figure.quantity(joules, "J"))",
      ])
      rows.append([
        "network": .string(line), "macs": .real(macs), "layers": .real(counts.layers),
        "weights": .real(counts.weights), "activations": .real(counts.activations),
        "joules": .real(joules),
      ])
    }
    report.add(table)
    report.say("about: on \(device.name) (estimated)")
    let told = plan.errors.map { term, error in
      "\(term.words) \(NumberFormat.percent(error * 0.05, 0))"
    }
    report.say(
      "with 5 % of noise a measurement, the prices are known to: \(told.joined(separator: ", "))")
    report.say("then: energy calibrate from=FILE.csv to=NAME.device")
    report["networks"] = .array(rows)
    var errors = JSONObject()
    for (term, error) in plan.errors { errors[term.rawValue] = .real(error) }
    report["errors"] = .object(errors)
    report["device"] = .string(device.name)
    report["kind"] = "estimated"
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation()
    explanation.formula(
      "volume",
      "determinant of XᵀX, X a row for each network: the share of its joules that each "
        + "price makes up")
    for row in answer.rows("networks") {
      if let network = row.word("network") { explanation.note(network) }
    }
    explanation.source("Fedorov, Theory of Optimal Experiments, 1972")
    return explanation
  }
}
