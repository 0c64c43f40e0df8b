import Costs
import Language

/// `devices`.
enum DevicesCommand: Command {
  static let signature = Signature(
    "devices", group: CommandGroup.costs, "the device profiles and where their numbers come from",
    positionals: [.optional("NAME", .choice(DeviceCatalog.names), "the constants of one")],
    examples: [.init("devices"), .init("devices horowitz-45nm")])
  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    if let name = arguments.word("NAME"), let device = DeviceCatalog.find(name) {
      return constants(device)
    }
    var table = Table([.init("", .left), .init("device", .left), .init("what it is", .left)])
    for device in DeviceCatalog.all {
      table.add([
        device.name == DeviceCatalog.standard.name ? "*" : "", "\(device.name)",
        "\(device.summary)",
      ])
    }
    var report = Report()
    report.add(table)
    report["default"] = .string(DeviceCatalog.standard.name)
    report["devices"] = .array(DeviceCatalog.all.map { .string($0.name) })
    return report
  }

  private static func constants(_ device: DeviceProfile) -> Report {
    var table = Table([
      .init("constant", .left), .init("value"), .init("kind", .left), .init("source", .left),
    ])
    var rows: [JSONValue] = []
    for (name, figure) in device.constants {
      table.add(["\(name)", "\(figure.text)", "\(figure.kind.rawValue)", "\(figure.source)"])
      rows.append([
        "name": .string(name), "value": .real(figure.value), "unit": .string(figure.unit.rawValue),
        "kind": .string(figure.kind.rawValue), "source": .string(figure.source),
      ])
    }
    var report = Report("\(device.name): \(device.summary)")
    report.add(table)
    report["device"] = .string(device.name)
    report["constants"] = .array(rows)
    return report
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let device = answer.arguments.word("NAME").flatMap({ DeviceCatalog.find($0) }) else {
      return nil
    }
    var explanation = Explanation()
    explanation.formula("joules", String(EnergyModel.formula.dropFirst("joules = ".count)))
    explanation.put("e = \(device.multiplyAdd.text), e_chip = \(device.onChipWord.text)")
    explanation.put(
      "e_dram = \(device.dramWord.text), static power = \(device.staticPower.text)")
    explanation.formula("words on chip", "on-chip memory / word size")
    explanation.put(
      "\(device.onChipBytes.text) / \(device.wordBytes.text) = "
        + NumberText.count(device.onChipCapacity))
    explanation.constants(of: device)
    return explanation
  }
}
