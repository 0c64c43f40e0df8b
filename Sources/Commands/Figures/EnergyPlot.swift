import Costs
import Plots
import Reports

/// Joules of an image in each layer, by what they go to, of the dense network and of the network
/// now.
struct EnergyPlot {
  let name: String
  /// What the device's constants rest on.
  let basis: String
  let dense: EnergyEstimate
  let now: EnergyEstimate
  /// The layers that `dense` and `now` were asked about.
  let denseLayers: [LayerWork]
  let nowLayers: [LayerWork]

  /// Layers with a bar of their own; what the smaller ones cost is added up.
  private static let most = 20
  /// What the joules go to; a form that prices launches draws no power by time.
  private var terms: [String] {
    let last = dense.perImage.launchJoules.value > 0 ? "launch" : "time (static power)"
    return ["compute", "on-chip memory", "DRAM", last]
  }

  private struct Group {
    var name: String
    var dense = EnergyBreakdown.zero
    var now = EnergyBreakdown.zero

    var size: Double { max(dense.joules.value, now.joules.value) }

    static func + (left: Group, right: Group) -> Group {
      Group(name: left.name, dense: left.dense + right.dense, now: left.now + right.now)
    }
  }

  /// Layers in the order they run; what is computed together with a layer is counted with it.
  private var groups: [Group] {
    var groups: [Group] = []
    var places: [String: Int] = [:]
    func place(_ layer: LayerWork, behind last: Int?) -> Int {
      if let known = places[layer.name] { return known }
      var place = groups.count
      if layer.isFused, let last { place = last } else { groups.append(Group(name: layer.name)) }
      places[layer.name] = place
      return place
    }
    var last: Int?
    for (layer, part) in zip(denseLayers, dense.layers) {
      last = place(layer, behind: last)
      groups[last!].dense += part.energy
    }
    last = nil
    for (layer, part) in zip(nowLayers, now.layers) {
      last = place(layer, behind: last)
      groups[last!].now += part.energy
    }
    return groups.filter { $0.size > 0 }
  }

  func plot() throws -> Plot {
    let groups = groups
    let isPruned = groups.contains { $0.dense != $0.now }
    let shown = Self.largest(groups)
    let rows = shown.flatMap { group in
      let now = Chart.Row(group.name, variant: isPruned ? "now" : "", Self.values(group.now))
      guard isPruned else { return [now] }
      return [.init(group.name, variant: "dense", Self.values(group.dense)), now]
    }
    let chart = try Chart(
      "Energy of an image in \(name), by layer",
      .bars(
        value: Axis(
          "energy an image", .quantity("J"), kind: now.kind.rawValue,
          source: "\(now.device), \(basis)",
          startsAtZero: true), parts: terms, rows: rows))
    return Plot(
      charts: [chart],
      caption: """
        energy of an image in ‘\(name)’ by layer and term on \(now.device), batch \(now.batch) \
        (\(now.kind.rawValue))\(isPruned ? ": dense and now" : "")
        """, values: values(groups))
  }

  /// The joules of each term.
  private static func values(_ energy: EnergyBreakdown) -> [Double] {
    [
      energy.computeJoules, energy.onChipJoules, energy.dramJoules,
      energy.timeJoules + energy.launchJoules,
    ].map(\.value)
  }

  private static func largest(_ groups: [Group]) -> [Group] {
    guard groups.count > most else { return groups }
    let ranked = groups.indices.sorted {
      groups[$0].size == groups[$1].size ? $0 < $1 : groups[$0].size > groups[$1].size
    }
    let kept = ranked.prefix(most - 1).sorted().map { groups[$0] }
    let rest = ranked.dropFirst(most - 1)
    let sum = rest.reduce(Group(name: "\(rest.count) others")) { $0 + groups[$1] }
    return kept + [sum]
  }

  /// Every layer, those too that the chart adds up.
  private func values(_ groups: [Group]) -> JSONObject {
    func object(_ energy: EnergyBreakdown) -> JSONValue {
      [
        "compute_joules": .real(energy.computeJoules.value),
        "on_chip_joules": .real(energy.onChipJoules.value),
        "dram_joules": .real(energy.dramJoules.value),
        "time_joules": .real(energy.timeJoules.value),
        "launch_joules": .real(energy.launchJoules.value), "joules": .real(energy.joules.value),
      ]
    }
    return [
      "joules": .real(now.joules.value), "dense_joules": .real(dense.joules.value),
      "kind": .string(now.kind.rawValue), "basis": .string(basis), "device": .string(now.device),
      "source": .string(now.source),
      "layers": .array(
        groups.map {
          ["name": .string($0.name), "dense": object($0.dense), "now": object($0.now)]
        }),
    ]
  }
}
