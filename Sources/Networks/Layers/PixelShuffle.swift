import Costs
import Tensors

/// Channels to positions: of r² channels one with squares of r × r numbers, row by row (Shi et al.,
/// CVPR 2016).
///
/// Each output has numbers of r² channels, so none leaves in front of it.
public struct PixelShuffle: RearrangingLayer {
  public static let keyword = "pixelshuffle"
  public static let synopsis = "FACTOR"
  public static let summary = "larger maps made of several channels each"

  /// r.
  public var factor: Int

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    factor = try arguments.count("a factor", or: 2)
  }

  public var text: String { "pixelshuffle \(factor)" }
  public var flow: ChannelFlow { .mixes }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    guard shape.channels % (factor * factor) == 0 else {
      throw LayerError(
        "‘pixelshuffle \(factor)’ makes one of \(factor * factor) channels, which do not divide "
          + "\(shape.channels)",
        hint: "a multiple of \(factor * factor) channels in front", word: "\(factor)")
    }
    return Shape(
      shape.channels / (factor * factor), shape.height * factor, shape.width * factor)
  }

  func rearrangement(of shape: Shape) -> Rearrangement { .joiningChannels(shape, side: factor) }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.call(
      .joinedChannels,
      [
        .input(0), .result(), .integer(c.shape.channels), .integer(c.shape.height),
        .integer(c.shape.width), .integer(factor),
      ])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("functional.pixel_shuffle(\(module.map), \(factor))")
    module.endMap()
  }

  public func writeOperators(to operators: inout OperatorWriter) throws(LayerError) {
    try operators.needs(11)
    operators.endMap(
      "DepthToSpace", [operators.map()], [("blocksize", .integer(factor)), ("mode", .text("CRD"))])
  }
}

extension CFunction {
  /// Squares of numbers made of as many channels.
  static let joinedChannels = CFunction(
    name: "join_channels",
    source: """
      /* y[c][row][column] = x[c * side^2 + row % side * side + column % side][row / side]... */
      static void join_channels(const float *x, float *y, int32_t channels, int32_t height,
                                int32_t width, int32_t side) {
        const size_t area = (size_t)height * width;
        for (int32_t c = 0; c < channels; c += side * side, x += area * side * side) {
          for (int32_t row = 0; row < height * side; row++) {
            for (int32_t column = 0; column < width * side; column++) {
              const size_t part = (size_t)(row % side) * side + column % side;
              *y++ = x[area * part + (size_t)(row / side) * width + column / side];
            }
          }
        }
      }
      """)
}
