/// The shape of a layer's products, for devices whose cost depends on more than their number.
///
/// Channels are `Double`, because those of a gated layer are expected ones.
public struct ProductShape: Hashable, Sendable, Codable {
  /// What a device may treat differently, as papers and vendors tell layers apart.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A window over all channels of a group.
    case dense
    /// A window of one position over all channels.
    case pointwise
    /// A window over one channel each.
    case depthwise
    /// All of the input at once.
    case linear
  }

  /// What it is told apart by.
  public var kind: Kind
  /// Channels that come in, all groups together.
  public var inputs: Double
  /// Channels that come out, all groups together.
  public var outputs: Double
  /// Parts that the channels are split into, each multiplied by itself.
  public var groups: Double
  /// Rows of the window.
  public var windowHeight: Int
  /// Columns of the window.
  public var windowWidth: Int
  /// Rows and columns from one window to the next.
  public var stride: Int
  /// Rows of the maps that come in.
  public var inputHeight: Int
  /// Columns of the maps that come in.
  public var inputWidth: Int
  /// Rows of the maps that go out.
  public var outputHeight: Int
  /// Columns of the maps that go out.
  public var outputWidth: Int

  /// A shape; a window of one row and column over one position is a linear layer's.
  public init(
    _ kind: Kind, inputs: Double, outputs: Double, groups: Double = 1, window: (Int, Int) = (1, 1),
    stride: Int = 1, input: (Int, Int) = (1, 1), output: (Int, Int) = (1, 1)
  ) {
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
    self.groups = groups
    (windowHeight, windowWidth) = window
    self.stride = stride
    (inputHeight, inputWidth) = input
    (outputHeight, outputWidth) = output
  }

  /// The shape with these shares of its channels; a depthwise window keeps one group a channel.
  public func scaled(inputs reads: Double, outputs makes: Double) -> ProductShape {
    var shape = self
    shape.inputs *= reads
    shape.outputs *= makes
    if kind == .depthwise { shape.groups *= makes }
    return shape
  }
}

extension LayerWork {
  /// The products of the layer; where only their number is known (a training that an older version
  /// saved), a window of one position with as many.
  var products: ProductShape? {
    guard work.multiplyAdds > 0 else { return nil }
    if let product { return product }
    let side = max(1, Int((work.multiplyAdds / max(1, work.connections)).squareRoot()))
    let channels = work.connections.squareRoot()
    return ProductShape(
      side == 1 ? .linear : .pointwise, inputs: channels, outputs: channels, input: (side, side),
      output: (side, side))
  }
}
