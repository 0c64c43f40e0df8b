/// How a convolution's window moves: kernel, strides, dilations, padding with zeros, groups.
public struct ConvolutionGeometry: Hashable, Sendable {
  /// Rows of the window.
  public var kernelHeight: Int
  /// Columns of the window.
  public var kernelWidth: Int
  /// Rows from one window to the next.
  public var rowStride: Int
  /// Columns from one window to the next.
  public var columnStride: Int
  /// Rows from one row of the window to the next.
  public var rowDilation: Int
  /// Columns from one column of the window to the next.
  public var columnDilation: Int
  /// Rows and columns of zeros around the map.
  public var margins: Margins
  /// Parts that the channels are split into, each convolved by itself.
  public var groups: Int

  /// A window that moves over maps padded with zeros.
  ///
  /// - Parameters:
  ///   - strides: rows and columns from one window to the next.
  ///   - dilations: rows and columns from one place of the window to the next.
  public init(
    kernelHeight: Int, kernelWidth: Int, strides: (Int, Int), margins: Margins = Margins(0),
    dilations: (Int, Int) = (1, 1), groups: Int = 1
  ) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    (rowStride, columnStride) = strides
    (rowDilation, columnDilation) = dilations
    self.margins = margins
    self.groups = groups
  }

  /// The same steps down and across, the same padding on all sides.
  public init(
    kernelHeight: Int, kernelWidth: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1
  ) {
    self.init(
      kernelHeight: kernelHeight, kernelWidth: kernelWidth, strides: (stride, stride),
      margins: Margins(padding), groups: groups)
  }

  /// The window of a linear layer: one position.
  public static let point = ConvolutionGeometry(kernelHeight: 1, kernelWidth: 1)

  /// Weights of the window for one channel.
  public var taps: Int { kernelHeight * kernelWidth }

  /// Rows from the first of the window to its last, both counted.
  public var spanHeight: Int { (kernelHeight - 1) * rowDilation + 1 }

  /// Columns from the first of the window to its last, both counted.
  public var spanWidth: Int { (kernelWidth - 1) * columnDilation + 1 }

  /// Whether windows are neighbours.
  public var isDense: Bool { rowStride == 1 && columnStride == 1 }

  /// Whether there are gaps between the places of a window.
  public var isDilated: Bool { rowDilation > 1 || columnDilation > 1 }

  /// `⌊(size + padding before and behind − span) / stride⌋ + 1` each way, where the span of a
  /// window is `(kernel − 1) · dilation + 1`; nil where it does not fit or the groups do not divide
  /// the channels.
  public func output(of input: Shape, channels: Int) -> Shape? {
    let height = input.height + margins.top + margins.bottom - spanHeight
    let width = input.width + margins.left + margins.right - spanWidth
    guard height >= 0, width >= 0, rowStride > 0, columnStride > 0, groups > 0,
      input.channels % groups == 0, channels % groups == 0
    else { return nil }
    return Shape(channels, height / rowStride + 1, width / columnStride + 1)
  }

  /// Rows or columns of zeros with which a window begins at every `stride`-th number of `size`:
  /// padding of the kind SAME of TensorFlow and ONNX.
  ///
  /// - Parameter span: from the first number of a window to its last, both counted.
  public static func padding(of size: Int, span: Int, stride: Int) -> Int {
    max(0, ((size + stride - 1) / stride - 1) * stride + span - size)
  }

  /// The same with that padding, half on each side, an odd one below and behind.
  public func padding(_ input: Shape) -> ConvolutionGeometry {
    let rows = Self.padding(of: input.height, span: spanHeight, stride: rowStride)
    let columns = Self.padding(of: input.width, span: spanWidth, stride: columnStride)
    var result = self
    result.margins = Margins(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2)
    return result
  }

  /// The map with the padding around it.
  public func padded(_ input: Shape) -> Shape {
    Shape(
      input.channels, input.height + margins.top + margins.bottom,
      input.width + margins.left + margins.right)
  }
}
