import Kernels

/// Windows of 3x3 and 5x5 with stride 1 by Winograd's minimal filtering (Winograd 1980; Lavin and
/// Gray, CVPR 2016): F(4x4, 3x3) gives 16 outputs from 36 products of transformed numbers instead
/// of 144, F(4x4, 5x5) from 64 instead of 400. On maps of two rows it is four outputs from 16 or
/// 49.
///
/// A tile is what comes from one transform; a plane is one of its products, and each plane is a
/// product of matrices over channels. Every product has one accumulator in channel order, so a
/// channel of zeros still adds nothing, and how a layer is computed depends on its window and its
/// map alone, never on channels: a pruned network computes what the gated one did.
struct Winograd {
  /// Rows and columns of the window.
  let taps: Int
  /// Rows and columns of the outputs of a tile.
  let side: Int
  /// The map that the window moves over, and its padding.
  let input: Shape
  let padding: Int
  /// The height and width of the outputs.
  let height: Int
  let width: Int

  init(_ input: Shape, taps: Int, padding: Int) {
    self.taps = taps
    self.input = input
    self.padding = padding
    height = input.height + 2 * padding - taps + 1
    width = input.width + 2 * padding - taps + 1
    side = min(height, width) > 2 ? 4 : 2
  }

  /// Products of a tile.
  var planes: Int { side == 4 ? (taps + 3) * (taps + 3) : taps == 3 ? 16 : 49 }

  var kernels: KernelTiles {
    let all = Processor.kernels
    return taps == 3
      ? side == 4 ? all.tiles3 : all.smallTiles3 : side == 4 ? all.tiles5 : all.smallTiles5
  }

  var tileRows: Int { (height + side - 1) / side }
  var tileColumns: Int { (width + side - 1) / side }

  var tiles: Int { tileRows * tileColumns }

  /// Tiles that are transformed together: some tile rows of one block, or all of several blocks.
  struct Group {
    var blocks: Range<Int>
    var rows: Range<Int>
    var tileColumns: Int

    var columns: Int { blocks.count * rows.count * tileColumns }

    /// Numbers from one channel of a plane to the next, an odd number of cache lines: channels a
    /// power of two apart would share a few sets of the nearest cache.
    var channelStep: Int { (columns | 1) * lanes }

    /// Numbers from one plane of `channels` to the next, an odd number of cache lines too.
    func planeStep(_ channels: Int) -> Int { (channels * (columns | 1) | 1) * lanes }

    func column(_ block: Int, _ row: Int) -> Int {
      ((block - blocks.lowerBound) * rows.count + row - rows.lowerBound) * tileColumns
    }
  }

  func storage(_ channels: Int, _ group: Group) -> Storage {
    Storage(planes * group.planeStep(channels))
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

  /// The inputs of `group`, or of some of its blocks, to `[plane][channel][column][16 images]`.
  func spread(
    _ deferred: DeferredActivations, _ group: Group, only blocks: Range<Int>? = nil,
    to planes: UnsafeMutablePointer<Float>
  ) {
    let x = deferred.base
    let input = kernels.input!
    let channelStep = group.channelStep
    let planeStep = Int64(group.planeStep(x.shape.channels))
    var window = KernelMap(
      height: Int32(self.input.height), width: Int32(self.input.width), firstRow: 0,
      firstColumn: Int32(-padding), rows: 0, columns: 0)
    for block in blocks ?? group.blocks {
      for channel in 0..<x.shape.channels {
        var before = deferred.epilogue.kernel(channel, block)
        let from = x.block(block) + channel * self.input.area * lanes
        for row in group.rows {
          window.firstRow = Int32(row * side - padding)
          input(
            &window, &before, from, Int32(tileColumns),
            planes + channel * channelStep + group.column(block, row) * lanes, planeStep)
        }
      }
    }
  }

  /// Row `row` of tiles as it lies in the maps of outputs.
  private func tileRow(_ row: Int, planeStep: Int) -> KernelTileRow {
    KernelTileRow(
      planeStep: Int64(planeStep), rowStep: Int64(width * lanes),
      mapStep: Int64(height * width * lanes),
      rows: Int32(min(side, height - row * side)), columns: Int32(width))
  }

  /// The output gradients of `group`, or of some of its blocks, to
  /// `[plane][output][column][16 images]`.
  func spread(
    gradient dy: Activations, _ group: Group, only blocks: Range<Int>? = nil,
    to planes: UnsafeMutablePointer<Float>
  ) {
    let gradient = kernels.gradient!
    let channelStep = group.channelStep
    let planeStep = group.planeStep(dy.shape.channels)
    for block in blocks ?? group.blocks {
      for channel in 0..<dy.shape.channels {
        for row in group.rows {
          var shape = tileRow(row, planeStep: planeStep)
          gradient(
            &shape, dy.block(block) + (channel * height + row * side) * width * lanes,
            planes + channel * channelStep + group.column(block, row) * lanes)
        }
      }
    }
  }

  /// Convolution of `deferred` with transformed `filters`, then `epilogue`; then zero where `mask`
  /// is not positive.
  func convolve(
    _ deferred: DeferredActivations, _ filters: WinogradFilters, bias: Tensor?,
    _ epilogue: Epilogue = Epilogue(), mask: Activations? = nil
  ) -> Activations {
    let x = deferred.base
    let channels = x.shape.channels
    let outputs = filters.outputs
    let y = Activations(uninitialized: x.count, Shape(outputs, height, width))
    precondition(y.fits(epilogue.added) && y.fits(mask) && epilogue.factors == nil)
    // Columns together: planes of inputs stay within about 768 KiB with the outputs'.
    let wanted = max(8, min(32, 12288 / (planes * (channels + outputs))))
    let groups = groups(0..<x.blocks, wanted: wanted)
    let tiles = (outputs + 3) / 4
    let chunks =
      groups.count >= 2 * Processor.threads
      ? 1 : min(tiles, (2 * Processor.threads + groups.count - 1) / groups.count)
    Processor.parallel(groups.count * chunks) { task in
      let chunk = task % chunks
      let range = Range.tiles(of: outputs, part: chunk, of: chunks)
      let group = groups[task / chunks]
      let spread = storage(channels, group)
      self.spread(deferred, group, to: spread.pointer)
      // Outputs go in parts whose planes stay in the nearer caches.
      let part = max(4, 4096 / (planes * group.columns) & ~3)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: part) {
        let outputs = first..<min(first + part, range.upperBound)
        let products = storage(outputs.count, group)
        filters.multiply(spread.pointer, group, outputs, to: products.pointer)
        gather(products.pointer, outputs, bias, epilogue, mask, group, to: y)
      }
    }
    return y
  }

