import Language
import Networks
import Notebook
import Reports
import Workspaces

/// `add LAYER …`, `add residual`, `add end`.
enum AddCommand: Command {
  private static let layers = LayerCatalog.all.filter { $0.isTyped }.map { $0.keyword }

  static let signature = Signature(
    "add", group: CommandGroup.networks, "adds a layer to the network in use",
    positionals: [
      .required("LAYER", .choice(layers), "the kind of layer", words: ["residual", "end"])
        .explained(
          by: LayerCatalog.all.map { ($0.keyword, $0.summary) } + [
            ("residual", "begins a block with a shortcut around it"), ("end", "closes the block"),
          ]),
      .variadic("ARGUMENT", .text, "sizes, as the layer wants them"),
    ],
    options: [
      .option("name", .name, "the layer's name", otherwise: "its kind and a number"),
      .option(
        "from", .list(of: .text), "the layers it reads", otherwise: "the one before",
        names: "layer"),
    ],
    openOptions: "KEY=VALUE",
    openKeys: Dictionary(
      uniqueKeysWithValues: LayerCatalog.all.map { ($0.keyword, keys(of: $0)) }),
    examples: [
      .init("add conv 64 3x3 pad=1", "a convolution; the shape that comes out is shown"),
      .init("add batchnorm"),
      .init("add conv 64 3x3 stride=2 pad=0,0,1,1", "zeros below and on the right alone"),
      .init("add residual", "what follows, up to ‘add end’, is a block with a shortcut"),
    ],
    details: LayerCatalog.all.filter { layers.contains($0.keyword) }.map {
      let typed = $0.synopsis.isEmpty ? $0.keyword : "\($0.keyword) \($0.synopsis)"
      return "  \(typed): \($0.summary)"
    }.joined(separator: "\n")
      + "\n  stride=2x1 and dilation=2x1 are rows x columns, pad=1x0 too; "
      + "pad=0,0,1,1 is top, left, bottom, right",
    otherWords: [
      "conv2d": "conv", "convolution": "conv", "dense": "linear", "fc": "linear", "bn": "batchnorm",
      "batchnorm2d": "batchnorm", "batch_norm": "batchnorm", "pool": "maxpool",
      "maxpool2d": "maxpool", "max_pool2d": "maxpool", "avgpool2d": "avgpool",
      "avg_pool2d": "avgpool", "gap": "globalpool", "globalavgpool": "globalpool",
      "adaptiveavgpool2d": "globalpool", "swish": "silu", "leaky_relu": "leakyrelu",
      "mul": "multiply", "convtranspose2d": "deconv", "conv_transpose": "deconv",
      "globalmaxpool2d": "globalmaxpool", "gmp": "globalmaxpool", "layerscale": "scale",
      "interpolate": "upsample", "resize": "upsample", "split": "slice", "narrow": "slice",
      "channelshuffle": "shuffle", "channel_shuffle": "shuffle", "pixel_shuffle": "pixelshuffle",
      "pixel_unshuffle": "pixelunshuffle", "localresponsenorm": "lrn", "dilations": "dilation",
      "hard_swish": "hardswish", "hard_sigmoid": "hardsigmoid", "clamp": "clip", "hardtanh": "clip",
      "cat": "concat", "concatenate": "concat", "add": "sum", "skip": "shortcut",
      "identity": "shortcut", "depthwise_conv": "depthwise", "padding": "pad",
      "strides": "stride",
    ])

  /// `stride` with its default, and its like, from a layer's synopsis.
  private static func keys(of layer: any Layer.Type) -> [Candidate] {
    layer.synopsis.split(separator: " ").compactMap { word in
      let parts = word.trimmingPrefix("[").split(separator: "=")
      guard parts.count == 2, parts[0] != "from" else { return nil }
      return Candidate(String(parts[0]), "default \(parts[1].prefix { $0 != "]" })")
    }
  }

  static func effects(of arguments: BoundArguments) -> [Effect] { [.changeInUse] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.entry(draft)
    let keyword = arguments.word("LAYER") ?? ""
    guard !entry.isTrained, !entry.network.hasGates else {
      throw arguments.error(
        "trained", "‘\(entry.name)’ has gates or was trained already",
        hint: "layers are added before that; ‘network new’ begins another")
    }
    var graph = entry.network.graph
    let before = graph.nodes.count
    do {
      switch keyword {
      case "residual":
        entry.openBlocks.append(graph.nodes.count - 1)
        draft.entry = entry
        return Report("residual block begins at \(graph.output.description); ‘add end’ closes it")
      case "end":
        guard let start = entry.openBlocks.popLast() else {
          throw arguments.error(
            "bad-layer", "no residual block is open", hint: "‘add residual’ opens one")
        }
        try close(&graph, start)
      default:
        try append(&graph, keyword, arguments)
      }
    } catch let error as LayerError {
      var diagnostic = arguments.error(error, among: "ARGUMENT")
      if diagnostic.hint == nil, let kind = LayerCatalog.all.first(where: { $0.keyword == keyword })
      {
        let synopsis = ["add", keyword, kind.synopsis].filter { !$0.isEmpty }
        diagnostic.hint = "it is written ‘\(synopsis.joined(separator: " "))’"
      }
      throw diagnostic
    }
    entry.run = .init(
      try Network(graph, seed: draft.seed, interruptedBy: context.stop))
    draft.entry = entry
    var report = Report()
    for node in graph.nodes[before...] {
      report.say("\(node.name): \(node.layer.text) → \(node.shape.description)")
    }
    report["layers"] = .array(
      graph.nodes[before...].map {
        [
          "name": .string($0.name), "layer": .string($0.layer.text),
          "output": .string($0.shape.description),
        ]
      })
    return report
  }

  private static func append(
    _ graph: inout Graph, _ keyword: String, _ arguments: BoundArguments
  ) throws {
    var options: [String: String] = [:]
    for pair in arguments.pairs where pair.name != "name" && pair.name != "from" {
      options[pair.name] = pair.value
    }
    let layer = try LayerCatalog.layer(
      keyword, words: arguments.all("ARGUMENT").map { $0.text }, options: options)
    let names = graph.nodes.map { $0.name }
    let from = try arguments.list("from")?.enumerated().map { place, value -> Int in
      let name = value.text ?? ""
      guard let index = graph.index(named: name) else {
        throw Diagnostic.unknown(
          "layer", name, among: names, at: arguments.span("from", member: place),
          none: "there is no layer yet, only ‘input’")
      }
      return index
    }
    try graph.append(layer, name: arguments.text("name"), from: from)
  }

  /// Sums the branch with a shortcut from where it began.
  private static func close(_ graph: inout Graph, _ start: Int) throws(LayerError) {
    let end = graph.nodes.count - 1
    guard end > start else { throw LayerError("the residual block is empty") }
    var shortcut = start
    let from = graph.shape(of: start)
    let to = graph.shape(of: end)
    if from != to {
      let stride = to.height == 0 ? 1 : (from.height + to.height - 1) / to.height
      shortcut = try graph.append(Shortcut(channels: to.channels, stride: stride), from: [start])
    }
    try graph.append(Sum(), from: [end, shortcut])
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let graph = answer.workspace.entry?.network.graph else { return nil }
    let added = answer.rows("layers").compactMap { $0.word("name") }
    var explanation = Explanation()
    explanation.windows(graph.nodes.filter { added.contains($0.name) })
    return explanation
  }
}
