import Costs
import Language
import Networks
import Pruning
import Reports
import Workspaces

/// The names of the state that completion offers.
public enum DomainNames {
  /// What can be typed for `kind`, each with a note; nothing for a kind that is not among these.
  public static func candidates(_ workspace: Workspace, _ kind: NameKind) -> [Candidate] {
    switch kind.description {
    case "layer":
      return (workspace.entry?.network.graph.nodes ?? []).map {
        Candidate($0.name, $0.layer.text)
      }
    case "gateable":
      return (workspace.entry?.network.graph).map { gateable($0) } ?? []
    case "gated":
      guard let network = workspace.entry?.network else { return [] }
      return network.gateModules.map {
        Candidate(
          network.graph.gatedName($0.node), NumberFormat.counted("gate", $0.module.gateCount))
      }
    case "closable":
      return (workspace.entry?.network.graph).map { closable($0) } ?? []
    case "network":
      return workspace.networkNames.map { Candidate($0, workspace.networks[$0]!.spec) }
    case "checkpoint":
      return workspace.checkpoints.sorted { $0.key < $1.key }.map {
        Candidate($0.key, "\($0.value.entry.name) \($0.value.entry.place)")
      }
    case "device":
      return DeviceCatalog.all.map { Candidate($0.name, $0.summary) }
    case "grid":
      return GridCatalog.all.map {
        Candidate($0.name, "\(NumberFormat.plain($0.gramsPerKilowattHour)) g/kWh")
      }
    default:
      return []
    }
  }

  /// Layers that can be gated and have no gates yet, and residual blocks.
  private static func gateable(_ graph: Graph) -> [Candidate] {
    GateSites.channels(of: graph).map {
      let node = graph.nodes[$0.producer]
      let channels = NumberFormat.counted("channel", node.shape.channels)
      return Candidate(node.name, "\(node.layer.text), \(channels)")
    }
      + GateSites.blocks(of: graph).map {
        Candidate($0.name, "a residual block, with granularity=block")
      }
  }

  /// Layers and residual blocks that can be closed.
  static func closable(_ graph: Graph) -> [Candidate] {
    GateSites.closable(graph).map { Candidate($0.name, NumberFormat.counted("channel", $0.count)) }
      + GateSites.blockNames(graph).map { Candidate($0, "a residual block") }
  }
}
