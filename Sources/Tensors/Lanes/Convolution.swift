import Kernels

/// Convolution and its two gradients on images in the lanes.
///
/// A linear layer is the same with a window of one position on a map of one position. Every output
/// has one accumulator over channels, then window positions, so a channel of zeros adds nothing,
/// not even rounding.
public enum Convolution {
  /// `y[o] = bias[o] + Σ_c Σ_t w[o][c][t] · x[c][t]`, `x` padded with zeros.
  ///
  /// - Parameters:
  ///   - weight: outputs × channels per group × kernel height × kernel width.
  ///   - bias: one number an output.
  ///   - epilogue: what happens to the outputs before they are written.
  ///   - minimal: whether Winograd's algorithm may be used, where it can. It does not pay for a
  ///     layer of few channels; who decides may not look at channels that pruning takes.
  ///   - filters: keeps the weights as Winograd's algorithm transforms them, for the next batch.
  public static func forward(
    _ deferred: DeferredActivations, weight: Tensor, bias: Tensor?,
    _ geometry: ConvolutionGeometry, minimal: Bool = true, filters: FilterCache? = nil,
    _ epilogue: Epilogue = Epilogue()
  ) -> Activations {
    if minimal, let winograd = geometry.winograd(on: deferred.base.shape) {
      let filters =
        filters?.filters(weight, for: winograd)
        ?? WinogradFilters(weight, for: winograd, backward: false)
      return winograd.convolve(deferred, filters, bias: bias, epilogue)
    }
    let packed =
      filters?.filters(weight, groups: geometry.groups)
      ?? PackedWeights(forward: weight, groups: geometry.groups)
    return direct(deferred, packed, bias: bias, geometry, epilogue)
  }

  /// With as many multiply-adds as the window counts.
  private static func direct(
    _ x: DeferredActivations, _ packed: PackedWeights, bias: Tensor?,
    _ geometry: ConvolutionGeometry,
    _ epilogue: Epilogue
  ) -> Activations {
    let shape = geometry.output(of: x.shape, channels: packed.groups * packed.outputs)!
    let y = Activations(uninitialized: x.count, shape)
    precondition(y.fits(epilogue.added))
    if shape.isVector && x.shape.isVector && geometry.isPoint {
      linear(x.value, packed, bias: bias, into: y)
      for block in 0..<y.blocks { y.follow(epilogue, block, 0..<shape.channels, 0..<1) }
      return y
    }
    let shares = DirectShares(x, shape, geometry, channels: packed.channels)
    let rowStep = shares.padded.rowStep
    let step = KernelConvolution(
      columns: shape.width,
      from: (shares.channelStep, geometry.rowStride * rowStep, geometry.columnStride * lanes),
      to: (shape.area * lanes, shape.width * lanes, lanes),
      distant: geometry.taps == 1 && !shares.isCopied)
    let walk = BlockWalk(
      packed: packed, bias: bias, offsets: geometry.offsets(rowStep: rowStep), step: step)
    Processor.parallel(x.base.blocks * shares.count) { task in
      let block = task / shares.count
      let share = shares[task % shares.count]
      let at = block * y.blockSize + share.rows.lowerBound * shape.width * lanes
      shares.withInput(block, of: x, share) { from in
        walk.run(
          share.groups, rows: share.rows.count, from: from, to: y.storage.pointer + at,
          after: epilogue.kernels(share.groups.scaled(by: packed.outputs), block),
          added: epilogue.added.map { $0.pointer + at })
      }
    }
    return y
  }

  /// A window of one position: the blocks of 16 images take the place of columns.
  private static func linear(
    _ x: Activations, _ packed: PackedWeights, bias: Tensor?, into y: Activations
  ) {
    let step = KernelConvolution(
      columns: x.blocks, from: (lanes, 0, x.blockSize), to: (lanes, 0, y.blockSize))
    let walk = BlockWalk(packed: packed, bias: bias, offsets: [0], step: step)
    let chunks = packed.chunks(blocks: 1)
    Processor.parallel(chunks) { chunk in
      walk.run(
        0..<1, outputs: packed.chunk(chunk, of: chunks), rows: 1, from: x.pointer,
        to: y.storage.pointer)
    }
  }

