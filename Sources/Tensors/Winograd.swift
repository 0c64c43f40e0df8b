import Kernels

/// 3x3 windows of stride 1 by minimal filtering F(2x2, 3x3): four outputs from 16 products of
/// transformed numbers instead of 36 (Winograd 1980; Lavin and Gray, CVPR 2016).
///
/// A tile is 2x2 outputs; a plane is one of its 16 products, and each plane is a product of matrices
/// over channels. Every product has one accumulator in channel order, so a channel of zeros still
/// adds nothing, and whether a layer goes this way depends on its window and its map alone, never
/// on channels: a pruned network computes what the gated one did.
struct Winograd {
  static let planes = 16

  /// The map that the window moves over, and its padding.
  let input: Shape
  let padding: Int
  /// The height and width of the outputs.
  let height: Int
  let width: Int

  init(_ input: Shape, padding: Int) {
    self.input = input
    self.padding = padding
    height = input.height + 2 * padding - 2
    width = input.width + 2 * padding - 2
  }

  var tileRows: Int { (height + 1) / 2 }
  var tileColumns: Int { (width + 1) / 2 }
  var tiles: Int { tileRows * tileColumns }

  /// Tiles that are transformed together: some tile rows of one block, or all of several blocks.
  struct Group {
    var blocks: Range<Int>
    var rows: Range<Int>
    var tileColumns: Int

    var columns: Int { blocks.count * rows.count * tileColumns }

    /// Numbers from one plane of `channels` to the next: a cache line more than it holds, because
    /// planes a power of two apart would share the sets of the nearest cache.
    func planeStep(_ channels: Int) -> Int { channels * columns * 16 + 16 }

    /// Storage for the planes of `channels`.
    func storage(_ channels: Int) -> Storage {
      Storage(Winograd.planes * planeStep(channels))
    }

    func column(_ block: Int, _ row: Int) -> Int {
      ((block - blocks.lowerBound) * rows.count + row - rows.lowerBound) * tileColumns
    }
  }

  /// All tiles of `blocks`, about `wanted` at a time.
  func groups(_ blocks: Range<Int>, wanted: Int) -> [Group] {
    var groups: [Group] = []
    if tiles >= wanted {
      let rows = max(1, wanted / tileColumns)
      for block in blocks {
        for first in stride(from: 0, to: tileRows, by: rows) {
          groups.append(
            Group(
              blocks: block..<block + 1, rows: first..<min(first + rows, tileRows),
              tileColumns: tileColumns))
        }
      }
    } else {
      let count = (wanted + tiles - 1) / tiles
      for first in stride(from: blocks.lowerBound, to: blocks.upperBound, by: count) {
        groups.append(
          Group(
            blocks: first..<min(first + count, blocks.upperBound), rows: 0..<tileRows,
            tileColumns: tileColumns))
      }
    }
    return groups
  }

  /// The inputs of `group` to `[plane][channel][column][16 images]`.
  func spread(_ x: Activations, _ group: Group, to planes: UnsafeMutablePointer<Float>) {
    let kernels = Processor.kernels
    let channelStep = group.columns * 16
    let planeStep = group.planeStep(x.shape.channels)
    var window = KernelMap(
      height: Int32(input.height), width: Int32(input.width),
      firstRow: Int32(group.rows.lowerBound * 2 - padding), firstColumn: Int32(-padding),
      rows: Int32(group.rows.count * 2 + 2), columns: Int32(tileColumns * 2 + 2))
    let rowStep = (tileColumns * 2 + 2) * 16
    let scratch = Storage((group.rows.count * 2 + 2) * rowStep)
    for block in group.blocks {
      for channel in 0..<x.shape.channels {
        kernels.padRows(&window, x.block(block) + channel * input.area * 16, scratch.pointer)
        for row in group.rows {
          kernels.tileInput(
            scratch.pointer + (row - group.rows.lowerBound) * 2 * rowStep, Int64(rowStep),
            Int32(tileColumns),
            planes + channel * channelStep + group.column(block, row) * 16, Int64(planeStep))
        }
      }
    }
  }

  /// The output gradients of `group` to `[plane][output][column][16 images]`.
  func spread(gradient dy: Activations, _ group: Group, to planes: UnsafeMutablePointer<Float>) {
    let kernels = Processor.kernels
    let channelStep = group.columns * 16
    let planeStep = group.planeStep(dy.shape.channels)
    for block in group.blocks {
      for channel in 0..<dy.shape.channels {
        for row in group.rows {
          kernels.tileGradient(
            dy.block(block) + (channel * height + row * 2) * width * 16, Int64(width * 16),
            Int32(min(2, height - row * 2)), Int32(width),
            planes + channel * channelStep + group.column(block, row) * 16, Int64(planeStep))
        }
      }
    }
  }

