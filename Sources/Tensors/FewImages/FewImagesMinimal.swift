import Kernels

/// A convolution over maps with 3x3 windows by Winograd's algorithm (`Winograd`), 16 tiles of the
/// maps in the lanes.
///
/// Maps of whole tiles have no tile that leaves them by more than the window's padding, so what is
/// read around them is the zeros of their layout.
struct FewImagesMinimal: FewImagesStep {
  let source: Int
  let target: Int
  /// Added before the rectifier.
  let added: Int?
  let rectified: Bool
  /// The largest number that the rectifier gives.
  let cap: Float
  private let winograd: Winograd
  private let filters: WinogradFilters
  private let bias: [Float]
  private let from: FewImagesLayout
  private let to: FewImagesLayout
  /// Where the first number under each tile lies in its channel, and the first that comes of it.
  private let inputs: [Int]
  private let outputs: [Int]

  /// Columns of 16 tiles that are transformed together.
  private static let together = 8
  /// Tiles below which the loops over positions are as fast.
  private static let fewestTiles = 32
  /// Channels on either side below which transforms cost more than they save.
  private static let fewestChannels = 32

  /// Whether a layer gains by it.
  static func suits(_ geometry: ConvolutionGeometry, on shape: Shape, outputs: Int) -> Bool {
    geometry.kernelHeight == 3 && geometry.margins.even == 1 && geometry.isWinograd(on: shape)
      && shape.height % 4 == 0 && shape.width % 4 == 0 && shape.area / 16 >= fewestTiles
      && min(shape.channels, outputs) >= fewestChannels
  }

  /// Nil where the windows are others, the maps no whole tiles, or the layer too small to gain.
  init?(
    from source: FewImagesValue, to target: FewImagesValue, _ geometry: ConvolutionGeometry,
    weight: [Float], bias: [Float], added: Int?, rectified: Bool, cap: Float
  ) {
    let shape = source.shape
    guard source.layout.halo >= 1, Self.suits(geometry, on: shape, outputs: bias.count) else {
      return nil
    }
    self.source = source.number
    self.target = target.number
    self.added = added
    self.rectified = rectified
    self.cap = cap
    self.bias = bias
    from = source.layout
    to = target.layout
    let winograd = Winograd(shape, taps: 3, padding: 1)
    self.winograd = winograd
    filters = WinogradFilters(
      Tensor([bias.count, shape.channels, 3, 3], weight), for: winograd, backward: false)
    func places(_ layout: FewImagesLayout, before: Int) -> [Int] {
      (0..<winograd.tiles).map { tile in
        let row = tile / winograd.tileColumns * 4 - before
        return layout.origin + row * layout.pitch + tile % winograd.tileColumns * 4 - before
      }
    }
    inputs = places(from, before: 1)
    outputs = places(to, before: 0)
  }

  var reads: [Int] { [source] + (added.map { [$0] } ?? []) }
  var write: Int { target }
  var overwritable: Int? { added != source ? added : nil }
  var work: Int { filters.outputs * filters.channels * winograd.planes * winograd.tiles }

  private func columns(_ count: Int) -> Int { (count * winograd.tiles).vectors }

  /// Parts of all columns, the same number for each thread where there are some for each.
  private func bands(_ memory: FewImagesMemory) -> Int {
    let (columns, threads) = (columns(memory.count), memory.threads)
    let bands = (columns + Self.together - 1) / Self.together
    return bands < threads ? bands : min(columns, (bands + threads - 1) / threads * threads)
  }

  /// Parts of the outputs, where there are fewer bands than threads.
  private func parts(_ memory: FewImagesMemory) -> Int {
    let (bands, threads) = (bands(memory), memory.threads)
    let parts = bands < threads ? (threads + bands - 1) / bands : 1
    return min(parts, (filters.outputs + 3) / 4)
  }

