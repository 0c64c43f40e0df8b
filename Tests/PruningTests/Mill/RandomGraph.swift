import Networks
import Tensors
import TestSupport

/// A network as nobody would draw it: odd widths, strides, dilations, groups, uneven padding,
/// several readers of one layer, sums of three, blocks within blocks, joins of joins, layers that
/// nothing reads.
struct RandomGraph {
  private(set) var graph: Graph
  private var generator: SplitMix

  /// The same graph for the same seed.
  init(seed: UInt64) {
    generator = SplitMix(seed: seed)
    graph = Graph(
      input: Shape(1 + generator.below(3), 7 + generator.below(6), 7 + generator.below(6)))
    add("conv \(3 + generator.below(9)) \(window(graph.input)) bias=\(flag)")
    for _ in 0..<4 + generator.below(7) { grow() }
    end()
    if generator.below(3) == 0 { reorder() }
  }

  private var flag: String {
    mutating get { generator.below(2) == 0 ? "on" : "off" }
  }

  private var last: Int { graph.nodes.count - 1 }

  private func name(_ node: Int) -> String { node < 0 ? "input" : graph.nodes[node].name }

  /// Adds a layer that reads `inputs`, else the last one; nil where it does not fit.
  @discardableResult
  private mutating func add(_ words: String, from inputs: [Int]? = nil) -> Int? {
    let from = inputs.map { " from=" + $0.map { name($0) }.joined(separator: ",") } ?? ""
    let line = "\(words) name=n\(graph.nodes.count)\(from)"
    guard let next = try? Graph(input: graph.input, lines: graph.lines + [line]) else { return nil }
    graph = next
    return last
  }

  /// A window that fits, moved and padded at random.
  private mutating func window(_ shape: Shape, keepsSize: Bool = false) -> String {
    let sides = [1, 1, 3, 3, 2, 5]
    let (height, width) = (generator.one(of: sides), generator.one(of: sides))
    let dilation = generator.below(4) == 0 ? 2 : 1
    func reach(_ side: Int) -> Int { (side - 1) * dilation }
    let words = "\(height)x\(width)" + (dilation > 1 ? " dilation=\(dilation)" : "")
    if keepsSize || generator.below(3) > 0 {
      // As much as the window takes away, an odd row or column below and behind.
      let (rows, columns) = (reach(height), reach(width))
      return words
        + " pad=\(rows / 2),\(columns / 2),\(rows - rows / 2),\(columns - columns / 2)"
    }
    let stride = generator.one(of: ["", " stride=2", " stride=2x1"])
    return words + stride + generator.one(of: ["", " pad=1", " pad=1x0", " pad=0,1,2,0"])
  }

  private mutating func activation() -> String {
    generator.one(of: [
      "relu", "relu", "relu6", "hardswish", "silu", "sigmoid", "leakyrelu", "gelu",
      "hardsigmoid", "clip low=-1 high=2", "scale start=0.7", "dropout 0.2",
    ])
  }

  private mutating func normalise() {
    if generator.below(2) == 0 { add("batchnorm") }
    if generator.below(4) > 0 { add(activation()) }
  }

  /// One more piece behind the last layer, or behind one before it.
  private mutating func grow() {
    if generator.below(6) == 0, last > 3 {
      // A second reader of an older map; what came after it may be read by nobody.
      let older = generator.below(last)
      if !graph.nodes[older].shape.isVector { add(activation(), from: [older]) }
    }
    let shape = graph.output
    switch generator.below(13) {
    case 0...2:
      add("conv \(2 + generator.below(11)) \(window(shape)) bias=\(flag)")
      normalise()
    case 3:
      add("depthwise \(window(shape)) bias=\(flag)")
      normalise()
    case 4...6: residual(depth: generator.below(3))
    case 7, 8: dense(1 + generator.below(3))
    case 9: squeeze()
    case 10: rearrange(shape)
    case 11: grouped(shape)
    default:
      add(
        generator.one(of: [
          "maxpool 2", "avgpool 2", "maxpool 3 stride=2 pad=1", "avgpool 3 stride=1 pad=1",
          "avgpool 3 stride=2 pad=1 count=off", "lrn", "upsample 2", "softmax",
        ]))
    }
  }

