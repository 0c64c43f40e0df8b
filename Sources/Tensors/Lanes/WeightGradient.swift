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
      return winograd.weightGradientSum(winograd.gradientGroups(x.base.batchCount.vectors))
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
    let sum = weightGradientSum(deferred, dy, geometry, minimal: minimal)
    let winograd = winograd(deferred, geometry, minimal)
    var (deferred, dy) = (deferred, dy)
    if let share = BatchShare.current {
      switch sum {
      case .blocks, .images: break
      case .slices(let count):
        let needs = winograd?.needs(of: share.shares(of: count), sum, share.blocks) ?? []
        deferred = DeferredActivations(share.exchange(deferred.value, needs: needs))
        dy = share.exchange(dy, needs: needs)
      case .whole: (deferred, dy) = (DeferredActivations(deferred.value.ofBatch), dy.ofBatch)
      }
    }
    if let winograd { return winograd.weightGradient(deferred, dy) }
    let isVector = deferred.shape.isVector
    let walk = GradientWalk(
      x: isVector ? DeferredActivations(deferred.value) : deferred, dy: dy, geometry: geometry)
    return sum == .whole ? whole(walk) : partial(sum, walk)
  }

  /// - Parameter sum: over blocks.
  private static func partial(_ sum: LayerSum, _ walk: GradientWalk) -> Tensor {
    let result = Tensor(uninitialized: walk.dimensions)
    let count = result.count
    let blocks = walk.dy.blocks
    let own = Storage(blocks * count)
    // Outputs of several groups, or tiles of those of one, where blocks alone leave threads idle.
    let isWhole = walk.groups == 1
    let together = walk.groupsTogether
    let pieces =
      isWhole
      ? walk.pieces(beside: blocks) : (walk.groups + together - 1) / together
    Processor.parallel(blocks * pieces) { task in
      let (block, piece) = (task / pieces, task % pieces)
      let outputs: Range<Int> =
        isWhole
        ? .tiles(of: walk.outputs, part: piece, of: pieces)
        : (piece * together..<min((piece + 1) * together, walk.groups)).scaled(by: walk.outputs)
      walk.run(outputs, blocks: block..<block + 1, to: own.pointer + block * count)
    }
    sum.join(walk.dy.ofBatch(own, size: count), of: count, to: result.storage)
    return result
  }

  private static func whole(_ walk: GradientWalk) -> Tensor {
    let result = Tensor(uninitialized: walk.dimensions)
    let copy =
      walk.needsCopy
      ? walk.copy(blocks: 0..<walk.x.base.blocks, channels: 0..<walk.x.shape.channels) : nil
    let outputs = walk.outputs * walk.groups
    // Tiles of four outputs; of several processes each has some.
    let tiles = (outputs + 3) / 4
    let share = BatchShare.current
    let shares = share?.shares(of: tiles) ?? [0..<tiles]
    let own = share?.own(shares) ?? 0..<tiles
    let pieces = min(own.count, 4 * Processor.threads)
    Processor.parallel(pieces) { piece in
      let first = own.lowerBound + own.count * piece / pieces
      let end = own.lowerBound + own.count * (piece + 1) / pieces
      walk.run(
        first * 4..<min(outputs, end * 4), blocks: 0..<walk.x.base.blocks, copy: copy,
        to: result.storage.pointer)
    }
    share?.complete(
      result.storage,
      of: shares.map { min(outputs, $0.lowerBound * 4)..<min(outputs, $0.upperBound * 4) },
      size: result.count / outputs)
    return result
  }

  /// `db[o] = Σ dy[o]` over images and positions.
  public static func biasGradient(_ dy: Activations) -> Tensor {
    let channels = dy.shape.channels
    let result = Tensor(uninitialized: [channels])
    let area = dy.shape.area
    let kernels = Processor.kernels
    let own = Storage(dy.blocks * channels)
    dy.forEachChannel { block, channel, at in
      own.pointer[block * channels + channel] = kernels.sum(dy.pointer + at, Int64(area), nil)
    }
    let partials = dy.ofBatch(own, size: channels)
    for channel in 0..<channels {
      result.storage.pointer[channel] = dy.blockSum.joined(Float(0)) { sum, block in
        sum += partials.pointer[block * channels + channel]
      }
    }
    return result
  }
}

