import Foundation
import Networks
import NetworksTestSupport
import Tensors
import Testing

@testable import Pruning

/// Every preset and random graphs, gated, cut and compacted: `./dev check-all mill` grinds more of
/// them and prints the table of Docs/Topologies.md.
@Suite struct MillTests {
  /// Random graphs, or what POLLARD_MILL says; with it the presets are ground at their own sizes.
  static let rounds = ProcessInfo.processInfo.environment["POLLARD_MILL"].flatMap { Int($0) }

  static let targets = [0.3, 0.5, 0.7]

  /// What became of all turns of one granularity.
  struct Tally {
    var networks: Set<String> = []
    var turns = 0
    var met = 0
    var exact = 0
    var exported = 0
    var difference = 0.0
    var error = 0.0
  }

  static func grind(
    _ network: Network, _ name: String, seed: UInt64,
    into tallies: inout [GateAttachment.Granularity: Tally]
  ) {
    for granularity in GateAttachment.Granularity.allCases {
      for target in targets {
        func record(_ fault: String) {
          let lines = network.graph.lines.joined(separator: "\n")
          Issue.record("\(name), \(granularity), \(target): \(fault)\n\(lines)")
        }
        let mill: Mill
        do {
          mill = try Mill(network, granularity, target: target, seed: seed)
        } catch {
          record("\(error)")
          continue
        }
        guard mill.kept != nil else { continue }
        tallies[granularity, default: Tally()].networks.insert(name)
        tallies[granularity]!.turns += 1
        tallies[granularity]!.met += mill.isMet ? 1 : 0
        tallies[granularity]!.exact += mill.difference == 0 ? 1 : 0
        tallies[granularity]!.exported += mill.isSameInONNX == true ? 1 : 0
        tallies[granularity]!.difference = max(
          tallies[granularity]!.difference, mill.difference)
        tallies[granularity]!.error = max(tallies[granularity]!.error, mill.error)
        mill.faults.forEach(record)
      }
    }
  }

  static func report(_ what: String, _ tallies: [GateAttachment.Granularity: Tally]) {
    guard rounds != nil else { return }
    for granularity in GateAttachment.Granularity.allCases {
      guard let tally = tallies[granularity] else { continue }
      print(
        "| \(what) | \(granularity) | \(tally.networks.count) | \(tally.turns) | \(tally.met) | "
          + "\(tally.exact) | \(String(format: "%.1e", tally.difference)) | "
          + "\(String(format: "%.1e", tally.error)) | \(tally.exported) |")
    }
  }

  @Test func randomGraphs() {
    var tallies: [GateAttachment.Granularity: Tally] = [:]
    let rounds = Self.rounds ?? 12
    for seed in 0..<UInt64(rounds) {
      let network = Network(RandomGraph(seed: seed).graph, seed: seed).stirred(seed: seed + 1)
      Self.grind(network, "graph \(seed)", seed: seed, into: &tallies)
    }
    for (granularity, share) in [(GateAttachment.Granularity.channel, 0.9), (.group, 0.9)] {
      let tally = tallies[granularity, default: Tally()]
      #expect(Double(tally.turns) >= share * Double(rounds * Self.targets.count))
      #expect(tally.met > tally.turns / 2 && tally.exported > tally.turns / 2)
    }
    #expect(tallies[.block, default: Tally()].turns > rounds)
    Self.report("random graphs", tallies)
  }

  /// The presets; of a tenth of their width, where that is quick, unless there is time.
  static let presets = ArchitectureCatalog.all.compactMap { kind -> (String, Graph)? in
    let graph = try? kind.graph(
      input: kind.defaultInput, classes: 10, width: rounds == nil ? 0.1 : 1, sizes: [])
    guard let graph, rounds != nil || graph.ownWork.total.multiplyAdds < 2e6 else { return nil }
    return (kind.name, graph)
  }

  @Test(arguments: presets.map { $0.0 }) func preset(_ name: String) throws {
    let graph = try #require(Self.presets.first { $0.0 == name }).1
    var tallies: [GateAttachment.Granularity: Tally] = [:]
    let network = Network(graph, seed: 1).stirred(seed: 2)
    Self.grind(network, name, seed: 3, into: &tallies)
    #expect(tallies[.group, default: Tally()].turns == Self.targets.count)
    Self.report(name, tallies)
  }
}
