import Testing

@testable import Networks
@testable import Tensors

/// What work is said to need before it begins.
@Suite struct MemoryNeedTests {
  /// From a block of images on, filters of 36 planes; layers of one size share them.
  @Test func filtersOfWinograd() throws {
    let line = "conv 4 3x3 pad=1 bias=off"
    let graph = try Graph(input: Shape(3, 8, 8), lines: [line, line, line, "conv 8 1x1 bias=off"])
    let few = MemoryNeed.inference(graph, batch: 15)
    let block = MemoryNeed.inference(graph, batch: 16)
    #expect(block - few == Double(36 * (3 * 4 + 4 * 4) * 4))
  }

  /// An inference of few images keeps 36 planes in the place of 9 taps where it filters minimally.
  @Test func filtersOfFewImages() throws {
    func need(_ side: Int, _ batch: Int) throws -> Double {
      let graph = try Graph(
        input: Shape(32, side, side), lines: ["conv 40 3x3 pad=1 bias=off"])
      return MemoryNeed.inference(graph, batch: batch) - MemoryNeed.maps(graph, batch: batch)
        - MemoryNeed.weights(graph)
    }
    #expect(try need(24, 1) == Double((36 - 9) * 32 * 40 * 4))
    #expect(try need(22, 1) == 0)
    #expect(try need(24, 16) == Double(36 * 32 * 40 * 4))
  }
}