/// The loops of the weight gradient: outputs so few that their sums stay in the nearer caches, and
/// for each of these the maps in bands of rows that do.
private struct GradientWalk {
  let x: DeferredActivations
  let dy: Activations
  let geometry: ConvolutionGeometry
  let padded: PaddedBlock
  let groups: Int
  /// Outputs, channels of a group.
  let outputs: Int
  let channels: Int
  /// Whether what is read is a copy of the maps.
  let needsCopy: Bool
  private let kernels = Processor.kernels

  /// About what a task reads and writes again and again, in numbers: a quarter of a megabyte.
  private static let wanted = 1 << 16

  /// A copy of some channels of some blocks, borders and all, where nothing is left to do.
  struct Copy {
    let storage: Storage
    let blocks: Range<Int>
    let channels: Range<Int>
  }

  init(x: DeferredActivations, dy: Activations, geometry: ConvolutionGeometry) {
    self.x = x
    self.dy = dy
    self.geometry = geometry
    let pad = geometry.padding
    padded = PaddedBlock(x.shape, top: pad, bottom: pad, left: pad, right: pad)
    groups = geometry.groups
    outputs = dy.shape.channels / groups
    channels = x.shape.channels / groups
    // Offsets have 32 bits.
    needsCopy = padded.isCopied(x) || channels * padded.channelStep > Int(Int32.max)
  }

  var dimensions: [Int] {
    [dy.shape.channels, channels, geometry.kernelHeight, geometry.kernelWidth]
  }

  /// Whether the blocks take the place of rows, each of which is one position.
  private var isOfVectors: Bool { x.shape.isVector && dy.shape.isVector && geometry.isPoint }

  private var terms: Int { channels * geometry.taps }

  /// Groups whose maps stay in the nearer caches together.
  var groupsTogether: Int { max(1, Self.wanted / max(1, channels * padded.channelStep)) }

  /// Pieces of the outputs of one group that keep every thread busy beside `parts` sums; each reads
  /// all maps.
  func pieces(beside parts: Int) -> Int {
    let wanted = needsCopy ? Processor.threads : 2 * Processor.threads
    return min((outputs + 3) / 4, (wanted + parts - 1) / parts)
  }

  func copy(blocks: Range<Int>, channels: Range<Int>) -> Copy {
    let size = channels.count * padded.channelStep
    let copy = Copy(storage: Storage(blocks.count * size), blocks: blocks, channels: channels)
    Processor.parallel(blocks.count) { index in
      padded.fill(
        channels: channels, rows: 0..<padded.height, of: x, blocks.lowerBound + index,
        to: copy.storage.pointer + index * size, step: padded.channelStep)
    }
    return copy
  }

  /// Channels that outputs `range` read.
  private func inputs(of range: Range<Int>) -> Range<Int> {
    (range.lowerBound / outputs..<(range.upperBound - 1) / outputs + 1).scaled(by: channels)
  }

  /// The gradients of `range` of the outputs over `blocks`, of each group a part or all of it.
  func run(
    _ range: Range<Int>, blocks: Range<Int>, copy: Copy? = nil,
    to: UnsafeMutablePointer<Float>
  ) {
    guard !range.isEmpty else { return }
    let most = max(1, Self.wanted / lanes)
    // Outputs and terms whose sums are kept together.
    let together = min(outputs, max(4, most / terms & ~3))
    let termsTogether = together <= 4 ? min(terms, most / 4) : terms
    let step = together < outputs ? together : max(1, most / (terms * outputs)) * outputs
    // Where maps pass several times, they are copied once.
    let isOnce = range.count <= step && termsTogether == terms
    let copy =
      copy ?? (needsCopy && !isOnce ? self.copy(blocks: blocks, channels: inputs(of: range)) : nil)
    var first = range.lowerBound
    while first < range.upperBound {
      let groupEnd = (first / outputs + 1) * outputs
      let end = min(
        first + step, together < outputs ? groupEnd : range.upperBound, range.upperBound)
      for term in stride(from: 0, to: terms, by: termsTogether) {
        sum(
          first..<end, terms: term..<min(term + termsTogether, terms), blocks: blocks, copy: copy,
          to: to)
      }
      first = end
    }
  }

