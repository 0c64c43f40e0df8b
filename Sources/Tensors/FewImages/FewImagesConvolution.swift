import Kernels

/// A convolution over maps, positions in the lanes, without a copy for each window place.
struct FewImagesConvolution: FewImagesStep {
  let source: Int
  let target: Int
  /// Added before the rectifier.
  let added: Int?
  let rectified: Bool
  /// The largest number that the rectifier gives.
  let cap: Float
  private let tiles: FewImagesTiles
  private let layout: FewImagesLayout
  private let field: FewImagesField
  private let mask: [Int32]
  /// Whether all rows are one run of numbers.
  private let isFlat: Bool
  private let rows: Int
  private let vectors: Int
  private let tilesPerChunk: Int
  private let vectorsPerChunk: Int

  /// Multiply-adds worth a chunk of their own.
  private static let chunkWork = 300_000

  init(
    from source: Int, _ field: FewImagesField, to target: Int, _ layout: FewImagesLayout,
    tiles: FewImagesTiles, added: Int?, rectified: Bool, cap: Float
  ) {
    self.source = source
    self.target = target
    self.added = added
    self.rectified = rectified
    self.cap = cap
    self.tiles = tiles
    self.layout = layout
    self.field = field
    isFlat = field.pitch == layout.pitch
    rows = isFlat ? 1 : layout.height
    let columns = isFlat ? layout.run : layout.width
    vectors = columns.vectors
    let pitch = layout.pitch
    mask = (0..<vectors * lanes).map { [layout] in
      $0 < columns && $0 % pitch < layout.width ? -1 : 0
    }
    let terms = tiles.channels * tiles.taps
    let tileWork = 8 * terms * rows * vectors * lanes
    tilesPerChunk = max(1, Self.chunkWork / tileWork)
    // Rows that are not one run overwrite each other's ends, so they stay in one chunk.
    let parts = isFlat ? min(max(1, tileWork / Self.chunkWork), (vectors + 5) / 6) : 1
    vectorsPerChunk = ((vectors + parts - 1) / parts + 2) / 3 * 3
  }

  var reads: [Int] { [source] + (added.map { [$0] } ?? []) }
  var write: Int { target }
  var overwritable: Int? { isFlat && added != source ? added : nil }
  var work: Int {
    tiles.tiles.reduce(0) { $0 + $1.count } * tiles.channels * tiles.taps * layout.height
      * layout.width
  }

  private var tileGroups: Int { (tiles.tiles.count + tilesPerChunk - 1) / tilesPerChunk }
  private var vectorGroups: Int { (vectors + vectorsPerChunk - 1) / vectorsPerChunk }

  func chunks(_ memory: FewImagesMemory) -> Int { tileGroups * memory.count * vectorGroups }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let image = chunk / vectorGroups % memory.count
    let first = chunk / vectorGroups / memory.count * tilesPerChunk
    let vector = chunk % vectorGroups * vectorsPerChunk
    var step = KernelFewImagesConvolution()
    step.channels = Int32(tiles.channels)
    step.taps = Int32(tiles.taps)
    step.rows = Int32(rows)
    step.vectors = Int32(min(vectorsPerChunk, vectors - vector))
    step.inChannelStep = Int64(field.channelStep)
    step.inRowStep = Int64(field.pitch)
    step.outChannelStep = Int64(layout.channelStep)
    step.outRowStep = Int64(layout.pitch)
    step.rectified = rectified ? 1 : 0
    step.cap = cap
    let from = memory.at(source, image: image) + field.start + vector * lanes
    let at = layout.origin + vector * lanes
    let to = memory.at(target, image: image) + at
    let other = added.map { UnsafePointer(memory.at($0, image: image) + at) }
    field.offsets.withUnsafeBufferPointer { offsets in
      mask.withUnsafeBufferPointer { mask in
        step.offsets = offsets.baseAddress
        for tile in tiles.tiles[first..<min(first + tilesPerChunk, tiles.tiles.count)] {
          step.outputs = Int32(tile.count)
          let place = tile.output * layout.channelStep
          memory.fewImages.convolve(
            &step, from + tile.channel * field.channelStep, tiles.weights.pointer + tile.start,
            tiles.bias.pointer + tile.output, other.map { $0 + place },
            mask.baseAddress! + vector * lanes, to + place)
        }
      }
    }
  }
}
