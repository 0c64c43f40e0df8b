import Language
import Networks
import Pruning

extension Result {
  /// The error, if it is one.
  fileprivate var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}

extension BoundArguments {
  /// Why gates cannot be put on a layer that there is, and a line that helps; nil where there is no
  /// such layer or block, or nothing stands in the way.
  func cannotBeGated(
    _ name: String, in graph: Graph, at parameter: String, index: Int = 0,
    granularity: GateAttachment.Granularity = .channel
  ) -> Diagnostic? {
    let place = span(parameter, index)
    func refusal(_ message: String, _ hint: String) -> Diagnostic {
      Diagnostic("not-gateable", message, at: place, hint: hint)
    }
    guard let node = graph.index(named: name), !graph.nodes[node].isGate else {
      guard GateSites.blockNames(graph).contains(name) else { return nil }
      return refusal(
        "‘\(name)’ is a residual block, which is gated as a whole",
        "try ‘gate attach \(name) granularity=block’")
    }
    let found: ChannelObstacle? =
      if granularity == .group {
        GateSites.groupSite(of: graph, member: node).failure
      } else {
        GateSites.channelSite(of: graph, producer: node).failure
      }
    guard let obstacle = found else { return nil }
    guard obstacle != .gated else {
      let module = GateSites.module(of: graph, gating: node).map(graph.gatedName) ?? name
      return refusal(
        "‘\(name)’ has gates already",
        "‘gate detach \(module)’ takes them away; ‘gates’ shows them")
    }
    let cause = Closing.Refusal(
      obstacle, of: node, ChannelList(layer: name, ranges: nil), graph)
    return refusal(
      "‘\(name)’ cannot be gated: it \(cause.reason)", wayToGates(obstacle, node, graph))
  }

  /// A line that attaches gates where they can stand.
  private func wayToGates(_ obstacle: ChannelObstacle, _ node: Int, _ graph: Graph) -> String {
    let sites = GateSites.channels(of: graph).map(\.producer)
    if obstacle == .makesNone, let maker = GateSites.producer(of: graph, behind: node) {
      let name = graph.nodes[maker].name
      if sites.contains(maker) { return "try ‘gate attach \(name)’" }
      if graph.gateModule(of: name) != nil { return "‘\(name)’ has gates already: see ‘gates’" }
    }
    if obstacle == .coupled, case .success = GateSites.groupSite(of: graph, member: node) {
      return "try ‘gate attach \(graph.nodes[node].name) granularity=group’"
    }
    if obstacle == .coupled,
      let block = GateSites.blocks(of: graph).first(where: { $0.nodes.contains(node) })
    {
      return "try ‘gate attach \(block.name) granularity=block’"
    }
    guard !sites.isEmpty else {
      return graph.gateModules.isEmpty
        ? "‘layers’ lists the layers; none of them can be gated"
        : "‘gates’ shows the layers that are: all that can be"
    }
    let names = sites.prefix(6).map { graph.nodes[$0].name }.joined(separator: ", ")
    return "‘gate attach *’ takes all that can be: \(names)\(sites.count > 6 ? ", …" : "")"
  }

  /// Why a layer that there is has no gates, and a line that helps; nil where there is none.
  func hasNoGates(
    _ name: String, in graph: Graph, code: Diagnostic.Code, at parameter: String, index: Int = 0
  ) -> Diagnostic? {
    let isBlock = GateSites.blockNames(graph).contains(name)
    guard graph.index(named: name).map({ !graph.nodes[$0].isGate }) ?? isBlock else { return nil }
    if let node = graph.index(named: name),
      let maker = GateSites.producer(of: graph, behind: node), maker != node,
      graph.gateModule(of: graph.nodes[maker].name) != nil
    {
      let gated = graph.nodes[maker].name
      return Diagnostic(
        code, "‘\(name)’ has no gates of its own: it carries the channels of ‘\(gated)’",
        at: span(parameter, index), hint: "did you mean ‘\(gated)’?")
    }
    if let node = graph.index(named: name), let module = GateSites.module(of: graph, gating: node),
      graph.gatedName(module) != name
    {
      let group = graph.gatedName(module)
      return Diagnostic(
        code, "‘\(name)’ has no gates of its own: it shares those of its group, ‘\(group)’",
        at: span(parameter, index), hint: "did you mean ‘\(group)’?")
    }
    guard let obstacle = cannotBeGated(name, in: graph, at: parameter, index: index), !isBlock
    else {
      let granularity = isBlock ? " granularity=block" : ""
      return Diagnostic(
        code, "‘\(name)’ has no gates", at: span(parameter, index),
        hint: "‘gate attach \(name)\(granularity)’ puts gates on it")
    }
    return Diagnostic(
      code,
      "‘\(name)’ has no gates"
        + (obstacle.message.firstRange(of: ": ").map {
          ", and can have none: " + obstacle.message[$0.upperBound...]
        } ?? ""), at: span(parameter, index), hint: obstacle.hint)
  }
}