  /// `dx[c] = Σ_o Σ_t w[o][c][t] · dy[o]` at the positions that used `x`; output channels first.
  ///
  /// Then plus `added`, and zero where `rectified`, an output of a rectifier that is the layer's
  /// input, is not positive: the gradient to the rectifier's input.
  ///
  /// With stride s the positions of `x` fall into s × s phases, each a convolution of its own with
  /// every s-th window position, so no multiplication by an inserted zero is done.
  ///
  /// - Parameter minimal: whether Winograd's algorithm may be used, where it can.
  public static func inputGradient(
    _ dy: Activations, weight: Tensor, input shape: Shape, _ geometry: ConvolutionGeometry,
    minimal: Bool = true, added: Activations? = nil, rectified: Activations? = nil
  ) -> Activations {
    if minimal, geometry.isWinograd(on: shape) {
      let winograd = Winograd(
        dy.shape, taps: geometry.kernelHeight,
        padding: geometry.kernelHeight - 1 - geometry.margins.top)
      return winograd.convolve(
        DeferredActivations(dy), WinogradFilters(weight, for: winograd, backward: true), bias: nil,
        Epilogue(added: added), mask: rectified)
    }
    if geometry.isPoint, geometry.isDense, !shape.isVector {
      return direct(
        DeferredActivations(dy), PackedWeights(backward: weight, groups: 1, taps: [0]), bias: nil,
        .point, Epilogue(added: added)
      ).gradient(plus: nil, behind: rectified)
    }
    return directGradient(dy, weight: weight, input: shape, geometry)
      .gradient(plus: added, behind: rectified)
  }

  private static func directGradient(
    _ dy: Activations, weight: Tensor, input shape: Shape, _ geometry: ConvolutionGeometry
  ) -> Activations {
    let dx = Activations(uninitialized: dy.count, shape)
    if dy.shape.isVector && shape.isVector && geometry.isPoint {
      linear(dy, PackedWeights(backward: weight, groups: 1, taps: [0]), bias: nil, into: dx)
      return dx
    }
    let rows = Phase.all(
      size: shape.height, kernel: geometry.kernelHeight, stride: geometry.rowStride,
      dilation: geometry.rowDilation, padding: geometry.margins.top)
    let columns = Phase.all(
      size: shape.width, kernel: geometry.kernelWidth, stride: geometry.columnStride,
      dilation: geometry.columnDilation, padding: geometry.margins.left)
    let padded = PaddedBlock(
      dy.shape, top: Phase.before(rows), bottom: Phase.after(rows, size: dy.shape.height),
      left: Phase.before(columns), right: Phase.after(columns, size: dy.shape.width))
    var walks: [(walk: BlockWalk, from: Int, to: Int)] = []
    for row in rows {
      for column in columns {
        walks.append(
          phaseWalk(row, column, weight: weight, padded: padded, input: shape, geometry))
      }
    }
    let deferred = DeferredActivations(dy)
    let packed = walks[0].walk.packed
    let isWhole = packed.groups == 1
    let chunks = isWhole ? packed.chunks(blocks: dy.blocks) : 1
    let perTask = isWhole ? 1 : max(1, (1 << 16) / max(1, packed.channels * padded.channelStep))
    let pieces = isWhole ? chunks : (packed.groups + perTask - 1) / perTask
    Processor.parallel(dy.blocks * pieces) { task in
      let (block, piece) = (task / pieces, task % pieces)
      let groups = isWhole ? 0..<1 : piece * perTask..<min((piece + 1) * perTask, packed.groups)
      let outputs = isWhole ? packed.chunk(piece, of: chunks) : 0..<packed.outputs
      padded.withBlock(block, of: deferred, channels: groups.scaled(by: packed.channels)) { from in
        for (walk, start, target) in walks {
          walk.run(
            groups, outputs: outputs, rows: Int(walk.step.rows), from: from + start,
            to: dx.storage.pointer + block * dx.blockSize + target)
        }
      }
    }
    return dx
  }

