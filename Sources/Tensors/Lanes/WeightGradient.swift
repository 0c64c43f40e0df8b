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
    _ x: DeferredActivations, _ dy: Activations, _ geometry: ConvolutionGeometry,
    minimal: Bool = true
  ) -> Tensor {
    startWeightGradient(x, dy, geometry, minimal: minimal).tensor
  }

  /// The same; where several processes share out the batch, what they exchange travels while this
  /// one does other things.
  public static func startWeightGradient(
    _ x: DeferredActivations, _ dy: Activations, _ geometry: ConvolutionGeometry,
    minimal: Bool = true
  ) -> PendingTensor {
    let sum = weightGradientSum(x, dy, geometry, minimal: minimal)
    let winograd = winograd(x, geometry, minimal)
    if sum == .whole {
      guard let share = BatchShare.current else {
        return .ready(whole(x, dy, geometry, winograd))
      }
      return whole(x, dy, geometry, winograd, share)
    }
    return winograd?.startSlicedGradient(x, dy) ?? partial(sum, walk(x, dy, geometry))
  }

  private static func walk(
    _ x: DeferredActivations, _ dy: Activations, _ geometry: ConvolutionGeometry
  ) -> GradientWalk {
    GradientWalk(
      x: x.shape.isVector ? DeferredActivations(x.value) : x, dy: dy, geometry: geometry)
  }

  private static func whole(
    _ x: DeferredActivations, _ dy: Activations, _ geometry: ConvolutionGeometry,
    _ winograd: Winograd?
  ) -> Tensor {
    winograd?.wholeGradient(x, dy) ?? whole(walk(x, dy, geometry))
  }

  /// Of several processes each computes some outputs over all images, or some groups of a grouped
  /// convolution, and gets what these take.
  private static func whole(
    _ x: DeferredActivations, _ dy: Activations, _ geometry: ConvolutionGeometry,
    _ winograd: Winograd?, _ share: BatchShare
  ) -> PendingTensor {
    let (outputs, groups) = (dy.shape.channels, geometry.groups)
    let channels = x.shape.channels / groups
    let terms = channels * geometry.taps
    // Tiles of four outputs, as kernels take them, or groups.
    let tile = groups == 1 ? Int(KERNEL_OUTPUT_TILE) : outputs / groups
    let shares = share.shares(of: (outputs + tile - 1) / tile)
    let ranges = shares.map {
      min(outputs, $0.lowerBound * tile)..<min(outputs, $0.upperBound * tile)
    }
    let own = share.own(shares)
    let allX =
      groups == 1
      ? share.startGather(x.value)
      : share.startExchange(x.value, channels: shares.map { $0.scaled(by: channels) })
    let someDy = share.startExchange(dy, channels: ranges)
    var geometry = geometry
    if groups > 1 { geometry.groups = own.count }
    let some = geometry
    return .arriving {
      let (x, dy) = (DeferredActivations(allX.arrived()), someDy.arrived())
      let part = own.isEmpty ? Storage(0) : whole(x, dy, some, winograd).storage
      let all = share.startGather(part, of: ranges, size: terms, .weights)
      return .arriving {
        let dimensions = [outputs, channels, some.kernelHeight, some.kernelWidth]
        return .ready(Tensor(dimensions, copying: all.arrived()))
      }
    }
  }

  /// - Parameter sum: over blocks.
  private static func partial(_ sum: LayerSum, _ walk: GradientWalk) -> PendingTensor {
    let count = walk.dimensions.reduce(1, *)
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
    let share = BatchShare.current
    return PartedGradient(sum: sum, rows: 1, columns: count, dimensions: walk.dimensions)
      .tensor(own, of: share?.owned ?? [0..<blocks], share)
  }

  private static func whole(_ walk: GradientWalk) -> Tensor {
    let result = Tensor(uninitialized: walk.dimensions)
    let copy =
      walk.needsCopy
      ? walk.copy(blocks: 0..<walk.x.base.blocks, channels: 0..<walk.x.shape.channels) : nil
    let outputs = walk.outputs * walk.groups
    let pieces = min((outputs + 3) / 4, 4 * Processor.threads)
    Processor.parallel(pieces) { piece in
      walk.run(
        .tiles(of: outputs, part: piece, of: pieces), blocks: 0..<walk.x.base.blocks, copy: copy,
        to: result.storage.pointer)
    }
    return result
  }

  /// `db[o] = Σ dy[o]` over images and positions.
  public static func biasGradient(_ dy: Activations) -> Tensor { startBiasGradient(dy).tensor }

  /// The same; what several processes exchange for it travels while this one does other things.
  public static func startBiasGradient(_ dy: Activations) -> PendingTensor {
    let channels = dy.shape.channels
    let area = dy.shape.area
    let kernels = Processor.kernels
    let own = Storage(dy.blocks * channels)
    dy.forEachChannel { block, channel, at in
      own.pointer[block * channels + channel] = kernels.sum(dy.pointer + at, Int64(area), nil)
    }
    let sum = dy.blockSum
    func joined(_ partials: Storage) -> Tensor {
      let result = Tensor(uninitialized: [channels])
      for channel in 0..<channels {
        result.storage.pointer[channel] = sum.joined(Float(0)) { sum, block in
          sum += partials.pointer[block * channels + channel]
        }
      }
      return result
    }
    guard let all = BatchShare.current?.startGather(own, size: channels) else {
      return .ready(joined(own))
    }
    return .arriving { .ready(joined(all.arrived())) }
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
    padded = PaddedBlock(x.shape, geometry.margins)
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
    let (height, stride) = (dy.shape.height, geometry.rowStride)
    let row = (inputs.count * stride * padded.width + range.count * dy.shape.width) * lanes
    let least = (32 + dy.shape.width - 1) / dy.shape.width
    let band = min(height, max(least, Self.wanted / row))
    let rowsOfBand = (band - 1) * stride + geometry.spanHeight
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
    let first = rows.lowerBound * geometry.rowStride
    if let copy {
      let channel =
        (block - copy.blocks.lowerBound) * copy.channels.count + inputs.lowerBound
        - copy.channels.lowerBound
      return body(
        copy.storage.pointer + channel * padded.channelStep + first * padded.rowStep)
    }
    let count = (rows.count - 1) * geometry.rowStride + geometry.spanHeight
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
        inRowStep: Int64(isOfVectors ? x.base.blockSize : geometry.rowStride * padded.rowStep),
        inColumnStep: Int64(geometry.columnStride * lanes), outChannelStep: Int64(area),
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
