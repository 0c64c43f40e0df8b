import Kernels

/// Weights in the order the kernels read them: `[group][tile of outputs][channel][tap][output]`.
struct PackedWeights {
  let storage: Storage
  let groups: Int
  /// Outputs, channels of a group.
  let outputs: Int
  let channels: Int
  let taps: Int

  var groupSize: Int { outputs * channels * taps }

  /// From outputs × channels per group × taps.
  init(forward weight: Tensor, groups: Int) {
    self.groups = groups
    outputs = weight.dimensions[0] / groups
    channels = weight.dimensions[1]
    taps = weight.dimensions.dropFirst(2).reduce(1, *)
    storage = Storage(groups * outputs * channels * taps)
    pack(
      weight,
      Steps(group: groupSize, output: channels * taps, channel: taps, taps: Array(0..<taps)))
  }

  /// Input channels become outputs; only the window positions of `chosen` take part.
  init(backward weight: Tensor, groups: Int, taps chosen: [Int]) {
    self.groups = groups
    outputs = weight.dimensions[1]
    channels = weight.dimensions[0] / groups
    taps = chosen.count
    storage = Storage(groups * outputs * channels * chosen.count)
    let window = weight.dimensions.dropFirst(2).reduce(1, *)
    pack(
      weight,
      Steps(
        group: channels * outputs * window, output: window, channel: outputs * window,
        taps: chosen))
  }

  /// Where a weight lies among those that are read: so far on for each group, output and channel.
  private struct Steps {
    let group: Int
    let output: Int
    let channel: Int
    let taps: [Int]
  }

  private func pack(_ weight: Tensor, _ steps: Steps) {
    let tile = Int(KERNEL_OUTPUT_TILE)
    let tiles = (outputs + tile - 1) / tile
    // A task is worth waking a thread for.
    let grain = max(1, (1 << 15) / max(1, tile * channels * taps))
    Processor.parallelRanges(groups * tiles, grain: grain) { range in
      for number in range {
        let (group, first) = (number / tiles, number % tiles * tile)
        pack(
          min(tile, outputs - first),
          from: weight.pointer + group * steps.group
            + first * steps.output, steps,
          to: storage.pointer + (group * outputs + first) * channels * taps)
      }
    }
  }

  /// A tile of `count` outputs.
  private func pack(
    _ count: Int, from: UnsafePointer<Float>, _ steps: Steps, to: UnsafeMutablePointer<Float>
  ) {
    let step = steps.output
    steps.taps.withUnsafeBufferPointer { taps in
      var to = to
      for channel in 0..<channels {
        for tap in taps {
          let place = from + channel * steps.channel + tap
          for output in 0..<count { to[output] = place[output * step] }
          to += count
        }
      }
    }
  }
}

extension PackedWeights {
  /// How many chunks of outputs keep every thread busy; the digits do not depend on it.
  func chunks(blocks: Int) -> Int {
    guard groups == 1, blocks < Processor.threads else { return 1 }
    return min((outputs + 3) / 4, (Processor.threads + blocks - 1) / blocks)
  }

  /// The outputs of one chunk.
  func chunk(_ chunk: Int, of chunks: Int) -> Range<Int> {
    .tiles(of: outputs, part: chunk, of: chunks)
  }
}

extension Range<Int> {
  /// One of `parts` parts of `outputs`, whole tiles of the kernels each.
  static func tiles(of outputs: Int, part: Int, of parts: Int) -> Range<Int> {
    let tile = Int(KERNEL_OUTPUT_TILE)
    let tiles = (outputs + tile - 1) / tile
    return tiles * part / parts * tile..<Swift.min(tiles * (part + 1) / parts * tile, outputs)
  }

  /// What `factor` things for each number make.
  func scaled(by factor: Int) -> Range<Int> { lowerBound * factor..<upperBound * factor }
}

extension KernelConvolution {
  /// Numbers from channel to channel, row to row and column to column of what is read, and of what
  /// is written.
  init(
    columns: Int, from read: (channel: Int, row: Int, column: Int),
    to written: (channel: Int, row: Int, column: Int), distant: Bool = false
  ) {
    self.init()
    self.columns = Int32(columns)
    inChannelStep = Int64(read.channel)
    inRowStep = Int64(read.row)
    inColumnStep = Int64(read.column)
    outChannelStep = Int64(written.channel)
    outRowStep = Int64(written.row)
    outColumnStep = Int64(written.column)
    self.distant = distant ? 1 : 0
  }
}

/// One convolution over one block, in parts that threads may share.
struct BlockWalk {
  let packed: PackedWeights
  let bias: Tensor?
  let offsets: [Int32]
  let step: KernelConvolution

  /// - Parameters:
  ///   - outputs: of each group, beginning a tile; all unless said.
  ///   - channels: of each group; where they do not begin with the first, sums go on from what
  ///     stands in `to`. All unless said.
  ///   - from: where `channels` of the first of `groups` begin.
  ///   - to: where the outputs of all groups would begin.
  ///   - after: what follows the outputs, from the first that is computed on; may be empty.
  ///   - added: what that adds, lying as `to`.
  func run(
    _ groups: Range<Int>, outputs: Range<Int>? = nil, channels: Range<Int>? = nil, rows: Int,
    from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>, after: [KernelAffine] = [],
    added: UnsafePointer<Float>? = nil
  ) {
    let outputs = outputs ?? 0..<packed.outputs
    let channels = channels ?? 0..<packed.channels
    guard !outputs.isEmpty else { return }
    let kernels = Processor.kernels
    offsets.withUnsafeBufferPointer { offsets in
      after.withUnsafeBufferPointer { after in
        var shape = step
        shape.rows = Int32(rows)
        shape.taps = Int32(packed.taps)
        shape.channels = Int32(channels.count)
        shape.firstChannel = Int32(channels.lowerBound)
        shape.packedChannels = Int32(packed.channels)
        shape.outputs = Int32(outputs.count)
        shape.offsets = offsets.baseAddress
        for group in groups {
          let output = group * packed.outputs + outputs.lowerBound
          let at = output * Int(step.outChannelStep)
          if !after.isEmpty {
            shape.after = after.baseAddress! + (group - groups.lowerBound) * packed.outputs
            shape.added = added.map { $0 + at }
          }
          kernels.convolve(
            &shape,
            from + (group - groups.lowerBound) * packed.channels * Int(step.inChannelStep),
            packed.storage.pointer + group * packed.groupSize
              + outputs.lowerBound * packed.channels * packed.taps,
            bias.map { $0.pointer + output }, to + at)
        }
      }
    }
  }
}
