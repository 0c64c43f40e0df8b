import Kernels

extension Winograd {
  /// Tiles that are transformed together.
  private static let groupTiles = 16
  /// Partial sums at most, so that many images cost no more memory.
  private static let slices = 8

  /// The gradient to the weights: outputs × channels × taps × taps.
  func weightGradient(_ x: DeferredActivations, _ dy: Activations) -> Tensor {
    let groups = gradientGroups(x.base.blocks)
    let sum = weightGradientSum(groups)
    let sums = sum == .whole ? whole(x, dy) : sliced(sum, x, dy, groups)
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

  /// The groups in whose order gradients are added: they depend on the map and the batch alone.
  func gradientGroups(_ blocks: Int) -> [Group] {
    groups(0..<blocks, wanted: Self.groupTiles)
  }

  /// How the gradient is put together from `groups`.
  func weightGradientSum(_ groups: [Group]) -> LayerSum {
    tiles >= Self.groupTiles && groups.count >= 4
      ? .slices(min(groups.count, Self.slices)) : .whole
  }

  /// Planes of `[output][channel]`.
  private func sliced(
    _ sum: LayerSum, _ x: DeferredActivations, _ dy: Activations, _ groups: [Group]
  ) -> Storage {
    let size = planes * dy.shape.channels * x.base.shape.channels
    let slices = sum.parts
    let share = BatchShare.current
    let shares = share?.shares(of: slices) ?? [0..<slices]
    let own = share?.own(shares) ?? 0..<slices
    let partials = sum.partials(of: size)
    Processor.parallel(own.count) { place in
      let slice = own.lowerBound + place
      addPlanes(
        of: Self.slice(slice, of: slices, groups), x, dy, to: partials.pointer + slice * size)
    }
    share?.complete(partials, of: shares, size: size)
    let result = Storage(size)
    sum.join(partials, of: size, to: result)
    return result
  }

  private static func slice(_ slice: Int, of slices: Int, _ groups: [Group]) -> ArraySlice<Group> {
    groups[groups.count * slice / slices..<groups.count * (slice + 1) / slices]
  }

  /// The blocks of images that ranges of slices read.
  func needs(of shares: [Range<Int>], _ sum: LayerSum, _ blocks: Int) -> [Range<Int>] {
    let groups = gradientGroups(blocks)
    return shares.map { share in
      let some = share.flatMap { Self.slice($0, of: sum.parts, groups) }
      guard let first = some.first, let last = some.last else { return 0..<0 }
      return first.blocks.lowerBound..<last.blocks.upperBound
    }
  }

  /// The partial of the tiles of `groups`.
  func addPlanes(
    of groups: ArraySlice<Group>, _ x: DeferredActivations, _ dy: Activations,
    to partial: UnsafeMutablePointer<Float>
  ) {
    partial.update(repeating: 0, count: planes * dy.shape.channels * x.base.shape.channels)
    for group in groups {
      let spread = storage(x.base.shape.channels, group)
      let gradient = storage(dy.shape.channels, group)
      self.spread(x, group, to: spread.pointer)
      self.spread(gradient: dy, group, to: gradient.pointer)
      for plane in 0..<planes { multiply(plane, x, dy, group, spread, gradient, to: partial) }
    }
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
    let share = BatchShare.current
    let shares = share?.shares(of: planes) ?? [0..<planes]
    let own = share?.own(shares) ?? 0..<planes
    Processor.parallel(own.count) { place in
      multiply(own.lowerBound + place, x, dy, group, spread, gradient, to: result.pointer)
    }
    share?.complete(result, of: shares, size: size / planes)
    return result
  }

  private func multiply(
    _ plane: Int, _ x: DeferredActivations, _ dy: Activations, _ group: Group, _ spread: Storage,
    _ gradient: Storage, to sums: UnsafeMutablePointer<Float>
  ) {
    let (channels, outputs) = (x.base.shape.channels, dy.shape.channels)
    var shape = KernelProducts(
      outputs: Int32(outputs), channels: Int32(channels), columns: Int32(group.columns),
      channelStep: Int64(group.channelStep))
    Processor.kernels.tileProducts(
      &shape, spread.pointer + plane * group.planeStep(channels),
      gradient.pointer + plane * group.planeStep(outputs), sums + plane * outputs * channels)
  }
}
