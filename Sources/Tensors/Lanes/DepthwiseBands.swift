import Kernels

/// A depthwise window with the convolution in front of it and the one behind it, or one of them, by
/// bands of rows and groups of channels: the maps between them never are whole.
///
/// The sums behind go on from group to group in the order of the channels, so their digits are
/// those of one pass.
struct DepthwiseBands {
  /// About what the rows of a group take at most, in numbers: five eighths of a megabyte.
  private static let wanted = 160 << 10

  private let x: DeferredActivations
  private let widen: Widening?
  private let depthwise: ConvolutionStage
  private let narrow: ConvolutionStage?
  /// What the window makes, and what is made of that.
  private let made: Shape
  private let output: Shape
  private let walk: BlockWalk
  private let narrowing: BlockWalk?
  /// The maps that the window reads, with their margins.
  private let padded: PaddedBlock
  /// Rows that the window makes in a band, rows that it reads for them, channels of a group.
  private let rows: Int
  private let rowsRead: Int
  private let channels: Int
  /// Numbers from channel to channel of the rows that are read, and of those made of them.
  private let readStep: Int
  private let madeStep: Int

  /// The convolution in front.
  private struct Widening {
    let stage: ConvolutionStage
    let walk: BlockWalk
    let padded: PaddedBlock
    /// Whether what is read is a copy of the rows.
    let isCopied: Bool
  }

  init(
    _ x: DeferredActivations, widen: ConvolutionStage?, _ depthwise: ConvolutionStage,
    narrow: ConvolutionStage?
  ) {
    self.x = x
    self.depthwise = depthwise
    self.narrow = narrow
    let geometry = depthwise.geometry
    let (stride, kernel) = (geometry.rowStride, geometry.spanHeight)
    let input = widen?.output(of: x.shape) ?? x.shape
    made = depthwise.output(of: input)
    output = narrow?.output(of: made) ?? made
    padded = PaddedBlock(input, geometry.margins)
    // So many rows that few are kept from band to band, and so many channels that the sums behind
    // are seldom taken up again.
    let (widthRead, widthMade) = (padded.width, made.width)
    let channel = { (rows: Int) in
      (((rows - 1) * stride + kernel) * widthRead + rows * widthMade) * lanes
    }
    var rows = min(4, made.height)
    while rows > 1, channel(rows) * 16 > Self.wanted { rows -= 1 }
    self.rows = rows
    rowsRead = (rows - 1) * stride + kernel
    let most = min(64, max(16, Self.wanted / channel(rows) & ~3))
    let groups = (input.channels + most - 1) / most
    channels = min(input.channels, ((input.channels + groups - 1) / groups + 3) & ~3)

    readStep = (rowsRead * padded.rowStep).spread
    madeStep = (rows * made.width * lanes).spread
    let step = KernelConvolution(
      columns: output.width,
      from: (readStep, stride * padded.rowStep, geometry.columnStride * lanes),
      to: (narrow == nil ? output.area * lanes : madeStep, output.width * lanes, lanes))
    walk = BlockWalk(
      packed: depthwise.packed, bias: depthwise.bias,
      offsets: geometry.offsets(rowStep: padded.rowStep), step: step)
    self.widen = widen.map { [rowsRead, readStep, padded] in
      Self.widening($0, x, rows: rowsRead, into: padded, step: readStep)
    }
    narrowing = narrow.map { [madeStep, output] stage in
      let step = KernelConvolution(
        columns: output.width, from: (madeStep, output.width * lanes, lanes),
        to: (output.area * lanes, output.width * lanes, lanes))
      return BlockWalk(packed: stage.packed, bias: stage.bias, offsets: [0], step: step)
    }
  }

  private static func widening(
    _ stage: ConvolutionStage, _ x: DeferredActivations, rows: Int, into: PaddedBlock,
    step readStep: Int
  ) -> Widening {
    let geometry = stage.geometry
    let padded = PaddedBlock(x.shape, geometry.margins)
    let isCopied =
      padded.isCopied(x)
      || padded.isCrowded(channels: x.shape.channels, outputs: into.shape.channels)
    let rowsOfCopy = (rows - 1) * geometry.rowStride + geometry.spanHeight
    let step = KernelConvolution(
      columns: into.shape.width,
      from: (
        isCopied ? (rowsOfCopy * padded.rowStep).spread : padded.channelStep,
        geometry.rowStride * padded.rowStep, geometry.columnStride * lanes
      ), to: (readStep, into.rowStep, lanes))
    return Widening(
      stage: stage,
      walk: BlockWalk(
        packed: stage.packed, bias: stage.bias, offsets: geometry.offsets(rowStep: padded.rowStep),
        step: step),
      padded: padded, isCopied: isCopied)
  }

  /// The outputs of the last convolution.
  var outputs: Activations {
    let y = Activations(uninitialized: x.count, output)
    precondition(y.fits((narrow ?? depthwise).epilogue.added))
    let height = y.shape.height
    // Parts of a block compute a few rows twice, so there are no more than keep threads busy.
    let threads = Processor.idleThreads
    let parts =
      y.blocks % threads == 0
      ? 1 : min(height, y.blocks < threads ? (threads + y.blocks - 1) / y.blocks : 2)
    Processor.parallel(y.blocks * parts) { task in
      let (block, part) = (task / parts, task % parts)
      run(block, height * part / parts..<height * (part + 1) / parts, to: y)
    }
    return y
  }

