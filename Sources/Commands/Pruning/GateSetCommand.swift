import Language
import Networks
import Notebook
import Pruning
import Reports
import Workspaces

/// `gate set LAYER[3,7-9] on|off|free`.
enum GateSetCommand: Command {
  static let signature = Signature(
    "gate set", group: CommandGroup.gates, "holds gates open or shut, or lets them go",
    positionals: [
      .required("LAYER", .channels, "a gated layer, or some of its channels", names: "gated"),
      .required("STATE", .choice(["on", "off", "free"]), "open, shut, or as they decide"),
    ],
    examples: [.init("gate set conv1[3,7-9] off"), .init("gate set conv1 free")])

  static func effects(of arguments: BoundArguments) -> [Effect] { [.changeInUse, .use(.inUse)] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.entry(draft)
    let channels = try arguments.required("LAYER", \.channels)
    let graph = entry.network.graph
    let modules = entry.network.gateModules
    guard let (node, module) = modules.first(where: { graph.gatedName($0.node) == channels.layer })
    else {
      throw arguments.hasNoGates(
        channels.layer, in: graph, code: "unknown-gated-layer", at: "LAYER")
        ?? arguments.unknown(
          "gated layer", channels.layer, among: modules.map { graph.gatedName($0.node) },
          at: "LAYER",
          none: "‘gate attach’ puts gates on layers")
    }
    let setting: GateModule.Setting =
      switch arguments.word("STATE") {
      case "on": .on
      case "off": .off
      default: .free
      }
    var settings = module.settings
    let places = try places(channels, module, arguments)
    for place in places { settings[place] = setting }
    let changed = entry.network.setting(gatesOf: node, to: settings)
    if !module.channels.isEmpty,
      settings.prefix(module.channels.count).allSatisfy({ $0 == .off })
    {
      throw arguments.error(
        "empty-layer", "‘\(channels.layer)’ would lose every channel", at: "LAYER",
        hint: "a layer keeps at least one; a whole block can go with granularity=block")
    }
    try refuseUnread(changed, channels, arguments)
    entry.run.network = changed
    draft.entry = entry
    let state = arguments.word("STATE") ?? ""
    let count = Set(places).count
    var report = Report("\(channels.layer): \(NumberFormat.counted("gate", count)) \(state)")
    report["layer"] = .string(channels.layer)
    report["state"] = .string(state)
    report["gates"] = .integer(count)
    return report
  }

  /// A layer that reads some channels only, behind a slice, reads one at least.
  private static func refuseUnread(
    _ network: Network, _ channels: ChannelList, _ arguments: BoundArguments
  ) throws {
    let map = GateMap(network.graph)
    let off = network.gateModules.flatMap { $0.module.settings.map { $0 == .off } }
    guard
      GateFloors.readers(of: network.graph, map).contains(where: { $0.allSatisfy { off[$0] } })
    else { return }
    throw arguments.error(
      "empty-layer", "a layer that reads some channels of ‘\(channels.layer)’ would lose them all",
      at: "LAYER", hint: "it keeps at least one; ‘layers’ shows who reads which")
  }

  private static func places(
    _ channels: ChannelList, _ module: GateModule, _ arguments: BoundArguments
  ) throws -> [Int] {
    guard let ranges = channels.ranges else { return Array(0..<module.gateCount) }
    guard !module.channels.isEmpty else { return [0] }
    return try ranges.flatMap { range -> [Int] in
      guard range.upperBound < module.originalCount else {
        throw arguments.error(
          "no-channel",
          "‘\(channels.layer)’ has no channel \(range.upperBound)", at: "LAYER",
          hint: "its channels are 0 to \(module.originalCount - 1)")
      }
      return range.compactMap { module.channels.firstIndex(of: $0) }
    }
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let count = answer.number("gates"), let layer = answer.word("layer"),
      let channels = answer.arguments.channels("LAYER")
    else { return nil }
    var explanation = Explanation(
      answer.workspace.entry?.isShapedByTraining == true ? .trained : .derived)
    explanation.formula("gates", "the channels that were named and are still there")
    explanation.put(
      "\(layer): \(channels.description) → \(NumberText.count(count))", count, at: ["gates"])
    return explanation
  }
}