  private static func phaseWalk(
    _ row: Phase, _ column: Phase, weight: Tensor, padded: PaddedBlock, input: Shape,
    _ geometry: ConvolutionGeometry
  ) -> (walk: BlockWalk, from: Int, to: Int) {
    var taps: [Int] = []
    var offsets: [Int32] = []
    for i in row.taps.indices {
      for j in column.taps.indices {
        taps.append(row.taps[i] * geometry.kernelWidth + column.taps[j])
        offsets.append(Int32(-row.shifts[i] * padded.rowStep - column.shifts[j] * lanes))
      }
    }
    var step = KernelConvolution(
      columns: column.count, from: (padded.channelStep, padded.rowStep, lanes),
      to: (
        input.area * lanes, geometry.rowStride * input.width * lanes,
        geometry.columnStride * lanes
      ), distant: geometry.taps == 1)
    step.rows = Int32(row.count)
    let packed = PackedWeights(backward: weight, groups: geometry.groups, taps: taps)
    return (
      BlockWalk(packed: packed, bias: nil, offsets: offsets, step: step),
      (padded.top + row.outputStart) * padded.rowStep + (padded.left + column.outputStart) * lanes,
      (row.inputStart * input.width + column.inputStart) * lanes
    )
  }
}

extension ConvolutionGeometry {
  /// One window position that meets no border: on a map of one position, a linear layer.
  var isPoint: Bool { taps == 1 && margins.even == 0 && groups == 1 }

  /// Whether Winograd's algorithm computes it: 3x3 and 5x5 windows of stride 1 without gaps, padded
  /// alike on all sides, on maps of more than a row. Does not ask for channels, so that a pruned
  /// layer computes as the whole one did.
  public func isWinograd(on input: Shape) -> Bool {
    let taps = kernelHeight
    guard let padding = margins.even, isDense, !isDilated else { return false }
    return (taps == 3 || taps == 5) && kernelWidth == taps && groups == 1
      && padding < taps && min(input.height, input.width) > 1
      && min(input.height, input.width) + 2 * padding > taps
  }

  /// Multiply-adds of the direct sum for each product that the forward pass takes: 4 with 3x3
  /// windows by Winograd's algorithm where tiles fill the map, 1 where it is a direct sum.
  public func saving(on input: Shape) -> Double {
    guard let winograd = winograd(on: input) else { return 1 }
    return Double(winograd.height * winograd.width * taps)
      / Double(winograd.tiles * winograd.planes)
  }

  /// Numbers that the forward pass makes of each number of channels × outputs in the weights: the
  /// planes of Winograd's algorithm; 0 where it is a direct sum.
  public func planes(on input: Shape) -> Int { winograd(on: input)?.planes ?? 0 }

  /// How Winograd's algorithm computes the forward pass; nil where it does not.
  func winograd(on input: Shape) -> Winograd? {
    isWinograd(on: input) ? Winograd(input, taps: kernelHeight, padding: margins.top) : nil
  }

  /// Where each window position lies from the window's corner, in numbers.
  func offsets(rowStep: Int) -> [Int32] {
    (0..<taps).map {
      Int32(
        $0 / kernelWidth * rowDilation * rowStep + $0 % kernelWidth * columnDilation * lanes)
    }
  }
}

/// The positions of one axis of the input that one residue of the stride reaches.
private struct Phase {
  /// Window positions that reach them, in order.
  let taps: [Int]
  /// How many places before the output lies that each of them reads.
  let shifts: [Int]
  let inputStart: Int
  let outputStart: Int
  let count: Int

  static func all(
    size: Int, kernel: Int, stride: Int, dilation: Int, padding: Int
  ) -> [Phase] {
    (0..<min(stride, size)).map { start in
      let residue = (start + padding) % stride
      let taps = (0..<kernel).filter { $0 * dilation % stride == residue }
      return Phase(
        taps: taps, shifts: taps.map { $0 * dilation / stride }, inputStart: start,
        outputStart: (start + padding) / stride, count: (size - start + stride - 1) / stride)
    }
  }

  static func before(_ phases: [Phase]) -> Int {
    phases.map { max(0, ($0.shifts.last ?? 0) - $0.outputStart) }.max() ?? 0
  }

  static func after(_ phases: [Phase], size: Int) -> Int {
    phases.map { max(0, $0.outputStart + $0.count - size) }.max() ?? 0
  }
}
