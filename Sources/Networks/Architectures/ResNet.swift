import Tensors

/// A ResNet for small images: three stages of 16, 32 and 64 channels, blocks of two convolutions,
/// shortcuts without weights (He, Zhang, Ren and Sun, CVPR 2016, section 4.2).
public struct ResNet: Architecture {
  /// Blocks in each of the three stages; the depth is 6 times this and 2.
  let blocks: Int

  public var name: String { "resnet\(6 * blocks + 2)" }
  public var summary: String { "3 stages of \(blocks) residual blocks, 16-32-64 channels" }
  public let source = "He, Zhang, Ren and Sun, CVPR 2016, section 4.2"

  /// 3 blocks a stage make ResNet-20, 9 make ResNet-56.
  public init(blocks: Int) { self.blocks = blocks }

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    return try graph(input: input, classes: classes, width: width, isProjected: false)
  }

  /// - Parameter isProjected: whether shortcuts that change the map are convolutions of 1x1 (option
  ///   B of the paper) instead of zeros (option A).
  private func graph(
    input: Shape, classes: Int, width: Double, isProjected: Bool
  ) throws(LayerError) -> Graph {
    var graph = Graph(input: input)
    let first = try appendUnit(Conv(scaled(16, width), 3, padding: 1), 1, to: &graph)
    try appendStages(
      to: &graph, from: first, [16, 32, 64], blocks: [blocks, blocks, blocks], width: width
    ) { (graph, input, channels, stride, prefix) throws(LayerError) in
      isProjected
        ? try appendProjection(to: &graph, from: input, channels, stride, prefix)
        : try graph.append(
          Shortcut(channels: channels, stride: stride), name: "\(prefix).shortcut", from: [input])
    }
    try graph.append(GlobalPool())
    try graph.append(Linear(outputs: classes))
    return graph
  }

  /// The names of akamaster's pytorch_resnet_cifar10, whose shortcuts are zeros, and those of
  /// chenyaofo's pytorch-cifar-models, whose are convolutions.
  public var stateNames: String {
    """
    conv1 = conv1
    linear = fc1
    \(stagedStateNames())
    compressible_conv1 = conv1
    compressible_linear = fc1
    layer*.*.compressible_conv* = s{1}b{2+1}.conv{3}
    """
  }

  public func graph(
    of shapes: [String: [Int]], input: Shape?
  ) throws(LayerError) -> Graph {
    let input = input ?? defaultInput
    let (classes, width) = try scale(of: shapes, on: input)
    return try graph(
      input: input, classes: classes, width: width,
      isProjected: shapes["s2b1.conv3.weight"] != nil)
  }
}

extension Architecture {
  /// What models of PyTorch call the layers of `appendStages` and `appendProjection`.
  ///
  /// - Parameter around: the number of the convolution around a block, behind those of its branch.
  func stagedStateNames(around number: Int = 3) -> String {
    """
    layer*.*.downsample.0 = s{1}b{2+1}.conv\(number)
    layer*.*.downsample.1 = s{1}b{2+1}.bn\(number)
    layer*.*.shortcut.0 = s{1}b{2+1}.conv\(number)
    layer*.*.shortcut.1 = s{1}b{2+1}.bn\(number)
    layer*.*.conv* = s{1}b{2+1}.conv{3}
    layer*.*.bn* = s{1}b{2+1}.bn{3}
    fc = fc1
    """
  }

  /// A convolution of 1x1 and its norm, around a block (option B of the paper).
  func appendProjection(
    to graph: inout Graph, from input: Int, _ channels: Int, _ stride: Int, _ prefix: String
  ) throws(LayerError) -> Int {
    try graph.append(Conv(channels, 1, stride: stride), name: "\(prefix).conv3", from: [input])
    return try graph.append(BatchNorm(), name: "\(prefix).bn3")
  }

  /// Stages of residual blocks, two convolutions of 3x3 each; every stage but the first halves the
  /// map (He, Zhang, Ren and Sun, CVPR 2016).
  ///
  /// - Parameters:
  ///   - channels: of each stage, before the width.
  ///   - blocks: of each stage.
  ///   - shortcut: appends what leads around a block of so many channels and such a stride, whose
  ///     map or channels change; by the block's input and name.
  func appendStages(
    to graph: inout Graph, from input: Int, _ channels: [Int], blocks: [Int], width: Double,
    shortcut: (inout Graph, Int, Int, Int, String) throws(LayerError) -> Int
  ) throws(LayerError) {
    var last = input
    for (stage, channels) in channels.enumerated() {
      for block in 1...blocks[stage] {
        let (channels, stride) = (scaled(channels, width), stage > 0 && block == 1 ? 2 : 1)
        let prefix = "s\(stage + 1)b\(block)"
        let before = last
        try appendUnit(
          Conv(channels, 3, stride: stride, padding: 1), 1, prefix, to: &graph, from: before)
        try graph.append(Conv(channels, 3, padding: 1), name: "\(prefix).conv2")
        let branch = try graph.append(BatchNorm(), name: "\(prefix).bn2")
        let around =
          graph.shape(of: before) == graph.shape(of: branch)
          ? before : try shortcut(&graph, before, channels, stride, prefix)
        try graph.append(Sum(), name: "\(prefix).sum", from: [branch, around])
        last = try graph.append(ReLU(), name: "\(prefix).relu2")
      }
    }
  }
}
