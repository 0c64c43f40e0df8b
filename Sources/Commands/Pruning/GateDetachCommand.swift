import Language
import Networks
import Notebook
import Pruning
import Reports
import Workspaces

/// `gate detach PATTERN`.
enum GateDetachCommand: Command {
  static let signature = Signature(
    "gate detach", group: CommandGroup.gates, "takes gates away; their channels stay open",
    positionals: [
      .variadic("PATTERN", .pattern, "gated layers or blocks", atLeast: 1, names: "gated")
    ],
    examples: [.init("gate detach *")])

  static func effects(of arguments: BoundArguments) -> [Effect] { [.changeInUse, .use(.inUse)] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.entry(draft)
    let graph = entry.network.graph
    let modules = entry.network.gateModules.map { (node: $0.node, name: graph.gatedName($0.node)) }
    guard !modules.isEmpty else {
      if let pattern = arguments.pattern("PATTERN")?.text,
        let refusal = arguments.hasNoGates(pattern, in: graph, code: "no-gates", at: "PATTERN")
      {
        throw refusal
      }
      throw arguments.error(
        "no-gates", "‘\(entry.name)’ has no gates", hint: "‘gate attach’ puts gates on layers")
    }
    let names = try arguments.nodes(
      "PATTERN", among: modules.map { $0.name }, noun: "gated layer"
    ) {
      arguments.hasNoGates($0, in: graph, code: "unknown-layer", at: "PATTERN", index: $1)
    }
    let chosen = modules.filter { names.contains($0.name) }
    let network = try GateAttachment.detach(
      entry.network, modules: Set(chosen.map { $0.node }))
    entry.replace(network)
    draft.entry = entry
    var report = Report("no gates any more on \(names.joined(separator: ", "))")
    report["detached"] = .array(names.map { .string($0) })
    return report
  }
}

extension NetworkEntry {
  /// Puts a network of other gates in place; what the optimizer remembers of the rest stays.
  mutating func replace(_ network: Network) {
    endMethod()
    let old = run
    run = .init(network)
    run.position = old.position
    run.companions = old.companions
    var moments = run.optimizerState.moments
    var steps = run.optimizerState.steps
    for (index, parameter) in network.parameters.enumerated() {
      if let before = old.network.parameters.firstIndex(where: { $0.name == parameter.name }) {
        moments[index] = old.optimizerState.moments[before]
        steps[index] = old.optimizerState.steps[before]
      }
    }
    run.optimizerState = .init(moments: moments, steps: steps)
    lastLook = [:]
  }
}
