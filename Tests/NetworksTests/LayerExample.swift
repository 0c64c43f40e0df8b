import Tensors
import Testing

@testable import Networks

/// A line that adds a layer, on an input, behind lines that it needs.
struct LayerExample: Sendable, CustomTestStringConvertible {
  var line: String
  var input: Shape
  var before: [String] = []
  /// Whether `forward` runs few images too, in lanes: the layer has no `compile`.
  var runsInLanes = false
  /// The first operator set of ONNX that has a form of it.
  var operatorSet = 7

  var testDescription: String { "\(line) on \(input)" }

  func graph() throws(LayerError) -> Graph { try Graph(input: input, lines: before + [line]) }

  init(
    _ line: String, _ input: Shape, after before: [String] = [], runsInLanes: Bool = false,
    since operatorSet: Int = 7
  ) {
    self.line = line
    self.input = input
    self.before = before
    self.runsInLanes = runsInLanes
    self.operatorSet = operatorSet
  }

  private static let map = Shape(6, 5, 7)
  private static let twins = ["relu name=a from=input", "relu name=b from=input"]
  private static let gates = [
    "gates name=g of=8 channels=0-7 block=on", "relu name=x from=input",
  ]

  /// At least one for every layer of the catalog.
  static let all: [LayerExample] = [
    LayerExample("avgpool 2", Shape(3, 6, 7)),
    LayerExample("avgpool 3 stride=2", Shape(2, 8, 7)),
    LayerExample("avgpool 3 stride=2 pad=1", Shape(2, 8, 7)),
    LayerExample("avgpool 3 stride=2 pad=1 count=inside", Shape(2, 8, 7)),
    LayerExample("avgpool 3x2 stride=2x3 pad=1,0,0,1 ceil=on", Shape(2, 8, 7), since: 10),
    LayerExample("batchnorm", map),
    LayerExample("batchnorm epsilon=0.25", Shape(5)),
    LayerExample("clip low=-0.5 high=0.25", map),
    LayerExample("clip high=0.125", Shape(9)),
    LayerExample("clip low=0.1", map),
    LayerExample("concat from=a,b,a", map, after: twins),
    LayerExample(
      "concat from=x,y", Shape(3, 4, 4),
      after: ["relu name=x", "conv 2 3x3 pad=1 name=y from=input"]),
    LayerExample("conv 4 3x3", map),
    LayerExample("conv 5 3x2 stride=2 pad=1 bias=off", map),
    LayerExample("conv 9 1x1 stride=2", map),
    LayerExample("conv 4 5x5 pad=2 groups=2", Shape(6, 5, 5)),
    LayerExample("conv 3 5x7", map),
    LayerExample("conv 4 3x3 pad=2 dilation=2", map),
    LayerExample("conv 4 3x2 stride=2x1 pad=1x0 dilation=1x3", map),
    LayerExample("conv 4 3x3 stride=2 pad=0,0,1,1 groups=2", map),
    LayerExample("conv 4 2x2 pad=0,0,1,1", map),
    LayerExample("deconv 4 3x3", map, runsInLanes: true),
    LayerExample("deconv 5 3x3 stride=2 pad=1 outpad=1 bias=off", map, runsInLanes: true),
    LayerExample(
      "deconv 4 2x3 stride=2x1 pad=1,0,0,1 dilation=1x2 groups=2", map, runsInLanes: true),
    LayerExample("deconv 7 4x4 stride=2 pad=1", Shape(5), runsInLanes: true),
    LayerExample("depthwise 3x3 pad=1", map),
    LayerExample("depthwise 3x3 stride=1x2 pad=2,2,2,1 dilation=2", map),
    LayerExample("depthwise 2x3 stride=2 bias=off", map),
    LayerExample("dropout 0.25", map),
    LayerExample("dropout 50%", Shape(9)),
    LayerExample("flatten", map),
    LayerExample("gated from=x,g", Shape(8, 3, 4), after: gates),
    LayerExample("gated first=8 shared=on from=x,g", Shape(8, 3, 4), after: gates),
    LayerExample(
      "gated at=1,4-6,0 by=2,0,9,8,2 from=x,g,h", Shape(8, 3, 4),
      after: gates + ["gates of=3 channels=0-2 name=h from=input"]),
    LayerExample("gates of=7 channels=0-3,5 block=on", map),
    LayerExample("gates of=4 channels=0-3 kind=static on=1 off=0,3", map),
    LayerExample("gates of=6 channels=0-5 estimator=gumbel hidden=5 off=2", Shape(11)),
    LayerExample("gates of=0 block=on", map),
    LayerExample("gelu", map),
    LayerExample("globalmaxpool", map),
    LayerExample("globalmaxpool", Shape(5)),
    LayerExample("globalpool", map),
    LayerExample("hardsigmoid", map),
    LayerExample("hardsigmoid", Shape(9)),
    LayerExample("hardswish", map),
    LayerExample("leakyrelu", map),
    LayerExample("leakyrelu slope=0.25", Shape(9)),
    LayerExample("linear 7", map),
    LayerExample("linear 19 bias=off", Shape(13)),
    LayerExample("lrn 3 alpha=0.5", map, runsInLanes: true),
    LayerExample("lrn 5 alpha=2.0 beta=0.5 k=2.0", Shape(9), runsInLanes: true),
    LayerExample("maxpool 2", Shape(3, 6, 7)),
    LayerExample("maxpool 3 stride=1", Shape(2, 5, 7)),
    LayerExample("maxpool 3 stride=2 pad=1", Shape(2, 8, 7)),
    LayerExample("maxpool 3x2 stride=2x1 pad=0,1,1,0 ceil=on", Shape(2, 8, 7), since: 10),
    LayerExample("multiply from=a,b", map, after: twins),
    LayerExample("multiply from=input,g", map, after: ["globalpool name=g from=input"]),
    LayerExample("multiply from=a,b", Shape(5), after: twins),
    LayerExample("pixelshuffle 2", Shape(8, 3, 4), since: 11),
    LayerExample("pixelunshuffle 2", Shape(3, 4, 6)),
    LayerExample("relu", map),
    LayerExample("relu6", map),
    LayerExample("relu6", map, after: ["conv 4 1x1 bias=off", "batchnorm"]),
    LayerExample("relu6", map, after: ["conv 4 3x3 pad=1", "batchnorm"]),
    LayerExample("scale", map),
    LayerExample("scale bias=off start=0.5", map),
    LayerExample("scale", Shape(5)),
    LayerExample("shortcut 11 stride=2", map),
    LayerExample("shortcut 6", map),
    LayerExample("shortcut 7 stride=2 reads=0,2 at=1,5", map),
    LayerExample("shortcut 2 reads=1 at=0", map),
    LayerExample("shortcut 3 reads=none at=none", map),
    LayerExample("shuffle groups=2", map),
    LayerExample("shuffle order=3,1,0,2,5,4", map),
    LayerExample("shuffle groups=3", Shape(9)),
    LayerExample("sigmoid", map),
    LayerExample("silu", map),
    LayerExample("slice end=3", map),
    LayerExample("slice start=1 end=5", Shape(9)),
    LayerExample("softmax", map),
    LayerExample("softmax", Shape(11)),
    LayerExample("sum from=a,b", map, after: twins),
    LayerExample("sum from=a,b,input", map, after: twins),
    LayerExample("upsample 2", map, since: 13),
    LayerExample("upsample 1x3", Shape(5), since: 13),
    LayerExample("upsample 2x3 mode=bilinear", map, runsInLanes: true, since: 13),
  ]
}