  private func gather(
    _ products: UnsafePointer<Float>, _ outputs: Range<Int>, _ bias: Tensor?,
    _ epilogue: Epilogue, _ mask: Activations?, _ group: Group, to y: Activations
  ) {
    let gather = kernels.output!
    let step = group.channelStep
    let planeStep = group.planeStep(outputs.count)
    let added = epilogue.added?.pointer
    for block in group.blocks {
      for output in outputs {
        var after = epilogue.kernel(output, block)
        for row in group.rows {
          let at = block * y.blockSize + (output * height + row * side) * width * lanes
          var shape = tileRow(row, planeStep: planeStep)
          gather(
            &shape,
            products + (output - outputs.lowerBound) * step + group.column(block, row) * lanes,
            bias?.pointer[output] ?? 0, &after, added.map { $0 + at }, mask.map { $0.pointer + at },
            y.storage.pointer + at)
        }
      }
    }
  }
}

/// The filters of a layer as planes of `[tile of outputs][channel][output]`.
struct WinogradFilters {
  let storage: Storage
  let outputs: Int
  let channels: Int
  private let planes: Int
  private let planeStep: Int

  /// - Parameter backward: input channels become outputs, and windows turn around.
  init(_ weight: Tensor, for winograd: Winograd, backward: Bool) {
    let rows = weight.dimensions[0]
    let columns = weight.dimensions[1]
    outputs = backward ? columns : rows
    channels = backward ? rows : columns
    let taps = weight.dimensions[2]
    planes = winograd.planes
    planeStep = (rows * columns).wholeVectors
    storage = Storage(planes * planeStep)
    let tile = Int(KERNEL_OUTPUT_TILE)
    let outputStep = (backward ? 1 : columns) * taps * taps
    let kernels = winograd.kernels
    let (outputs, channels, storage, step) = (outputs, channels, storage, planeStep)
    Processor.parallelRanges((outputs + tile - 1) / tile, grain: 2) { tiles in
      for first in tiles {
        var shape = KernelFilter(
          outputs: Int32(min(tile, outputs - first * tile)), channels: Int32(channels),
          outputStep: Int64(outputStep), channelStep: Int64((backward ? columns : 1) * taps * taps),
          planeStep: Int64(step), reversed: backward ? 1 : 0)
        kernels.filter(
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
    let step = group.channelStep
    var shape = KernelConvolution(
      columns: group.columns, from: (step, 0, lanes), to: (step, 0, lanes))
    shape.channels = Int32(channels)
    shape.packedChannels = Int32(channels)
    shape.outputs = Int32(range.count)
    shape.rows = 1
    shape.taps = 1
    let kernels = Processor.kernels
    withUnsafePointer(to: Int32(0)) { offset in
      shape.offsets = offset
      for plane in 0..<planes {
        kernels.convolve(
          &shape, spread + plane * group.planeStep(channels),
          storage.pointer + plane * planeStep + range.lowerBound * channels, nil,
          products + plane * group.planeStep(range.count))
      }
    }
  }
}
