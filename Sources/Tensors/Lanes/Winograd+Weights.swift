import Kernels

extension Winograd {
  /// Tiles that are transformed together.
  private static let groupTiles = 16
  /// Partial sums at most, so that many images cost no more memory.
  private static let slices = 8

  /// The gradient to the weights: outputs × channels × taps × taps.
  func weightGradient(_ x: DeferredActivations, _ dy: Activations) -> Tensor {
    // The order of sums follows the groups, so all of this depends on the map and the batch alone.
    let groups = groups(0..<x.base.blocks, wanted: Self.groupTiles)
    let sums = tiles >= Self.groupTiles && groups.count >= 4 ? sliced(x, dy, groups) : whole(x, dy)
    let outputs = dy.shape.channels
    let count = outputs * x.base.shape.channels
    let result = Tensor(uninitialized: [outputs, x.base.shape.channels, taps, taps])
    let kernels = self.kernels
    Processor.parallelRanges(count, grain: 1024) { range in
      kernels.filterGradient(
        sums.pointer + range.lowerBound, Int64(count), Int64(range.count),
        result.storage.pointer + range.lowerBound * taps * taps)
    }
    return result
  }

  /// Planes of `[output][channel]`: one partial a slice of the groups, added in order.
  private func sliced(_ x: DeferredActivations, _ dy: Activations, _ groups: [Group]) -> Storage {
    let size = planes * dy.shape.channels * x.base.shape.channels
    let slices = min(groups.count, Self.slices)
    let partials = Storage(slices * size)
    Processor.parallel(slices) { slice in
      let partial = partials.pointer + slice * size
      partial.update(repeating: 0, count: size)
      for group in groups[groups.count * slice / slices..<groups.count * (slice + 1) / slices] {
        let spread = storage(x.base.shape.channels, group)
        let gradient = storage(dy.shape.channels, group)
        self.spread(x, group, to: spread.pointer)
        self.spread(gradient: dy, group, to: gradient.pointer)
        for plane in 0..<planes {
          multiply(plane, x, dy, group, spread, gradient, to: partial)
        }
      }
    }
    let result = Storage(size)
    Convolution.add(partials, slices, size, to: result)
    return result
  }

  /// The same, each plane over all tiles in one accumulator.
  private func whole(_ x: DeferredActivations, _ dy: Activations) -> Storage {
    let size = planes * dy.shape.channels * x.base.shape.channels
    let group = Group(blocks: 0..<x.base.blocks, rows: 0..<tileRows, tileColumns: tileColumns)
    let spread = storage(x.base.shape.channels, group)
    let gradient = storage(dy.shape.channels, group)
    Processor.parallel(2 * x.base.blocks) { task in
      let block = task / 2..<task / 2 + 1
      if task % 2 == 0 {
        self.spread(x, group, only: block, to: spread.pointer)
      } else {
        self.spread(gradient: dy, group, only: block, to: gradient.pointer)
      }
    }
    let result = Storage(size)
    result.pointer.update(repeating: 0, count: size)
    Processor.parallel(planes) { plane in
      multiply(plane, x, dy, group, spread, gradient, to: result.pointer)
    }
    return result
  }

  private func multiply(
    _ plane: Int, _ x: DeferredActivations, _ dy: Activations, _ group: Group, _ spread: Storage,
    _ gradient: Storage, to sums: UnsafeMutablePointer<Float>
  ) {
    let (channels, outputs) = (x.base.shape.channels, dy.shape.channels)
    var shape = KernelProducts(
      outputs: Int32(outputs), channels: Int32(channels), columns: Int32(group.columns))
    Processor.kernels.tileProducts(
      &shape, spread.pointer + plane * group.planeStep(channels),
      gradient.pointer + plane * group.planeStep(outputs), sums + plane * outputs * channels)
  }
}
