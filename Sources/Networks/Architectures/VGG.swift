import Tensors

/// VGG with batch norm for small images: convolutions of 3x3, one linear head in the place of the
/// paper's three linear layers.
public struct VGG: Architecture {
  public let name: String
  public let summary: String
  public let source = "Simonyan and Zisserman, ICLR 2015; head of 512-10"
  /// Channels of each convolution; 0 halves the map.
  private let plan: [Int]

  private init(_ depth: Int, _ plan: [Int]) {
    name = "vgg\(depth)"
    summary = "\(depth - 3) convolutions of 3x3 with batch norm, one linear head"
    self.plan = plan
  }

  /// Configuration D of the paper.
  public static let vgg16 = VGG(
    16, [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0])
  /// Configuration E of the paper.
  public static let vgg19 = VGG(
    19,
    [
      64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512, 0,
    ])

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    var graph = Graph(input: input)
    try appendFeatures(to: &graph, width: width, hasBias: false)
    if !graph.output.isVector { try graph.append(GlobalPool()) }
    try graph.append(Linear(outputs: classes))
    return graph
  }

  private func appendFeatures(
    to graph: inout Graph, width: Double, hasBias: Bool
  ) throws(LayerError) {
    for channels in plan {
      if channels == 0 {
        try graph.append(MaxPool(Pooling.Window(2, stride: 2)))
        continue
      }
      var conv = Conv(scaled(channels, width), 3, padding: 1)
      conv.hasBias = hasBias
      try graph.append(conv)
      try graph.append(BatchNorm())
      try graph.append(ReLU())
    }
  }

  /// The names of torchvision's models, `features` numbered layer by layer, and those of models
  /// with one linear layer.
  public var stateNames: String {
    var lines: [String] = []
    var place = 0
    var number = 0
    for channels in plan {
      if channels == 0 {
        place += 1
        continue
      }
      number += 1
      lines += ["features.\(place) = conv\(number)", "features.\(place + 1) = bn\(number)"]
      place += 3
    }
    for (index, place) in [0, 3, 6].enumerated() {
      lines.append("classifier.\(place) = fc\(index + 1)")
    }
    return (lines + ["classifier = fc1", "fc = fc1"]).joined(separator: "\n")
  }

  /// Convolutions with biases, and three linear layers with dropout, where the tensors are those.
  /// The first linear layer tells the size of the last map, and so that of the image.
  public func graph(
    of shapes: [String: [Int]], input: Shape?
  ) throws(LayerError) -> Graph {
    let width = try scale(of: shapes, on: defaultInput).width
    let halvings = plan.count { $0 == 0 }
    let channels = scaled(plan.last { $0 > 0 } ?? 1, width)
    let area = Double((shapes["fc1.weight"]?.last ?? channels) / channels)
    let side = max(1, min(Int(area.squareRoot()), 64)) << halvings
    var graph = Graph(input: input ?? Shape(defaultInput.channels, side, side))
    try appendFeatures(to: &graph, width: width, hasBias: shapes["conv1.bias"] != nil)
    if !graph.output.isVector {
      if side == 1 << halvings {
        try graph.append(GlobalPool())
      } else {
        try graph.append(Flatten())
      }
    }
    for number in 1...3 {
      guard let outputs = shapes["fc\(number).weight"]?.first, outputs > 0 else { break }
      if number > 1 {
        try graph.append(ReLU())
        try graph.append(Dropout(rate: 0.5))
      }
      try graph.append(Linear(outputs: outputs))
    }
    if shapes["fc1.weight"] == nil { try graph.append(Linear(outputs: defaultClasses)) }
    return graph
  }
}
