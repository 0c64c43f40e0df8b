import Kernels

/// How a convolution by direct sums is shared among threads: some rows of the outputs of some
/// groups, so few that what is read and written stays in the nearer caches.
struct DirectShares {
  /// What a task computes.
  struct Share {
    let groups: Range<Int>
    let rows: Range<Int>
  }

  /// About what a task reads and writes, in numbers: half a megabyte.
  private static let wanted = 1 << 17

  /// The block with its margins.
  let padded: PaddedBlock
  private let geometry: ConvolutionGeometry
  let isCopied: Bool
  /// Channels of a group.
  private let channels: Int
  private let height: Int
  private let groupsTogether: Int
  private let rowsTogether: Int

  /// - Parameter channels: of a group.
  init(
    _ x: DeferredActivations, _ output: Shape, _ geometry: ConvolutionGeometry, channels: Int
  ) {
    padded = PaddedBlock(x.shape, geometry.margins)
    self.geometry = geometry
    self.channels = channels
    height = output.height
    let outputs = output.channels / geometry.groups
    isCopied = padded.isCopied(x) || padded.isCrowded(channels: channels, outputs: outputs)
    let row = (channels * geometry.rowStride * x.shape.width + outputs * output.width) * lanes
    var rows = max(1, min(height, Self.wanted / max(1, row)))
    var groups = max(1, min(geometry.groups, Self.wanted / max(1, row * height)))
    // Few blocks leave threads without work unless their rows or groups are parted.
    let tasks = { (rows: Int, groups: Int) in
      x.base.blocks * ((geometry.groups + groups - 1) / groups)
        * ((output.height + rows - 1) / rows)
    }
    while groups > 1, tasks(rows, groups) < 2 * Processor.threads { groups /= 2 }
    while rows > 1, tasks(rows, groups) < 2 * Processor.threads { rows = (rows + 1) / 2 }
    rowsTogether = rows
    groupsTogether = groups
  }

  private var bands: Int { (height + rowsTogether - 1) / rowsTogether }

  var count: Int { (geometry.groups + groupsTogether - 1) / groupsTogether * bands }

  subscript(index: Int) -> Share {
    let (group, row) = (index / bands * groupsTogether, index % bands * rowsTogether)
    return Share(
      groups: group..<min(group + groupsTogether, geometry.groups),
      rows: row..<min(row + rowsTogether, height))
  }

  /// Numbers from one channel to the next of what `withInput` hands out.
  var channelStep: Int {
    let rows = (rowsTogether - 1) * geometry.rowStride + geometry.spanHeight
    return isCopied ? (rows * padded.rowStep).spread : padded.channelStep
  }

  /// Shows `body` where the windows of a share of a block begin: in the block itself, or in a copy
  /// of its rows with zeros around the map, where what was left to do is done.
  func withInput(
    _ block: Int, of x: DeferredActivations, _ share: Share,
    _ body: (UnsafePointer<Float>) -> Void
  ) {
    let first = share.rows.lowerBound * geometry.rowStride
    let rows = (share.rows.count - 1) * geometry.rowStride + geometry.spanHeight
    padded.withBlock(
      block, of: x, channels: share.groups.scaled(by: channels), rows: first..<first + rows,
      step: channelStep, copied: isCopied, body)
  }
}
