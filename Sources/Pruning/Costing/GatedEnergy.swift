import Costs

/// The joules or seconds of a gated network as a function of its gates, for any device:
/// `E(g) = Σ_l Π g_block · e(w_l(r, m))`,
/// e what the energy model charges a layer, w_l its work with r of the channels it reads and m of
/// those it makes open.
///
/// The model is asked, never copied. The charge of most forms is piecewise linear in the work (a
/// maximum in time, a minimum in what spills to DRAM): a slope is that of the branch in force. A
/// form that counts whole groups of channels says over how many a slope is told. A block gate
/// weighs all that its layers are charged, their launch included, since an image that skips the
/// block starts nothing. For a channel gate the launch is a constant: a layer is started however
/// narrow it is, and floors keep a channel of each.
struct GatedEnergy: Sendable {
  /// Gates that count alike in a layer: how many channels one of them reads and makes.
  private struct Group: Sendable {
    var reads: Double
    var makes: Double
    var gates: [Int]
  }

  /// What a slope takes for open where less is: a layer with nothing open would not be started.
  private static let least = 1e-3

  private let layers: [(layer: GatedLayer, groups: [Group])]
  private let gateCount: Int
  private let model: EnergyModel
  private let batch: Int
  private let amount: @Sendable (EnergyBreakdown) -> Double

  /// - Parameter amount: what counts of an estimate, joules or seconds.
  init(
    _ layers: [GatedLayer], _ gateCount: Int, _ model: EnergyModel, batch: Int,
    _ amount: @escaping @Sendable (EnergyBreakdown) -> Double
  ) {
    self.layers = layers.map { ($0, Self.groups($0)) }
    self.gateCount = gateCount
    self.model = model
    self.batch = batch
    self.amount = amount
  }

  private static func groups(_ layer: GatedLayer) -> [Group] {
    var counts: [Int: (reads: Double, makes: Double)] = [:]
    for (gate, count) in layer.reads.gates { counts[gate, default: (0, 0)].reads = count }
    for (gate, count) in layer.makes.gates { counts[gate, default: (0, 0)].makes = count }
    var groups: [Group] = []
    for gate in counts.keys.sorted() {
      let (reads, makes) = counts[gate]!
      if let place = groups.firstIndex(where: { $0.reads == reads && $0.makes == makes }) {
        groups[place].gates.append(gate)
      } else {
        groups.append(Group(reads: reads, makes: makes, gates: [gate]))
      }
    }
    return groups
  }

  /// What one image costs in each of these layers.
  private func charges(_ works: [LayerWork]) -> [Double] {
    model.inference(works, batch: batch).layers.map { amount($0.energy) }
  }

  /// E(g).
  func total(_ g: [Double]) -> Double {
    let charges = charges(
      layers.map { $0.layer.work(reads: $0.layer.reads.total(g), makes: $0.layer.makes.total(g)) })
    return zip(layers, charges).reduce(0) { $0 + $1.1 * $1.0.layer.running(g) }
  }

  /// dE/dg of every gate.
  func slopes(_ g: [Double]) -> [Double] {
    let step = model.slopeStep
    return quotients(g, least: Self.least) { [Move(from: -step, to: step, gates: $0.gates)] }
  }

  /// What each gate of a decision is worth: E with it open less E with it shut, all others as they
  /// are. Not its slope, where a branch of the model ends on the way.
  func worths(_ open: [Bool]) -> [Double] {
    quotients(open.map { $0 ? 1 : 0 }, least: 0) { group in
      [
        Move(from: -1, to: 0, gates: group.gates.filter { open[$0] }),
        Move(from: 0, to: 1, gates: group.gates.filter { !open[$0] }),
      ]
    }
  }

  /// How far some gates of a group move, one at a time.
  private struct Move {
    var from: Double
    var to: Double
    var gates: [Int]

    /// A wide step ends where the layer's channels end.
    func kept(
      within layer: GatedLayer, _ group: Group, _ reads: Double, _ makes: Double
    ) -> Move {
      guard to > 1 else { return self }
      var (down, up) = (-from, to)
      for (side, each, open) in [
        (layer.reads, group.reads, reads), (layer.makes, group.makes, makes),
      ] where each > 0 {
        down = min(down, (open - GatedEnergy.least) / each)
        up = min(up, (side.count - open) / each)
      }
      return Move(from: -max(0, down), to: max(GatedEnergy.least, up), gates: gates)
    }
  }

  /// What E gains from `from` to `to`, by the gate, all others as they are.
  private func quotients(
    _ g: [Double], least: Double, _ moves: (Group) -> [Move]
  ) -> [Double] {
    // The model is asked once: for each layer as it is, then moved.
    var works: [LayerWork] = []
    var all: [[Move]] = []
    for (layer, groups) in layers {
      let reads = max(least, layer.reads.total(g))
      let makes = max(least, layer.makes.total(g))
      works.append(layer.work(reads: reads, makes: makes))
      all.append([])
      for group in groups {
        for move in moves(group).map({ $0.kept(within: layer, group, reads, makes) })
        where !move.gates.isEmpty {
          for way in [move.from, move.to] {
            works.append(
              layer.work(reads: reads + way * group.reads, makes: makes + way * group.makes))
          }
          all[all.count - 1].append(move)
        }
      }
    }
    var charges = charges(works)[...]
    var result = [Double](repeating: 0, count: gateCount)
    for ((layer, _), moves) in zip(layers, all) {
      let charge = charges.removeFirst()
      for gate in layer.blocks {
        result[gate] += layer.blocks.reduce(charge) { $1 == gate ? $0 : $0 * g[$1] }
      }
      let running = layer.running(g)
      for move in moves {
        let before = charges.removeFirst()
        let after = charges.removeFirst()
        let quotient = (after - before) / (move.to - move.from) * running
        for gate in move.gates { result[gate] += quotient }
      }
    }
    return result
  }
}
