import Costs
import Tensors

/// Positions to channels, the reverse of a pixel shuffle: of each channel r², one for each place of
/// squares of r × r numbers.
public struct PixelUnshuffle: RearrangingLayer {
  public static let keyword = "pixelunshuffle"
  public static let synopsis = "FACTOR"
  public static let summary = "smaller maps, several channels made of each"

  /// r.
  public var factor: Int

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    factor = try arguments.count("a factor", or: 2)
  }

  public var text: String { "pixelunshuffle \(factor)" }
  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    guard shape.height % factor == 0, shape.width % factor == 0 else {
      throw LayerError(
        "‘pixelunshuffle \(factor)’ divides height and width, and \(factor) does not divide those "
          + "of \(shape)",
        hint: "a factor of both", word: "\(factor)")
    }
    return Shape(
      shape.channels * factor * factor, shape.height / factor, shape.width / factor)
  }

  func rearrangement(of shape: Shape) -> Rearrangement { .partingChannels(shape, side: factor) }

  public func origins(of inputs: [Shape]) -> [ChannelOrigin]? {
    (0..<inputs[0].channels * factor * factor).map {
      ChannelOrigin(input: 0, channel: $0 / (factor * factor))
    }
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.call(
      .partedChannels,
      [
        .input(0), .result(), .integer(c.shape.channels), .integer(c.shape.height),
        .integer(c.shape.width), .integer(factor),
      ])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("functional.pixel_unshuffle(\(module.map), \(factor))")
    module.endMap()
  }

  /// ONNX's SpaceToDepth has another order of channels.
  public func writeOperators(to operators: inout OperatorWriter) {
    let shape = operators.shape
    let (height, width) = (shape.height / factor, shape.width / factor)
    let parted = operators.constant([0, shape.channels, height, factor, width, factor])
    let whole = operators.constant([0, shape.channels * factor * factor, height, width])
    let parts = operators.add("Reshape", [operators.map(), parted])
    let sorted = operators.add("Transpose", [parts], [("perm", .integers([0, 1, 3, 5, 2, 4]))])
    operators.endMap("Reshape", [sorted, whole])
  }
}

extension CFunction {
  /// A channel for each place of squares of numbers.
  static let partedChannels = CFunction(
    name: "part_channels",
    source: """
      /* y[c * side^2 + i * side + j][row][column] = x[c][row * side + i][column * side + j]. */
      static void part_channels(const float *x, float *y, int32_t channels, int32_t height,
                                int32_t width, int32_t side) {
        for (int32_t c = 0; c < channels; c++, x += (size_t)height * width) {
          for (int32_t part = 0; part < side * side; part++) {
            for (int32_t row = part / side; row < height; row += side) {
              for (int32_t column = part % side; column < width; column += side) {
                *y++ = x[(size_t)row * width + column];
              }
            }
          }
        }
      }
      """)
}
