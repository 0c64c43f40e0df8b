import Kernels

extension Winograd {
  /// Tiles that are transformed together.
  private static let groupTiles = 16
  /// Partial sums at most, so that many images cost no more memory.
  private static let slices = 8

  /// The gradient from slices of the batch's tiles; of several processes each computes some, for
  /// which it may need images of others.
  func startSlicedGradient(_ x: DeferredActivations, _ dy: Activations) -> PendingTensor {
    let share = BatchShare.current
    let blocks = share?.blocks ?? x.base.blocks
    let groups = gradientGroups(blocks)
    let sum = weightGradientSum(groups)
    guard let share else { return sliced(sum, x, dy, groups, nil) }
    let needs = Self.needs(of: share.shares(of: sum.parts), sum, groups)
    if share.isComplete(needs) {
      return sliced(sum, x, dy, Self.groups(groups, behind: share.firstBlock), share)
    }
    let (allX, allDy) = (
      share.startExchange(x.value, needs: needs), share.startExchange(dy, needs: needs)
    )
    let some = Self.groups(groups, behind: share.own(needs).lowerBound)
    return .arriving {
      sliced(sum, DeferredActivations(allX.arrived()), allDy.arrived(), some, share)
    }
  }

  /// The same groups, of activations that begin at block `first`.
  private static func groups(_ groups: [Group], behind first: Int) -> [Group] {
    groups.map { group in
      var group = group
      group.blocks = group.blocks.lowerBound - first..<group.blocks.upperBound - first
      return group
    }
  }

  private func finished(
    _ sums: UnsafePointer<Float>, _ count: Int, to result: UnsafeMutablePointer<Float>
  ) {
    let kernels = self.kernels
    Processor.parallelRanges(count, grain: 1024) { range in
      kernels.filterGradient(
        sums + range.lowerBound, Int64(count), Int64(range.count),
        result + range.lowerBound * taps * taps)
    }
  }

  private func dimensions(_ x: DeferredActivations, _ dy: Activations) -> [Int] {
    [dy.shape.channels, x.base.shape.channels, taps, taps]
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

  private func sliced(
    _ sum: LayerSum, _ x: DeferredActivations, _ dy: Activations, _ groups: [Group],
    _ share: BatchShare?
  ) -> PendingTensor {
    let columns = dy.shape.channels * x.base.shape.channels
    let size = planes * columns
    let slices = sum.parts
    let shares = share?.shares(of: slices) ?? [0..<slices]
    let own = share?.own(shares) ?? 0..<slices
    let parts = Storage(own.count * size)
    Processor.parallel(own.count) { place in
      addPlanes(
        of: Self.slice(own.lowerBound + place, of: slices, groups), x, dy,
        to: parts.pointer + place * size)
    }
    return PartedGradient(
      sum: sum, rows: planes, columns: columns, dimensions: dimensions(x, dy),
      finish: { finished($0.pointer, $1, to: $2.pointer) }
    ).tensor(parts, of: shares, share)
  }

  private static func slice(_ slice: Int, of slices: Int, _ groups: [Group]) -> ArraySlice<Group> {
    groups[groups.count * slice / slices..<groups.count * (slice + 1) / slices]
  }

  /// The blocks of images that ranges of slices read.
  private static func needs(
    of shares: [Range<Int>], _ sum: LayerSum, _ groups: [Group]
  ) -> [Range<Int>] {
    shares.map { share in
      let some = share.flatMap { slice($0, of: sum.parts, groups) }
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

  /// The gradient from planes of which each has one accumulator over all tiles.
  func wholeGradient(_ x: DeferredActivations, _ dy: Activations) -> Tensor {
    let columns = dy.shape.channels * x.base.shape.channels
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
    let sums = Storage(planes * columns)
    sums.pointer.update(repeating: 0, count: planes * columns)
    Processor.parallel(planes) { plane in
      multiply(plane, x, dy, group, spread, gradient, to: sums.pointer)
    }
    let result = Tensor(uninitialized: dimensions(x, dy))
    finished(sums.pointer, columns, to: result.storage.pointer)
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
