import COpenBLAS
import Kernels

/// A convolution or linear layer as one matrix product, for maps of few positions.
struct FewImagesProduct: FewImagesStep {
  let source: Int
  let target: Int
  let added: Int?
  let rectified: Bool
  /// The largest number that the rectifier gives.
  let cap: Float
  private let tiles: FewImagesTiles
  private let layout: FewImagesLayout
  private let area: Int
  private let places: [Int]
  private let inputs: Int
  private let engine: FewImagesEngine

  /// - Parameter inputs: channels of the layer's input, all groups.
  init(
    from source: Int, inputs: Int, to target: Int, _ layout: FewImagesLayout, tiles: FewImagesTiles,
    added: Int?, rectified: Bool, cap: Float, engine: FewImagesEngine
  ) {
    self.source = source
    self.target = target
    self.added = added
    self.rectified = rectified
    self.cap = cap
    self.tiles = tiles
    self.layout = layout
    self.inputs = inputs
    self.engine = engine
    area = layout.height * layout.width
    places = (0..<area).map { layout.place($0) }
  }

  var reads: [Int] { [source] + (added.map { [$0] } ?? []) }
  var write: Int { target }
  var overwritable: Int? { added }
  var work: Int { tiles.tiles.reduce(0) { $0 + $1.count } * tiles.channels * tiles.taps * area }

  func chunks(_ memory: FewImagesMemory) -> Int { tiles.tiles.count }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let tile = tiles.tiles[chunk]
    var step = KernelFewImagesProduct()
    step.terms = Int32(tiles.channels * tiles.taps)
    step.outputs = Int32(tile.count)
    step.outChannelStep = Int64(layout.channelStep)
    step.rectified = rectified ? 1 : 0
    step.cap = cap
    switch engine {
    case .kernels: multiply(tile, &step, memory)
    case .openBLAS: multiplyByLibrary(tile, &step, memory)
    }
  }

  /// Terms whose weights stay in the nearest caches while all positions pass.
  private static let termsTogether = 256

  private func multiply(
    _ tile: FewImagesTiles.Tile, _ step: inout KernelFewImagesProduct, _ memory: FewImagesMemory
  ) {
    let positions = memory.count * area
    let width = tile.count.wholeVectors
    let (all, terms) = (inputs * tiles.taps, tiles.channels * tiles.taps)
    withUnsafeTemporaryAllocation(byteCount: 4 * positions * width, alignment: 64) { bytes in
      let sums = bytes.bindMemory(to: Float.self).baseAddress!
      for term in stride(from: 0, to: terms, by: Self.termsTogether) {
        step.begins = term == 0 ? 1 : 0
        step.terms = Int32(min(Self.termsTogether, terms - term))
        for first in stride(from: 0, to: positions, by: 8) {
          step.positions = Int32(min(8, positions - first))
          step.termStep = step.positions
          memory.fewImages.multiply(
            &step,
            memory.at(source) + first * all
              + (tile.channel * tiles.taps + term) * Int(step.positions),
            tiles.weights.pointer + tile.start + term * width, sums + first * width)
        }
      }
      spread(sums, tile, &step, memory)
    }
  }

  /// The positions of all images are one tile here, and so one product.
  private func multiplyByLibrary(
    _ tile: FewImagesTiles.Tile, _ step: inout KernelFewImagesProduct, _ memory: FewImagesMemory
  ) {
    let positions = memory.count * area
    let width = tile.count.wholeVectors
    withUnsafeTemporaryAllocation(of: Float.self, capacity: positions * width) { sums in
      let sums = sums.baseAddress!
      cblas_sgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, blasint(positions), blasint(width),
        blasint(step.terms), 1, memory.at(source) + tile.channel * tiles.taps * positions,
        blasint(positions), tiles.weights.pointer + tile.start, blasint(width), 0, sums,
        blasint(width))
      spread(sums, tile, &step, memory)
    }
  }

  /// The outputs of a tile from its sums, for up to eight positions at a time.
  private func spread(
    _ sums: UnsafePointer<Float>, _ tile: FewImagesTiles.Tile,
    _ step: inout KernelFewImagesProduct, _ memory: FewImagesMemory
  ) {
    let start = tile.output * layout.channelStep
    let out = memory.at(target) + start
    let other = added.map { UnsafePointer(memory.at($0) + start) }
    let imageStep = memory.imageStep(target)
    let positions = memory.count * area
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: 8) { list in
      step.places = UnsafePointer(list.baseAddress!)
      for first in stride(from: 0, to: positions, by: 8) {
        step.positions = Int32(min(8, positions - first))
        for position in first..<min(first + 8, positions) {
          list[position - first] = Int64(
            position / area * imageStep + places[position % area])
        }
        memory.fewImages.spread(
          &step, sums + first * tile.count.wholeVectors, tiles.bias.pointer + tile.output, other,
          out)
      }
    }
  }
}

/// What multiplies matrices.
enum FewImagesEngine {
  /// Our own loops, the faster ones at every instruction level.
  case kernels
  /// OpenBLAS on unfolded windows, to compare with.
  case openBLAS
}