  /// A branch or two of the same shape beside the last layer, blocks within them where `depth`
  /// says so.
  private mutating func residual(depth: Int) {
    let (input, shape) = (last, graph.output)
    guard !shape.isVector, input >= 0 else { return }
    if generator.below(3) == 0 { normalise() }
    let start = last
    var terms = [input]
    for _ in 0...generator.below(2) {
      if add("conv \(2 + generator.below(8)) \(window(shape, keepsSize: true))", from: [start])
        == nil
      {
        return
      }
      normalise()
      if depth > 0 { residual(depth: depth - 1) }
      guard graph.output.height == shape.height, graph.output.width == shape.width,
        add("conv \(shape.channels) \(window(shape, keepsSize: true)) bias=\(flag)") != nil
      else { return }
      if generator.below(2) == 0 { add("batchnorm") }
      terms.append(last)
    }
    switch generator.below(4) {
    case 0:
      // A shortcut with weights of its own.
      if let projected = add("conv \(shape.channels) 1x1 bias=off", from: [start]) {
        terms[0] = projected
      }
    case 1:
      // Wider and at half the size, the shortcut padded with zeros.
      let channels = shape.channels + 2 * generator.below(3)
      let wide = add("conv \(channels) 3x3 stride=2 pad=1", from: [terms[1]])
      let around = add("shortcut \(channels) stride=2", from: [input])
      guard let wide, let around else { return }
      terms = [wide, around]
    default: break
    }
    add("sum", from: terms)
    if generator.below(2) == 0 { add("relu") }
  }

  /// Layers that each read all before them; the last one joins two joins.
  private mutating func dense(_ layers: Int) {
    for _ in 0..<layers {
      let (input, shape) = (last, graph.output)
      guard !shape.isVector, shape.channels < 40 else { return }
      if generator.below(2) == 0 {
        add("batchnorm")
        add("relu")
      }
      guard
        let made = add("conv \(1 + generator.below(5)) \(window(shape, keepsSize: true)) bias=off")
      else { return }
      let again = generator.below(5) == 0
      add("concat", from: again ? [made, input, made] : [input, made])
    }
  }

  private mutating func squeeze() {
    let (input, shape) = (last, graph.output)
    guard !shape.isVector else { return }
    add(generator.one(of: ["globalpool", "globalmaxpool"]))
    add("linear \(1 + generator.below(4))")
    add("relu")
    add("linear \(shape.channels)")
    let factor = add(generator.one(of: ["sigmoid", "hardsigmoid"]))
    if let factor { add("multiply", from: [input, factor]) }
  }

  private mutating func rearrange(_ shape: Shape) {
    guard !shape.isVector else { return }
    switch generator.below(4) {
    case 0: add("shuffle groups=\(generator.one(of: [2, 3, 4]))")
    case 1 where shape.channels > 3:
      let (input, half) = (last, 1 + generator.below(shape.channels - 2))
      let left = add("slice start=0 end=\(half)", from: [input])
      add("slice start=\(half) end=\(shape.channels)", from: [input])
      normalise()
      if let left { add("concat", from: [last, left]) }
    case 2: add("deconv \(2 + generator.below(6)) 2x2 stride=2")
    default: add(generator.one(of: ["pixelshuffle 2", "pixelunshuffle 2"]))
    }
  }

  /// Convolutions whose channels come in groups: nothing around them leaves.
  private mutating func grouped(_ shape: Shape) {
    let groups = generator.one(of: [2, 3])
    guard shape.channels % groups == 0 else {
      add("conv \(groups * (1 + generator.below(3))) 1x1")
      return
    }
    add("conv \(groups * (1 + generator.below(4))) \(window(shape)) groups=\(groups)")
  }

  private mutating func end() {
    if !graph.output.isVector {
      add(generator.one(of: ["globalpool", "globalmaxpool", "flatten", "flatten"]))
    }
    if generator.below(2) == 0 {
      add("linear \(4 + generator.below(9))")
      normalise()
    }
    add("linear 5")
  }

  /// The same layers in another order, inputs before users and the output last, as files of other
  /// programs have them.
  private mutating func reorder() {
    var result = Graph(input: graph.input)
    var places = [Graph.source: Graph.source]
    while places.count <= graph.nodes.count {
      let ready = graph.nodes.indices.filter { index in
        places[index] == nil && graph.nodes[index].inputs.allSatisfy { places[$0] != nil }
          && (index < last || places.count == graph.nodes.count)
      }
      let next = generator.one(of: ready)
      let node = graph.nodes[next]
      places[next] = try! result.append(
        node.layer, name: node.name, from: node.inputs.map { places[$0]! })
    }
    graph = result
  }
}
