import Kernels

extension Pooling {
  /// A window that moves by a stride each way, over a map with margins. A maximum never counts
  /// them; a mean counts them as zeros or not at all.
  public struct Window: Sendable, Hashable {
    /// Rows of the window.
    public var height: Int
    /// Columns of the window.
    public var width: Int
    /// Rows from one window to the next.
    public var rowStride: Int
    /// Columns from one window to the next.
    public var columnStride: Int
    /// At most half of the window each, so that each window has a number of the map.
    public var margins: Margins
    /// Whether a last window that is there in part counts, where it begins on the map or in the
    /// margin before it.
    public var roundsUp = false
    /// Whether a mean counts margins as zeros; what lies outside of them never counts.
    public var countsMargins = true

    /// A window; whether it fits a map, `output` says.
    public init(
      height: Int, width: Int, strides: (Int, Int), margins: Margins = Margins(0)
    ) {
      self.height = height
      self.width = width
      (rowStride, columnStride) = strides
      self.margins = margins
    }

    /// A square window that moves by the same stride each way, with the same margin on all sides.
    public init(_ size: Int, stride: Int, padding: Int = 0) {
      self.init(
        height: size, width: size, strides: (stride, stride), margins: Margins(padding))
    }

    /// The window that is all of a map.
    public init(of shape: Shape) {
      self.init(height: shape.height, width: shape.width, strides: (shape.height, shape.width))
    }

    /// Numbers of the window.
    public var places: Int { height * width }

    /// `⌊(side + margins − window) / stride⌋ + 1` each way, `⌈…⌉ + 1` where it rounds up; nil where
    /// the window does not fit.
    public func output(of shape: Shape) -> Shape? {
      guard
        let rows = count(shape.height, height, rowStride, margins.top, margins.bottom),
        let columns = count(shape.width, width, columnStride, margins.left, margins.right)
      else { return nil }
      return Shape(shape.channels, rows, columns)
    }

    private func count(
      _ side: Int, _ window: Int, _ stride: Int, _ before: Int, _ behind: Int
    ) -> Int? {
      let rest = side + before + behind - window
      guard window > 0, stride > 0, before >= 0, behind >= 0, max(before, behind) <= window / 2,
        rest >= 0
      else { return nil }
      guard roundsUp else { return rest / stride + 1 }
      let count = (rest + stride - 1) / stride + 1
      return (count - 1) * stride >= side + before ? count - 1 : count
    }

    func step(_ shape: Shape, _ output: Shape, isPositive: Bool = false) -> KernelPool {
      let zeros = countsMargins ? margins : Margins(0)
      return KernelPool(
        positive: isPositive ? 1 : 0, height: Int32(height), width: Int32(width),
        rowStride: Int32(rowStride), columnStride: Int32(columnStride), top: Int32(margins.top),
        left: Int32(margins.left), zerosAbove: Int32(zeros.top), zerosBefore: Int32(zeros.left),
        zerosBelow: Int32(zeros.bottom), zerosBehind: Int32(zeros.right),
        inHeight: Int32(shape.height), inWidth: Int32(shape.width), rows: Int32(output.height),
        columns: Int32(output.width))
    }
  }
}
