import Datasets
import Networks
import Tensors
import Testing
import Training

@testable import Pruning

/// What gates did, told over a part of a data set.
@Suite struct ObservationTests {
  @Test func countsOpenGates() throws {
    let lab = try Lab.shapes(train: 40, test: 90)
    let network = PruningSuite.SurgeryTests.halfOpen(
      try Network(Nets.convnet(), seed: 1).gated())
    let test = lab.dataset.test
    let found = try GateObservation.run(network, on: test, of: lab.dataset, for: Classify())
    let batch = lab.dataset.batch(of: Array(0..<test.count), in: test, for: Classify())
    let (_, pass) = try network.forward(batch.images, mode: .evaluation)
    let means = pass.gates.flatMap { $0.means }
    let logits = pass.gates.flatMap { $0.logits.channelMeans() }
    #expect(zip(found.openness, means).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(zip(found.logits, logits).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(found.evaluation.count == 90)
    // The classes' shares, weighted by their sizes, make the whole.
    let sizes = test.histogram(classes: 4).map { Double($0) }
    for gate in means.indices {
      let sum = (0..<4).reduce(0) { $0 + sizes[$1] * found.byClass[$1][gate] }
      #expect(abs(sum / 90 - found.openness[gate]) < 1e-9)
    }
    let p = pass.gates.flatMap { $0.openness.images }
    let margin = p.reduce(0) { $0 + abs(Double($1) - 0.5) } / Double(p.count)
    #expect(abs(found.margin - margin) < 1e-6)
    // One image alone.
    let one = try GateObservation.image(17, in: test, of: lab.dataset, for: Classify(), network)
    let row = pass.gates.flatMap { record in
      let n = record.means.count
      return record.gates.value.images[17 * n..<18 * n].map { $0 > 0 }
    }
    #expect(one.open == row)
    #expect(one.evaluation.predictions == [found.evaluation.predictions[17]])
  }

  @Test func agreementLeavesOutClosedBlocks() throws {
    let network = try Network(Nets.resnet(), seed: 1).gated(.both)
    let map = GateMap(network.graph)
    var openness = map.gates.map { _ in 1.0 }
    #expect(Agreement(openness: openness, map, left: 0).consensus == 1)
    #expect(Agreement(openness: openness, map, left: 0).count == openness.count)
    // An undecided channel counts while its block is open, and only then.
    let inner = try #require(map.gates.indices.first { !map.enclosing($0).isEmpty })
    openness[inner] = 0.4
    let open = Agreement(openness: openness, map, left: 0)
    #expect(abs(open.undecided - 1 / Double(openness.count)) < 1e-12)
    openness[map.enclosing(inner)[0]] = 0
    let closed = Agreement(openness: openness, map, left: 0)
    #expect(closed.consensus == 1)
    #expect(closed.count < openness.count)
    openness[map.enclosing(inner)[0]] = 0.998
    let near = Agreement(openness: openness, map, left: 0)
    #expect(near.nearConsensus > near.consensus)
    // Gates that have left agree.
    let more = Agreement(openness: openness, map, left: 10)
    #expect(more.count == near.count + 10)
    #expect(more.consensus > near.consensus)
  }

  @Test func averagesForget() {
    var averages = GateAverages(count: 2)
    #expect(averages.isEmpty)
    #expect(averages.openness == [1, 1])
    averages.add(openness: [0, 1], logits: [-1, 3])
    #expect(averages.openness == [0, 1])
    #expect(averages.logits == [-1, 3])
    averages.add(openness: [0, 0.5], logits: [-1, 1])
    #expect(averages.closedStreak == [2, 0])
    // Weights 0.98 and 1.
    #expect(abs(averages.openness[1] - (0.98 + 0.5) / 1.98) < 1e-12)
    for _ in 0..<1000 { averages.add(openness: [1, 0], logits: [2, -2]) }
    #expect(abs(averages.openness[0] - 1) < 1e-6)
    #expect(averages.closedStreak == [0, 1000])
    let second = averages.selecting([1])
    #expect(second.logits == [averages.logits[1]])
    #expect(second.closedStreak == [1000])
  }
}
