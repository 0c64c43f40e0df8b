import Costs
import Foundation
import Networks
import Tensors
import Testing

@testable import Pruning

/// The joules of gated networks: those of the energy model for what the gates leave.
@Suite struct GatedEnergyTests {
  struct Place: Sendable, CustomTestStringConvertible {
    var device: DeviceProfile
    var batch: Int
    var kind: CostKind { .joules(EnergyModel(device), batch: batch) }
    var testDescription: String { kind.placeText }
  }

  static let places = DeviceCatalog.all.filter { $0.purpose == .inference }.flatMap { device in
    [1, 64].map { Place(device: device, batch: $0) }
  }

  /// Those whose charge has slopes; an array counts whole groups of channels.
  static let smooth = places.filter { EnergyModel($0.device).slopeStep < 1 }

  private func joules(_ graph: Graph, _ place: Place) -> Double {
    EnergyModel(place.device).inference(graph.ownWork, batch: place.batch).joules.value
  }

  private func random(_ map: GateMap, _ seed: UInt64) -> [Double] {
    let random = Generator(seed: seed, stream: .trial)
    return map.gates.indices.map { Double(random.uniform($0)) }
  }

  @Test(arguments: places, Nets.all)
  func openIsTheWholeNetwork(_ place: Place, _ test: Nets.Case) throws {
    let network = try test.network()
    let cost = GatedCost(network.graph, GateMap(network.graph), place.kind)
    #expect(abs(cost.open - joules(test.graph, place)) <= 1e-12 * cost.open)
    #expect(abs(cost.open - place.kind.total(test.graph.ownWork)) <= 1e-12 * cost.open)
  }

  @Test(arguments: places, Nets.all)
  func isTheCompactedNetworks(_ place: Place, _ test: Nets.Case) throws {
    let network = try test.network()
    let map = GateMap(network.graph)
    let cost = GatedCost(network.graph, map, place.kind)
    for seed in 0..<4 as Range<UInt64> {
      let open = Decisions.random(network, map, seed: seed)
      let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
      let small = try Surgery.removing(closed: closed, from: network, droppingGates: true).network
      let found = cost.total(open.map { $0 ? 1 : 0 })
      #expect(abs(found - joules(small.graph, place)) <= 1e-9 * cost.open)
    }
  }

  /// Against differences of the whole, with a step of its own.
  @Test(arguments: smooth, Nets.all)
  func slopesAreDifferences(_ place: Place, _ test: Nets.Case) throws {
    let network = try test.network()
    let map = GateMap(network.graph)
    let cost = GatedCost(network.graph, map, place.kind)
    let g = random(map, 4)
    let slopes = cost.slopes(g)
    let step = 1e-5
    for gate in map.gates.indices {
      var up = g
      var down = g
      up[gate] += step
      down[gate] -= step
      let difference = (cost.total(up) - cost.total(down)) / (2 * step)
      #expect(abs(difference - slopes[gate]) <= 1e-6 * slopes[gate] + 1e-9 * cost.open)
      #expect(slopes[gate] > 0)
    }
  }

  /// What a flip changes is exact, across every bend of the model.
  @Test(arguments: places, Nets.all)
  func changesAreFlips(_ place: Place, _ test: Nets.Case) throws {
    let network = try test.network()
    let map = GateMap(network.graph)
    let cost = GatedCost(network.graph, map, place.kind)
    let open = Decisions.random(network, map, seed: 3)
    let before = cost.total(open.map { $0 ? 1 : 0 })
    for (gate, change) in cost.changes(open).enumerated() {
      var next = open
      next[gate].toggle()
      let after = cost.total(next.map { $0 ? 1 : 0 })
      #expect(abs(after - before - change) <= 1e-12 * cost.open)
      #expect(open[gate] ? change <= 0 : change >= 0)
    }
  }

  /// A shut layer still has a slope, and no launch in it.
  @Test(arguments: smooth) func slopesOfShutLayers(_ place: Place) throws {
    let network = try Network(Nets.convnet(), seed: 1).gated()
    let map = GateMap(network.graph)
    let cost = GatedCost(network.graph, map, place.kind)
    let slopes = cost.slopes(map.gates.map { _ in 0 })
    let open = cost.slopes(map.gates.map { _ in 1 })
    for (shut, open) in zip(slopes, open) { #expect(shut >= 0 && shut <= open) }
    #expect(slopes.contains { $0 > 0 })
  }

  /// Starting a layer ends with its block, never with its channels.
  @Test func launchesBelongToBlocks() throws {
    let network = try Network(Nets.resnet(), seed: 1).gated(.both)
    let map = GateMap(network.graph)
    let device = try #require(DeviceCatalog.find("server-cpu"))
    let launch = device.roofline!.launch.value * device.roofline!.staticPower.value
    let slopes = GatedCost(network.graph, map, .joules(EnergyModel(device), batch: 1))
      .slopes(map.gates.map { _ in 1 })
    for (gate, slope) in zip(map.gates, slopes) {
      if gate.isBlock { #expect(slope > 3 * launch) } else { #expect(slope < launch) }
    }
  }

  @Test(arguments: [CostKind.connections, .macs] + places.map(\.kind))
  func isKept(_ kind: CostKind) throws {
    let data = try JSONEncoder().encode([kind])
    #expect(try JSONDecoder().decode([CostKind].self, from: data) == [kind])
  }

  @Test func countsAreKeptAsTheirNames() throws {
    let data = try JSONEncoder().encode([CostKind.connections, .macs])
    #expect(String(decoding: data, as: UTF8.self) == #"["connections","macs"]"#)
  }

  @Test(arguments: [
    #""joules""#, #""flops""#, "3", "{}", #"{"joules":{"device":"nowhere","batch":1}}"#,
    #"{"joules":{"device":"horowitz-45nm","batch":0}}"#, #"{"joules":{"device":"horowitz-45nm"}}"#,
  ])
  func othersAreRefused(_ text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([CostKind].self, from: Data("[\(text)]".utf8))
    }
  }
}
