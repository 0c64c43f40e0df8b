/// How a convolution's window moves: kernel, stride, padding with zeros, groups.
public struct ConvolutionGeometry: Hashable, Sendable {
  /// Rows of the window.
  public var kernelHeight: Int
  /// Columns of the window.
  public var kernelWidth: Int
  /// Rows and columns from one window to the next.
  public var stride: Int
  /// Rows and columns of zeros on each side.
  public var padding: Int
  /// Parts that the channels are split into, each convolved by itself.
  public var groups: Int

  /// A window that moves by `stride` over maps padded with zeros.
  public init(
    kernelHeight: Int, kernelWidth: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1
  ) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.stride = stride
    self.padding = padding
    self.groups = groups
  }

  /// The window of a linear layer: one position.
  public static let point = ConvolutionGeometry(kernelHeight: 1, kernelWidth: 1)

  /// Weights of the window for one channel.
  public var taps: Int { kernelHeight * kernelWidth }

  /// `⌊(size + 2 padding − kernel) / stride⌋ + 1` each way; nil where the window does not fit or
  /// the groups do not divide the channels.
  public func output(of input: Shape, channels: Int) -> Shape? {
    let height = input.height + 2 * padding - kernelHeight
    let width = input.width + 2 * padding - kernelWidth
    guard height >= 0, width >= 0, stride > 0, groups > 0, input.channels % groups == 0,
      channels % groups == 0
    else { return nil }
    return Shape(channels, height / stride + 1, width / stride + 1)
  }
}
