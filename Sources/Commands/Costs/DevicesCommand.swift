import Costs
import Language
import Notebook
import Reports
import Workspaces

/// `devices [NAME]`, `devices check [NAME] [layers]`, `devices operations`.
enum DevicesCommand: Command {
  static let signature = Signature(
    "devices", group: CommandGroup.costs, "the device profiles and where their numbers come from",
    positionals: [
      .optional(
        "NAME", .choice(DeviceChoice.names + ["check", "operations"]),
        "the constants of one; the model against published figures; operations by precision and "
          + "node",
        otherwise: "all"
      ).orFile(endingIn: DeviceFile.ending),
      .optional(
        "DEVICE", .choice(DeviceCatalog.names), "with check: the one that is held to account",
        words: ["layers"], otherwise: "all"),
      .optional(
        "detail", .choice(["layers"]), "with check: a row a layer, where layers were measured"),
    ],
    examples: [
      .init("devices"), .init("devices horowitz-45nm"),
      .init("devices check", "how far the model is from what others measured"),
      .init("devices check raspberry-pi-4-fp32", "network by network"),
      .init("devices check eyeriss-65nm-array layers"),
      .init("devices operations", "what a multiplication and an addition cost"),
    ],
    details: """
      A profile is a kind of device and no machine, so its joules are the same everywhere. \
      ‘this-machine’ is the exception: its speed is measured when it is first asked for, its watts \
      are assumed, and sessions never compare what it says. A profile that has a constant without \
      a source, or one that is not positive, is refused.

      What a profile rests on is its basis: fitted to published measurements of networks, \
      specified by makers and papers for the parts, or assumed. ‘devices check’ holds the profiles \
      to what was measured: errors are |predicted / measured − 1| of networks that the constants \
      were not fitted on, median and 90th percentile.
      """,
    otherNames: ["hardware", "chips"],
    otherWords: DeviceChoice.otherWords)
  static let kind = CommandKind.question

  static func effects(of arguments: BoundArguments) -> [Effect] { [] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let isCheck = arguments.word("NAME") == "check"
    for option in ["DEVICE", "detail"] where arguments.isTyped(option) && !isCheck {
      throw arguments.error(
        .badValue, "‘\(arguments.word(option) ?? "")’ goes with ‘devices check’", at: option,
        hint: "devices check eyeriss-65nm-array layers")
    }
    switch arguments.word("NAME") {
    case "check": return try check(arguments)
    case "operations": return operations()
    default: break
    }
    guard
      let device = try arguments.device("NAME", in: draft)
        ?? arguments.deviceFile("NAME", context.scope)
    else { return list() }
    let report = constants(device)
    return device.isThisMachine ? report.volatile() : report
  }

  private static func list() -> Report {
    var table = Table([
      .init("device", .left), .init("basis", .left), .init("error"), .init("what it is", .left),
    ])
    var facts: [Report.Fact] = []
    var rows: [JSONValue] = []
    func add(
      _ name: String, _ summary: String, _ leavesOut: String, _ sources: [String],
      _ basis: DeviceProfile.Basis, error: Double? = nil, supersededBy other: String? = nil
    ) {
      table.add([
        name == DeviceCatalog.standard.name ? "\(name) *" : "\(name)", "\(basis.rawValue)",
        "\(error.map { NumberFormat.percent($0, 0) } ?? "")", "\(summary)",
      ])
      facts.append(.init(name, "\(leavesOut)"))
      rows.append([
        "name": .string(name), "summary": .string(summary), "leaves_out": .string(leavesOut),
        "sources": .array(sources.map { .string($0) }), "basis": .string(basis.rawValue),
        "superseded_by": other.map { .string($0) } ?? .null,
      ])
    }
    for device in DeviceCatalog.all {
      add(
        device.name, device.summary, device.leavesOut, device.citations, device.basis,
        error: device.accuracy?.uncertainty, supersededBy: device.supersededBy)
    }
    add(ThisMachine.name, ThisMachine.summary, ThisMachine.leavesOut, [], .assumed)
    var report = Report()
    report.add(table)
    let replaced = DeviceCatalog.all.compactMap { device in
      device.supersededBy.map { "\(device.name) by \($0)" }
    }
    report.say("superseded: \(replaced.joined(separator: ", "))")
    report.say("where the numbers come from:")
    report.add(
      DeviceCatalog.all.map { device in
        let cited = device.citations
        return .init(
          device.name, "\(cited.isEmpty ? "all assumed" : cited.joined(separator: "; "))")
      } + [.init(ThisMachine.name, "measured here and now; watts assumed")])
    report.say("what each leaves out:")
    report.add(facts)
    report.say(
      "* serves where no on= is typed and ‘set device=’ names none; ‘devices NAME’ shows every "
        + "constant, ‘devices check’ what the errors are of")
    report["default"] = .string(DeviceCatalog.standard.name)
    report["devices"] = .array(DeviceChoice.names.map { .string($0) })
    report["profiles"] = .array(rows)
    return report
  }

