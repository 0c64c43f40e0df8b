import Kernels

extension Winograd {
  /// Maps with at least this many tiles sum one partial a slice of blocks; of smaller ones each plane
  /// runs over all blocks in one accumulator. The choice depends on the map alone.
  private static let slicedTiles = 16
  /// Slices at most, so that many images cost no more memory.
  private static let slices = 16

  /// The gradient to the weights: outputs × channels × taps × taps.
  func weightGradient(_ x: Activations, _ dy: Activations) -> Tensor {
    let sums = tiles >= Self.slicedTiles ? sliced(x, dy) : whole(x, dy)
    let outputs = dy.shape.channels
    let count = outputs * x.shape.channels
    let result = Tensor(uninitialized: [outputs, x.shape.channels, taps, taps])
    let kernels = Self.kernels(taps)
    Processor.parallelRanges(count, grain: 1024) { range in
      kernels.filterGradient(
        sums.pointer + range.lowerBound, Int64(count), Int64(range.count),
        result.storage.pointer + range.lowerBound * taps * taps)
    }
    return result
  }

  /// Planes of `[output][channel]`, added slice by slice.
  private func sliced(_ x: Activations, _ dy: Activations) -> Storage {
    let size = planes * dy.shape.channels * x.shape.channels
    let slices = min(x.blocks, Self.slices)
    let partials = Storage(slices * size)
    Processor.parallel(slices) { slice in
      let partial = partials.pointer + slice * size
      partial.update(repeating: 0, count: size)
      let blocks = x.blocks * slice / slices..<x.blocks * (slice + 1) / slices
      // The order of sums follows the groups, so their size depends on the map alone.
      for group in groups(blocks, wanted: Self.slicedTiles) {
        let spread = storage(x.shape.channels, group)
        let gradient = storage(dy.shape.channels, group)
        self.spread(x, group, to: spread.pointer)
        self.spread(gradient: dy, group, to: gradient.pointer)
        for plane in 0..<planes {
          multiply(plane, x, dy, group, spread, gradient, to: partial)
        }
      }
    }
    let result = Storage(size)
    Processor.parallelRanges(size, grain: 4096) { range in
      for i in range {
        var sum = partials.pointer[i]
        for slice in 1..<max(1, slices) { sum += partials.pointer[slice * size + i] }
        result.pointer[i] = sum
      }
    }
    return result
  }

  private func whole(_ x: Activations, _ dy: Activations) -> Storage {
    let size = planes * dy.shape.channels * x.shape.channels
    let group = Group(blocks: 0..<x.blocks, rows: 0..<tileRows, tileColumns: tileColumns)
    let spread = storage(x.shape.channels, group)
    let gradient = storage(dy.shape.channels, group)
    Processor.parallel(2) { side in
      if side == 0 {
        self.spread(x, group, to: spread.pointer)
      } else {
        self.spread(gradient: dy, group, to: gradient.pointer)
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
    _ plane: Int, _ x: Activations, _ dy: Activations, _ group: Group, _ spread: Storage,
    _ gradient: Storage, to sums: UnsafeMutablePointer<Float>
  ) {
    let (channels, outputs) = (x.shape.channels, dy.shape.channels)
    var shape = KernelProducts(
      outputs: Int32(outputs), channels: Int32(channels), columns: Int32(group.columns))
    Processor.kernels.tileProducts(
      &shape, spread.pointer + plane * group.planeStep(channels),
      gradient.pointer + plane * group.planeStep(outputs), sums + plane * outputs * channels)
  }
}