  /// What a thread works with.
  private struct Scratch {
    /// `rowsRead` rows of the channels of a group, with margins.
    let read: Storage
    /// What the window makes of them.
    let made: Storage
    /// The last rows that were read, of all channels; the next band reads them again.
    let kept: Storage
  }

  private func run(_ block: Int, _ range: Range<Int>, to y: Activations) {
    let overlap = max(0, depthwise.geometry.spanHeight - depthwise.geometry.rowStride)
    let size = readStep * channels
    let scratch = Scratch(
      read: Storage(size), made: Storage(narrow == nil ? 0 : madeStep * channels),
      kept: Storage(widen == nil ? 0 : padded.rowStep * overlap * padded.shape.channels))
    // Margins stay as they are.
    scratch.read.pointer.update(repeating: 0, count: size)
    for top in stride(from: range.lowerBound, to: range.upperBound, by: rows) {
      let band = top..<min(top + rows, range.upperBound)
      let first = top * depthwise.geometry.rowStride
      let end = (band.upperBound - 1) * depthwise.geometry.rowStride + depthwise.geometry.spanHeight
      let isFirst = top == range.lowerBound
      guard let widen else {
        forEachGroup { group in
          padded.fill(
            channels: group, rows: first..<end, of: x, block, to: scratch.read.pointer,
            step: readStep)
          finish(group, band, block, scratch, to: y)
        }
        continue
      }
      // Of the padded rows those that are not kept, and of these the ones inside of the map.
      let new = (isFirst ? first : first + overlap)..<end
      let inside = new.clamped(to: padded.top..<padded.top + padded.shape.height)
      let rowsOfInput = inside.isEmpty ? 0..<0 : Self.read(inside, padded.top, widen.stage.geometry)
      widen.padded.withBlock(
        block, of: x, channels: 0..<x.shape.channels, rows: rowsOfInput,
        step: Int(widen.walk.step.inChannelStep), copied: widen.isCopied
      ) { from in
        forEachGroup { group in
          load(
            group, new: new.lowerBound - first..<end - first,
            inside: inside.lowerBound - first..<inside.upperBound - first, widen, block, from: from,
            scratch)
          if band.upperBound < range.upperBound {
            keep(group, rows: band.count * depthwise.geometry.rowStride, overlap, scratch)
          }
          finish(group, band, block, scratch, to: y)
        }
      }
    }
  }

  /// The padded rows of the input that rows of the widened map are made of.
  private static func read(
    _ rows: Range<Int>, _ top: Int, _ geometry: ConvolutionGeometry
  ) -> Range<Int> {
    let first = (rows.lowerBound - top) * geometry.rowStride
    return first..<first + (rows.count - 1) * geometry.rowStride + geometry.spanHeight
  }

  private func forEachGroup(_ body: (Range<Int>) -> Void) {
    let all = padded.shape.channels
    for first in stride(from: 0, to: all, by: channels) { body(first..<min(first + channels, all)) }
  }

  /// Puts the rows of the widened channels `group` together: those kept, and `new` ones, of which
  /// those `inside` of the map are computed and the others zero.
  private func load(
    _ group: Range<Int>, new: Range<Int>, inside: Range<Int>, _ widen: Widening, _ block: Int,
    from: UnsafePointer<Float>, _ scratch: Scratch
  ) {
    let step = padded.rowStep
    let kept = new.lowerBound * step
    for channel in group {
      let to = scratch.read.pointer + (channel - group.lowerBound) * readStep
      if kept > 0 { to.update(from: scratch.kept.pointer + channel * kept, count: kept) }
      for row in new where !inside.contains(row) {
        (to + row * step).update(repeating: 0, count: step)
      }
    }
    guard !inside.isEmpty else { return }
    widen.walk.run(
      0..<1, outputs: group, rows: inside.count, from: from,
      to: scratch.read.pointer - group.lowerBound * readStep + inside.lowerBound * step
        + padded.left * lanes,
      after: widen.stage.epilogue.kernels(group, block))
  }

  /// Keeps what the next band reads again, from `rows` on.
  private func keep(_ group: Range<Int>, rows: Int, _ overlap: Int, _ scratch: Scratch) {
    let step = padded.rowStep
    guard overlap > 0 else { return }
    for channel in group {
      let from =
        scratch.read.pointer + (channel - group.lowerBound) * readStep + rows * step
      (scratch.kept.pointer + channel * overlap * step).update(from: from, count: overlap * step)
    }
  }

  /// The window on the rows that were put together, and what is behind it.
  private func finish(
    _ group: Range<Int>, _ band: Range<Int>, _ block: Int, _ scratch: Scratch, to y: Activations
  ) {
    let at = block * y.blockSize + band.lowerBound * y.shape.width * lanes
    let to = y.storage.pointer + at
    let added = { (epilogue: Epilogue) in epilogue.added.map { $0.pointer + at } }
    guard let narrow, let narrowing else {
      walk.run(
        group, rows: band.count, from: scratch.read.pointer, to: to,
        after: depthwise.epilogue.kernels(group, block), added: added(depthwise.epilogue))
      return
    }
    walk.run(
      group, rows: band.count, from: scratch.read.pointer,
      to: scratch.made.pointer - group.lowerBound * madeStep,
      after: depthwise.epilogue.kernels(group, block))
    let isLast = group.upperBound == padded.shape.channels
    narrowing.run(
      0..<1, channels: group, rows: band.count, from: scratch.made.pointer, to: to,
      after: isLast ? narrow.epilogue.kernels(0..<output.channels, block) : [],
      added: isLast ? added(narrow.epilogue) : nil)
  }
}
