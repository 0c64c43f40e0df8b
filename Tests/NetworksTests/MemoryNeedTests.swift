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
}