  /// The same of outputs and terms whose sums are kept together.
  private func sum(
    _ range: Range<Int>, terms some: Range<Int>, blocks: Range<Int>, copy: Copy?,
    to: UnsafeMutablePointer<Float>
  ) {
    let sums = Storage(range.count * some.count * lanes)
    sums.pointer.update(repeating: 0, count: range.count * some.count * lanes)
    let inputs = inputs(of: range)
    let (height, stride) = (dy.shape.height, geometry.stride)
    let row = (inputs.count * stride * padded.width + range.count * dy.shape.width) * lanes
    let least = (32 + dy.shape.width - 1) / dy.shape.width
    let band = min(height, max(least, Self.wanted / row))
    let rowsOfBand = (band - 1) * stride + geometry.kernelHeight
    let isInPlace = !needsCopy || copy != nil
    let channelStep = isInPlace ? padded.channelStep : rowsOfBand * padded.rowStep
    let window = geometry.offsets(rowStep: padded.rowStep)
    let offsets = some.map { term in
      window[term % geometry.taps] + Int32(term / geometry.taps * channelStep)
    }
    func add(_ from: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, rows: Int) {
      self.add(
        range, offsets: offsets, from: from, groupStep: channels * channelStep, dy, rows: rows,
        to: sums.pointer)
    }
    if isOfVectors {
      add(x.base.block(blocks.lowerBound), dy.block(blocks.lowerBound), rows: blocks.count)
    } else {
      for block in blocks {
        for top in Swift.stride(from: 0, to: height, by: band) {
          let rows = top..<min(top + band, height)
          let dy = dy.block(block) + top * dy.shape.width * lanes
          withRows(rows, of: inputs, block, copy, step: channelStep) {
            add($0, dy, rows: rows.count)
          }
        }
      }
    }
    for (place, output) in range.enumerated() {
      kernels.addLanes(
        sums.pointer + place * some.count * lanes, Int64(some.count),
        to + output * terms + some.lowerBound)
    }
  }

  private func withRows(
    _ rows: Range<Int>, of inputs: Range<Int>, _ block: Int, _ copy: Copy?, step: Int,
    _ body: (UnsafePointer<Float>) -> Void
  ) {
    let first = rows.lowerBound * geometry.stride
    if let copy {
      let channel =
        (block - copy.blocks.lowerBound) * copy.channels.count + inputs.lowerBound
        - copy.channels.lowerBound
      return body(
        copy.storage.pointer + channel * padded.channelStep + first * padded.rowStep)
    }
    let count = (rows.count - 1) * geometry.stride + geometry.kernelHeight
    padded.withBlock(
      block, of: x, channels: inputs, rows: first..<first + count, step: step, copied: needsCopy,
      body)
  }

  /// Adds to the sums what some rows give.
  private func add(
    _ range: Range<Int>, offsets: [Int32], from: UnsafePointer<Float>, groupStep: Int,
    _ dy: UnsafePointer<Float>, rows: Int, to: UnsafeMutablePointer<Float>
  ) {
    let shape = self.dy.shape
    let area = shape.area * lanes
    let firstGroup = range.lowerBound / outputs
    offsets.withUnsafeBufferPointer { offsets in
      var step = KernelWeightGradient(
        outputs: 0, terms: Int32(offsets.count), offsets: offsets.baseAddress, rows: Int32(rows),
        columns: Int32(shape.width),
        inRowStep: Int64(isOfVectors ? x.base.blockSize : geometry.stride * padded.rowStep),
        inColumnStep: Int64(geometry.stride * lanes), outChannelStep: Int64(area),
        outRowStep: Int64(isOfVectors ? self.dy.blockSize : shape.width * lanes),
        outColumnStep: Int64(lanes))
      var output = range.lowerBound
      while output < range.upperBound {
        let group = output / outputs
        let end = min((group + 1) * outputs, range.upperBound)
        step.outputs = Int32(end - output)
        kernels.weightGradient(
          &step, from + (group - firstGroup) * groupStep, dy + output * area,
          to + (output - range.lowerBound) * offsets.count * lanes)
        output = end
      }
    }
  }
}
