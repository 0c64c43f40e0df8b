import Kernels

extension Convolution {
  /// Maps with at least this many positions sum one partial an image block; smaller ones run over
  /// all blocks in one accumulator.
  private static let partialArea = 64

  /// How the gradient to the weights of `x` by `dy` is put together.
  ///
  /// - Parameter minimal: whether Winograd computes it where it can.
  public static func weightGradientSum(
    _ x: DeferredActivations, _ dy: Activations, _ geometry: ConvolutionGeometry,
    minimal: Bool = true
  ) -> LayerSum {
    if let winograd = winograd(x, geometry, minimal) {
      return winograd.weightGradientSum(winograd.gradientGroups(x.base.blocks))
    }
    return dy.shape.area >= partialArea ? x.base.blockSum : .whole
  }

  private static func winograd(
    _ x: DeferredActivations, _ geometry: ConvolutionGeometry, _ minimal: Bool
  ) -> Winograd? {
    minimal ? geometry.winograd(on: x.base.shape) : nil
  }

  /// `dw[o][c][t] = Σ dy[o] · x[c][t]` over images and positions.
  ///
  /// Lanes past the batch must hold zero in `dy`.
  public static func weightGradient(
    _ deferred: DeferredActivations, _ dy: Activations, _ geometry: ConvolutionGeometry,
    minimal: Bool = true
  ) -> Tensor {
    if let winograd = winograd(deferred, geometry, minimal) {
      return winograd.weightGradient(deferred, dy)
    }
    let sum = weightGradientSum(deferred, dy, geometry, minimal: false)
    let x = deferred.value
    let channels = x.shape.channels / geometry.groups
    let dimensions = [
      dy.shape.channels, channels, geometry.kernelHeight, geometry.kernelWidth,
    ]
    let pad = geometry.padding
    let padded = PaddedBlock(x.shape, top: pad, bottom: pad, left: pad, right: pad)
    var offsets: [Int32] = []
    for channel in 0..<channels {
      for offset in geometry.offsets(rowStep: padded.rowStep) {
        offsets.append(offset + Int32(channel * padded.channelStep))
      }
    }
    var step = KernelWeightGradient()
    step.terms = Int32(offsets.count)
    step.rows = Int32(dy.shape.height)
    step.columns = Int32(dy.shape.width)
    step.inBlockStep = Int64(padded.size)
    step.inRowStep = Int64(geometry.stride * padded.rowStep)
    step.inColumnStep = Int64(geometry.stride * lanes)
    step.outBlockStep = Int64(dy.blockSize)
    step.outChannelStep = Int64(dy.shape.area * lanes)
    step.outRowStep = Int64(dy.shape.width * lanes)
    step.outColumnStep = Int64(lanes)
    let walk = GradientWalk(
      offsets: offsets, step: step, groups: geometry.groups,
      outputs: dy.shape.channels / geometry.groups, inGroupStep: channels * padded.channelStep)
    return sum == .whole
      ? whole(x, dy, padded, walk, dimensions) : partial(sum, x, dy, padded, walk, dimensions)
  }

  /// - Parameter sum: over blocks.
  private static func partial(
    _ sum: LayerSum, _ x: Activations, _ dy: Activations, _ padded: PaddedBlock,
    _ walk: GradientWalk, _ dimensions: [Int]
  ) -> Tensor {
    let result = Tensor(uninitialized: dimensions)
    let count = result.count
    let partials = sum.partials(of: count)
    // Outputs of several groups, or tiles of those of one, where blocks alone leave threads idle.
    let isWhole = walk.groups == 1
    let tiles = (walk.outputs + 3) / 4
    let pieces =
      isWhole
      ? min(tiles, (2 * Processor.threads + sum.parts - 1) / sum.parts)
      : (walk.groups + walk.groupsTogether - 1) / walk.groupsTogether
    Processor.parallel(sum.parts * pieces) { task in
      let (block, piece) = (task / pieces, task % pieces)
      let groups =
        isWhole
        ? 0..<1
        : piece * walk.groupsTogether..<min((piece + 1) * walk.groupsTogether, walk.groups)
      let outputs =
        isWhole
        ? .tiles(of: walk.outputs, part: piece, of: pieces)
        : groups.scaled(by: walk.outputs)
      let channels = groups.scaled(by: x.shape.channels / walk.groups)
      padded.withBlock(x.block(block), channels: channels) { from in
        walk.run(
          outputs, blocks: 1, from: from, firstGroup: groups.lowerBound, dy.block(block),
          to: partials.pointer + block * count)
      }
    }
    sum.join(partials, of: count, to: result.storage)
    return result
  }

  private static func whole(
    _ x: Activations, _ dy: Activations, _ padded: PaddedBlock, _ walk: GradientWalk,
    _ dimensions: [Int]
  ) -> Tensor {
    let result = Tensor(uninitialized: dimensions)
    let scratch = padded.isPlain ? nil : Storage(x.blocks * padded.size)
    if let scratch {
      Processor.parallel(x.blocks) { block in
        padded.fill(
          channels: 0..<x.shape.channels, rows: 0..<padded.height, from: x.block(block),
          to: scratch.pointer + block * padded.size, step: padded.channelStep)
      }
    }
    let from = scratch.map { UnsafePointer($0.pointer) } ?? x.pointer
    let outputs = walk.outputs * walk.groups
    Processor.parallel((outputs + 3) / 4) { tile in
      walk.run(
        tile * 4..<min(tile * 4 + 4, outputs), blocks: x.blocks, from: from, firstGroup: 0,
        dy.pointer, to: result.storage.pointer)
    }
    withExtendedLifetime(scratch) {}
    return result
  }

  /// `db[o] = Σ dy[o]` over images and positions.
  public static func biasGradient(_ dy: Activations) -> Tensor {
    let result = Tensor(uninitialized: [dy.shape.channels])
    let area = dy.shape.area
    let kernels = Processor.kernels
    Processor.parallelRanges(dy.shape.channels, grain: 4) { range in
      for channel in range {
        result.storage.pointer[channel] = dy.blockSum.joined(Float(0)) { sum, block in
          sum += kernels.sum(dy.block(block) + channel * area * lanes, Int64(area), nil)
        }
      }
    }
    return result
  }
}

/// The weight gradient's loops over outputs and groups.
private struct GradientWalk {
  let offsets: [Int32]
  let step: KernelWeightGradient
  let groups: Int
  /// Outputs of a group.
  let outputs: Int
  let inGroupStep: Int

  /// Groups whose maps stay in the nearer caches together.
  var groupsTogether: Int { max(1, (1 << 16) / max(1, inGroupStep)) }

  /// - Parameter from: where the channels of `firstGroup` begin.
  func run(
    _ range: Range<Int>, blocks: Int, from: UnsafePointer<Float>, firstGroup: Int,
    _ dy: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>
  ) {
    let kernels = Processor.kernels
    offsets.withUnsafeBufferPointer { offsets in
      var shape = step
      shape.offsets = offsets.baseAddress
      shape.blocks = Int32(blocks)
      var output = range.lowerBound
      while output < range.upperBound {
        let group = output / outputs
        let end = min((group + 1) * outputs, range.upperBound)
        shape.outputs = Int32(end - output)
        kernels.weightGradient(
          &shape, from + (group - firstGroup) * inGroupStep, dy + output * Int(step.outChannelStep),
          to + output * offsets.count)
        output = end
      }
    }
  }
}
