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

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.endMap(
      "DepthToSpace", [operators.map()], [("blocksize", .integer(factor)), ("mode", .text("CRD"))])
  }
}