  private static func constants(_ device: DeviceProfile) -> Report {
    var table = Table([.init("constant", .left), .init("value"), .init("kind", .left)])
    var rows: [JSONValue] = []
    for (name, figure) in device.constants {
      table.add(["\(name)", "\(figure.text)", "\(figure.kind.rawValue)"])
      rows.append([
        "name": .string(name), "value": .real(figure.value), "unit": .string(figure.unit.rawValue),
        "kind": .string(figure.kind.rawValue), "source": .string(figure.source),
      ])
    }
    var report = Report("\(device.name): \(device.summary)")
    report.add(table)
    report.say("sources:")
    report.add(device.constants.map { .init($0.name, "\($0.figure.source)") })
    report.say("leaves out: \(device.leavesOut)")
    report.say("basis: \(ModelStanding(device).sentence)")
    if let tests = ModelStanding(device).tests, device.roofline == nil { report.say("\(tests)") }
    report["basis"] = .string(device.basis.rawValue)
    report["software"] = JSONValue(device.software)
    report["superseded_by"] = JSONValue(device.supersededBy)
    report["device"] = .string(device.name)
    report["summary"] = .string(device.summary)
    report["leaves_out"] = .string(device.leavesOut)
    report["constants"] = .array(rows)
    return report
  }

  private static func operations() -> Report {
    var table = Table([
      .init("node", .left), .init("precision", .left), .init("multiply"), .init("add"),
      .init("multiply-add"),
    ])
    var rows: [JSONValue] = []
    for operation in OperationEnergy.all {
      let both = operation.multiplyAdd()
      table.add([
        "\(operation.node.rawValue)", "\(operation.precision.rawValue)",
        "\(NumberFormat.short(operation.multiply)) pJ", "\(NumberFormat.short(operation.add)) pJ",
        "\(NumberFormat.short(both.value * 1e12)) pJ",
      ])
      rows.append([
        "node": .string(operation.node.rawValue),
        "precision": .string(operation.precision.rawValue),
        "multiply_joules": .real(operation.multiply / 1e12),
        "add_joules": .real(operation.add / 1e12), "joules": .real(both.value),
        "kind": .string(both.kind.rawValue), "source": .string(operation.node.source),
      ])
    }
    let sources = OperationEnergy.Node.allCases.map { "\($0.rawValue): \($0.source)" }
    var report = Report("one operation in silicon, nothing around it (estimated)")
    report.add(table)
    report.say("source: \(sources.joined(separator: "; "))")
    report["operations"] = .array(rows)
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    if answer.arguments.word("NAME") == "check" { return checkExplanation() }
    if answer.arguments.word("NAME") == "operations" { return operationExplanation() }
    guard
      let device = try answer.arguments.device("NAME", in: answer.workspace)
        ?? answer.arguments.deviceFile("NAME", context.scope)
    else { return nil }
    var explanation = Explanation()
    explanation.isVolatile = device.isThisMachine
    explanation.formula("joules", String(device.formula.dropFirst("joules = ".count)))
    if let form = device.roofline {
      explanation.put("e = \(form.multiplyAdd.text), e_chip = \(form.onChipWord.text)")
      explanation.put("e_dram = \(form.dramWord.text), static power = \(form.staticPower.text)")
      explanation.formula("words on chip", "on-chip memory / word size")
      explanation.put(
        "\(form.onChipBytes.text) / \(form.wordBytes.text) = "
          + NumberText.count(form.onChipCapacity))
    }
    explanation.constants(of: device)
    return explanation
  }

  private static func operationExplanation() -> Explanation {
    var explanation = Explanation()
    explanation.formula("multiply-add", "multiply + add of the same precision")
    for operation in OperationEnergy.all {
      let both = operation.multiplyAdd().value
      explanation.put(
        "\(operation.node.rawValue), \(operation.precision.rawValue): \(operation.multiply) pJ + "
          + "\(operation.add) pJ = \(NumberFormat.short(both * 1e12)) pJ")
    }
    for node in OperationEnergy.Node.allCases { explanation.source(node.source) }
    return explanation
  }
}