  /// Convolution of `x` with transformed `filters`.
  func convolve(_ x: Activations, _ filters: WinogradFilters, bias: Tensor?) -> Activations {
    let channels = x.shape.channels
    let outputs = filters.outputs
    let y = Activations(uninitialized: x.count, Shape(outputs, height, width))
    let groups = groups(0..<x.blocks, wanted: max(8, min(32, 768 / (channels + outputs))))
    let tiles = (outputs + 3) / 4
    let chunks =
      groups.count >= 2 * Processor.threads
      ? 1 : min(tiles, (2 * Processor.threads + groups.count - 1) / groups.count)
    Processor.parallel(groups.count * chunks) { task in
      let chunk = task % chunks
      let range = tiles * chunk / chunks * 4..<min(tiles * (chunk + 1) / chunks * 4, outputs)
      let group = groups[task / chunks]
      let spread = group.storage(channels)
      let products = group.storage(range.count)
      self.spread(x, group, to: spread.pointer)
      filters.multiply(spread.pointer, group, range, to: products.pointer)
      gather(products.pointer, range, bias, group, to: y)
    }
    return y
  }

  private func gather(
    _ products: UnsafePointer<Float>, _ outputs: Range<Int>, _ bias: Tensor?, _ group: Group,
    to y: Activations
  ) {
    let kernels = Processor.kernels
    let step = group.columns * 16
    for block in group.blocks {
      for output in outputs {
        for row in group.rows {
          kernels.tileOutput(
            products + (output - outputs.lowerBound) * step + group.column(block, row) * 16,
            Int64(group.planeStep(outputs.count)), bias?.pointer[output] ?? 0,
            y.storage.pointer + block * y.blockSize + (output * height + row * 2) * width * 16,
            Int64(width * 16), Int32(min(2, height - row * 2)), Int32(width))
        }
      }
    }
  }
}

/// The filters of a layer as 16 planes of `[tile of outputs][channel][output]`.
struct WinogradFilters {
  let storage: Storage
  let outputs: Int
  let channels: Int

  private var planeStep: Int { (outputs * channels + 15) & ~15 }

  /// - Parameter backward: input channels become outputs, and windows turn around.
  init(_ weight: Tensor, backward: Bool) {
    let rows = weight.dimensions[0]
    let columns = weight.dimensions[1]
    outputs = backward ? columns : rows
    channels = backward ? rows : columns
    storage = Storage(Winograd.planes * ((rows * columns + 15) & ~15))
    let tile = Int(KERNEL_OUTPUT_TILE)
    let outputStep = (backward ? 1 : columns) * 9
    let kernels = Processor.kernels
    let (outputs, channels, storage, step) = (outputs, channels, storage, planeStep)
    Processor.parallelRanges((outputs + tile - 1) / tile, grain: 2) { tiles in
      for first in tiles {
        var shape = KernelFilter(
          outputs: Int32(min(tile, outputs - first * tile)), channels: Int32(channels),
          outputStep: Int64(outputStep), channelStep: Int64((backward ? columns : 1) * 9),
          planeStep: Int64(step), reversed: backward ? 1 : 0)
        kernels.tileFilter(
          &shape, weight.pointer + first * tile * outputStep,
          storage.pointer + first * tile * channels)
      }
    }
  }

  /// The products of every plane, for the outputs of `range`, which begins a tile.
  func multiply(
    _ spread: UnsafePointer<Float>, _ group: Winograd.Group, _ range: Range<Int>,
    to products: UnsafeMutablePointer<Float>
  ) {
    let step = group.columns * 16
    var shape = KernelConvolution()
    shape.channels = Int32(channels)
    shape.outputs = Int32(range.count)
    shape.rows = 1
    shape.columns = Int32(group.columns)
    shape.taps = 1
    shape.inChannelStep = Int64(step)
    shape.inColumnStep = 16
    shape.outChannelStep = Int64(step)
    shape.outColumnStep = 16
    let kernels = Processor.kernels
    withUnsafePointer(to: Int32(0)) { offset in
      shape.offsets = offset
      for plane in 0..<Winograd.planes {
        kernels.convolve(
          &shape, spread + plane * group.planeStep(channels),
          storage.pointer + plane * planeStep + range.lowerBound * channels, nil,
          products + plane * group.planeStep(range.count))
      }
    }
  }
}
