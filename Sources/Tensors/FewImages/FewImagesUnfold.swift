/// The windows of a convolution as columns: `[tile of positions][channel][tap][position]`.
///
/// The positions of all images, one after another.
struct FewImagesUnfold: FewImagesStep {
  let source: Int
  let target: Int
  let layout: FewImagesLayout
  let channels: Int
  let taps: Int
  let area: Int
  /// `[tap][position]`: where in its channel, -1 outside the map.
  private let places: [Int32]
  private let tile: Int

  /// Numbers worth a chunk of their own.
  private static let chunkSize = 8192

  /// - Parameter tile: positions in a tile.
  init(
    from source: Int, _ layout: FewImagesLayout, channels: Int, to target: Int,
    _ geometry: ConvolutionGeometry, output: FewImagesLayout, tile: Int
  ) {
    self.source = source
    self.target = target
    self.layout = layout
    self.channels = channels
    self.tile = tile
    taps = geometry.taps
    area = output.height * output.width
    var places: [Int32] = []
    for tap in 0..<geometry.taps {
      for position in 0..<area {
        let row =
          position / output.width * geometry.rowStride
          + tap / geometry.kernelWidth * geometry.rowDilation - geometry.margins.top
        let column =
          position % output.width * geometry.columnStride
          + tap % geometry.kernelWidth * geometry.columnDilation - geometry.margins.left
        let isInside = row >= 0 && row < layout.height && column >= 0 && column < layout.width
        places.append(isInside ? Int32(layout.origin + row * layout.pitch + column) : -1)
      }
    }
    self.places = places
  }

  var reads: [Int] { [source] }
  var write: Int { target }

  private func tiles(_ count: Int) -> Int { (count * area - 1) / tile + 1 }
  private var groups: Int {
    min(channels, max(1, channels * taps * min(tile, area) / Self.chunkSize))
  }

  func chunks(_ memory: FewImagesMemory) -> Int { tiles(memory.count) * groups }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let first = chunk / groups * tile
    let group = chunk % groups
    let width = min(tile, memory.count * area - first)
    let from = memory.at(source)
    let step = memory.imageStep(source)
    let to = memory.at(target) + first * channels * taps
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * width) { list in
      // For each position its image's start and its place.
      let images = list.baseAddress!
      let positions = images + width
      for index in 0..<width {
        images[index] = (first + index) / area * step
        positions[index] = (first + index) % area
      }
      places.withUnsafeBufferPointer { places in
        var write = to + channels * group / groups * taps * width
        for channel in channels * group / groups..<channels * (group + 1) / groups {
          let map = from + channel * layout.channelStep
          for tap in 0..<taps {
            let row = places.baseAddress! + tap * area
            for index in 0..<width {
              let at = Int(row[positions[index]])
              write[index] = at < 0 ? 0 : map[images[index] + at]
            }
            write += width
          }
        }
      }
    }
  }
}
