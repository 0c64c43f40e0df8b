import Kernels

extension Convolution {
  /// Maps with at least this many positions sum one partial an image block; smaller ones run over
  /// all blocks in one accumulator. The choice depends on shapes alone.
  private static let slicedArea = 64

  /// `dw[o][c][t] = Σ dy[o] · x[c][t]` over images and positions.
  ///
  /// Lanes past the batch must hold zero in `dy`.
  public static func weightGradient(
    _ deferred: DeferredActivations, _ dy: Activations, _ geometry: ConvolutionGeometry,
    minimal: Bool = true
  ) -> Tensor {
    if minimal, geometry.isWinograd(on: deferred.base.shape) {
      return Winograd(deferred.base.shape, taps: geometry.kernelHeight, padding: geometry.padding)
        .weightGradient(deferred, dy)
    }
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
    return dy.shape.area >= slicedArea
      ? sliced(x, dy, padded, walk, dimensions) : whole(x, dy, padded, walk, dimensions)
  }

  private static func sliced(
    _ x: Activations, _ dy: Activations, _ padded: PaddedBlock, _ walk: GradientWalk,
    _ dimensions: [Int]
  ) -> Tensor {
    let result = Tensor(uninitialized: dimensions)
    let count = result.count
    let partials = Storage(x.blocks * count)
    Processor.parallel(x.blocks) { block in
      let scratch = padded.isPlain ? nil : Storage(padded.size)
      if let scratch { padded.fill(from: x.block(block), to: scratch.pointer) }
      walk.run(
        0..<walk.outputs * walk.groups, blocks: 1,
        from: scratch.map { UnsafePointer($0.pointer) } ?? x.block(block), dy.block(block),
        to: partials.pointer + block * count)
    }
    add(partials, x.blocks, count, to: result.storage)
    return result
  }

  /// Adds `parts` arrays of `count` numbers, in order.
  static func add(_ partials: Storage, _ parts: Int, _ count: Int, to result: Storage) {
    Processor.parallelRanges(count, grain: 4096) { range in
      for i in range {
        var sum = partials.pointer[i]
        for part in 1..<max(1, parts) { sum += partials.pointer[part * count + i] }
        result.pointer[i] = sum
      }
    }
  }

  private static func whole(
    _ x: Activations, _ dy: Activations, _ padded: PaddedBlock, _ walk: GradientWalk,
    _ dimensions: [Int]
  ) -> Tensor {
    let result = Tensor(uninitialized: dimensions)
    let scratch = padded.isPlain ? nil : Storage(x.blocks * padded.size)
    if let scratch {
      Processor.parallel(x.blocks) { block in
        padded.fill(from: x.block(block), to: scratch.pointer + block * padded.size)
      }
    }
    let from = scratch.map { UnsafePointer($0.pointer) } ?? x.pointer
    let outputs = walk.outputs * walk.groups
    Processor.parallel((outputs + 3) / 4) { tile in
      walk.run(
        tile * 4..<min(tile * 4 + 4, outputs), blocks: x.blocks, from: from, dy.pointer,
        to: result.storage.pointer)
    }
    return result
  }

  /// `db[o] = Σ dy[o]` over images and positions: a partial a block, added in block order.
  public static func biasGradient(_ dy: Activations) -> Tensor {
    let result = Tensor(uninitialized: [dy.shape.channels])
    let area = dy.shape.area
    let kernels = Processor.kernels
    Processor.parallelRanges(dy.shape.channels, grain: 4) { range in
      for channel in range {
        var sum: Float = 0
        for block in 0..<dy.blocks {
          sum += kernels.sum(dy.block(block) + channel * area * lanes, Int64(area), nil)
        }
        result.storage.pointer[channel] = sum
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

  func run(
    _ range: Range<Int>, blocks: Int, from: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    to: UnsafeMutablePointer<Float>
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
          &shape, from + group * inGroupStep, dy + output * Int(step.outChannelStep),
          to + output * offsets.count)
        output = end
      }
    }
  }
}