  func chunks(_ memory: FewImagesMemory) -> Int { bands(memory) * parts(memory) }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let (all, bands, parts) = (columns(memory.count), bands(memory), parts(memory))
    let band = chunk / parts
    let columns = all * band / bands..<all * (band + 1) / bands
    let group = Winograd.Group(blocks: 0..<1, rows: 0..<1, tileColumns: columns.count)
    let range = Range.tiles(of: filters.outputs, part: chunk % parts, of: parts)
    guard !range.isEmpty else { return }
    let spread = winograd.storage(filters.channels, group)
    let products = winograd.storage(range.count, group)
    let patch = Storage(36 * lanes)
    self.spread(columns, group, patch, memory, to: spread.pointer)
    filters.multiply(spread.pointer, group, range, to: products.pointer)
    gather(products.pointer, columns, group, range, patch, memory)
  }

  /// Where the tiles of `column` lie, those past the last one where the first does.
  private func places(
    _ column: Int, _ all: [Int], imageStep: Int, _ memory: FewImagesMemory,
    _ body: (inout KernelFewImagesTiles) -> Void
  ) {
    let tiles = winograd.tiles
    let end = memory.count * tiles
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: lanes) { places in
      for lane in 0..<lanes {
        let tile = column * lanes + lane
        let known = tile < end ? tile : column * lanes
        places[lane] = Int64(known / tiles * imageStep + all[known % tiles])
      }
      var shape = KernelFewImagesTiles()
      shape.places = UnsafePointer(places.baseAddress!)
      shape.tiles = Int32(min(lanes, end - column * lanes))
      body(&shape)
    }
  }

  /// What lies under the tiles to `[plane][channel][column][16 tiles]`.
  private func spread(
    _ columns: Range<Int>, _ group: Winograd.Group, _ patch: Storage, _ memory: FewImagesMemory,
    to planes: UnsafeMutablePointer<Float>
  ) {
    let input = memory.kernels.tiles3.input!
    var window = KernelMap()
    (window.height, window.width) = (6, 6)
    var before = Epilogue().kernel(0, 0)
    let planeStep = Int64(group.planeStep(filters.channels))
    for column in columns {
      let at = (column - columns.lowerBound) * lanes
      places(column, inputs, imageStep: memory.imageStep(source), memory) { shape in
        shape.rowStep = Int64(from.pitch)
        for channel in 0..<filters.channels {
          memory.fewImages.gatherTiles(
            &shape, memory.at(source) + channel * from.channelStep, patch.pointer)
          input(
            &window, &before, patch.pointer, 1, planes + channel * group.channelStep + at,
            planeStep)
        }
      }
    }
  }

  private func gather(
    _ products: UnsafePointer<Float>, _ columns: Range<Int>, _ group: Winograd.Group,
    _ range: Range<Int>, _ patch: Storage, _ memory: FewImagesMemory
  ) {
    let output = memory.kernels.tiles3.output!
    var row = KernelTileRow()
    row.planeStep = Int64(group.planeStep(range.count))
    row.rowStep = Int64(4 * lanes)
    (row.rows, row.columns) = (4, 4)
    var after = Epilogue().kernel(0, 0)
    let other = added.map { UnsafePointer(memory.at($0)) }
    for column in columns {
      let at = (column - columns.lowerBound) * lanes
      places(column, outputs, imageStep: memory.imageStep(target), memory) { shape in
        shape.rowStep = Int64(to.pitch)
        shape.rectified = rectified ? 1 : 0
        shape.cap = cap
        for channel in range {
          output(
            &row, products + (channel - range.lowerBound) * group.channelStep + at, bias[channel],
            &after, nil, nil, patch.pointer)
          let map = channel * to.channelStep
          memory.fewImages.scatterTiles(
            &shape, patch.pointer, other.map { $0 + map }, memory.at(target) + map)
        }
      }
    }
  }
}

extension ConvolutionGeometry {
  /// Numbers that an inference of few images keeps of each number of channels × outputs in the
  /// weights: the planes of minimal filtering, or the window.
  public func fewImagesPlanes(on input: Shape, outputs: Int) -> Int {
    FewImagesMinimal.suits(self, on: input, outputs: outputs)
      ? Winograd(input, taps: kernelHeight, padding: margins.top).planes : taps
  }
}
