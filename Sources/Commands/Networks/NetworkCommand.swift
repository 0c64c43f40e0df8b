import Language
import Networks
import Notebook
import Reports
import Tensors
import Workspaces

/// `network PRESET …` and `network new …`.
enum NetworkCommand: Command {
  static let signature = Signature(
    "network", group: CommandGroup.networks, "builds a network by name, or begins an empty one",
    positionals: [
      .required(
        "PRESET", .choice(ArchitectureCatalog.all.map { $0.name } + ArchitectureCatalog.forms),
        "the architecture",
        words: ["new"]
      ).explained(
        by: ArchitectureCatalog.all.map { ($0.name, $0.summary) }
          + ArchitectureCatalog.forms.map { ($0, "one of a family, numbers in place of letters") }
          + [("new", "an empty network, grown with ‘add’")]),
      .variadic("SIZE", .integer(1...1_000_000), "sizes of the hidden layers, for mlp"),
    ],
    options: [
      .option("input", .shape, "channels x height x width", otherwise: "the data's"),
      .option("classes", .integer(1...100_000), "outputs", otherwise: "the data's"),
      .option("width", .real(0.01...64), "what channel counts are multiplied by", default: "1.0"),
      .option("as", .name, "its name", otherwise: "the preset's"),
    ],
    examples: [
      .init("network mlp 300 100 input=1x28x28 classes=10"),
      .init("network resnet20 input=3x32x32 classes=10 width=0.5"),
      .init("network new input=3x32x32 as=mine", "grown with ‘add’"),
    ],
    details: """
      Weights start from He's normal distribution as a function of the seed and each parameter's \
      name, so a network of the same layers starts from the same weights.

      \(ArchitectureCatalog.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
      """,
    otherNames: ["presets", "preset", "architectures", "architecture", "zoo", "build"],
    otherWords: [
      "resnet": "resnet20", "resnet34": "resnet32", "resnet101": "resnet110", "vgg": "vgg16",
      "lenet": "lenet5", "lenet-5": "lenet5",
      "cnn": "convnet", "densenet": "densenet-40-12", "wrn": "wrn-16-4",
      "wideresnet": "wrn-16-4", "efficientnet": "efficientnet-lite0", "mobilenet": "mobilenetv2",
      "mobilenet_v2": "mobilenetv2",
      "conv": "convnet", "fc": "mlp", "dense": "mlp", "linear": "mlp",
      "sequential": "new", "empty": "new", "input_shape": "input", "input_size": "input",
      "shape": "input", "num_classes": "classes", "outputs": "classes", "name": "as",
    ])

  static func effects(of arguments: BoundArguments) -> [Effect] {
    let name = arguments.text("as") ?? arguments.word("PRESET") ?? ""
    return Effect.training.map { .read($0) } + [.begin(.named(name))]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let preset = arguments.word("PRESET") ?? ""
    let data = draft.data?.dataset
    let typed = arguments.imageShape("input")
    if let typed, Double(typed.channels) * Double(typed.height) * Double(typed.width) > 0x1p25 {
      throw arguments.error(
        "bad-layer", "an image of \(typed) is too large: at most 33,554,432 numbers", at: "input")
    }
    let name = arguments.text("as") ?? preset
    let turned = channelsFirst(arguments)
    let graph: Graph
    var spec = preset
    if preset == "new" {
      guard let input = typed ?? data?.shape else { throw arguments.missing("input") }
      graph = Graph(input: input)
      spec = "new"
    } else {
      let kind = ArchitectureCatalog.find(preset)!
      let sizes = arguments.all("SIZE").compactMap { $0.value.integer }
      let width = arguments.real("width") ?? 1
      spec = ([preset] + sizes.map(String.init)).joined(separator: " ")
      if width != 1 { spec += " width=\(NumberFormat.plain(width))" }
      let input = typed ?? data?.shape ?? kind.defaultInput
      do {
        graph = try kind.graph(
          input: input,
          classes: arguments.integer("classes") ?? data.map(draft.task.outputs)
            ?? kind.defaultClasses(of: input),
          width: width, sizes: sizes)
      } catch {
        // A preset that fits at its own width was made too wide.
        let isTooWide =
          arguments.isTyped("width")
          && (try? kind.graph(
            input: input, classes: kind.defaultClasses(of: input), width: 1, sizes: sizes)) != nil
        throw misfit(
          error, kind, isTooWide ? "width" : "input", input, isFromData: data != nil, arguments)
      }
    }
    try arguments.refuseHuge(
      MemoryNeed.weights(graph), "a network of these sizes", hint: "smaller sizes, or ‘width=0.5’")
    if let turned {
      context.warn(
        "input=\(typed!) is \(graph.input.channels) channels of "
          + "\(graph.input.height)x\(graph.input.width); did you mean input=\(turned)?")
    }
    context.warnOfReplacing(draft.networks[name])
    draft.entry = NetworkEntry(
      name: name, network: try Network(graph, seed: draft.seed, interruptedBy: context.stop),
      spec: spec)
    return NetworkReports.summary(draft.entry!)
  }

  /// The layer's own error where a typed word is wrong; else what the preset was given.
  ///
  /// - Parameter option: the one at fault, `width` or `input`.
  private static func misfit(
    _ error: LayerError, _ kind: any Architecture, _ option: String, _ input: Shape,
    isFromData: Bool, _ arguments: BoundArguments
  ) -> Diagnostic {
    let preset = kind.name
    let own = arguments.error(error, among: "SIZE")
    guard own.span == arguments.verbSpan else { return own }
    if option == "width" {
      return arguments.error(
        "bad-layer", "‘\(preset)’ cannot be so wide: \(error.message)", at: "width",
        hint: "a smaller width=; 1.0 is the preset's own")
    }
    let isTyped = arguments.isTyped("input")
    let given =
      isTyped
      ? "input=\(input)" : isFromData ? "the data in use, \(input)" : "its own input, \(input)"
    return arguments.error(
      "bad-layer", "‘\(preset)’ does not fit \(given): \(error.message)",
      at: isTyped ? "input" : "PRESET",
      hint: channelsFirst(arguments).map { "did you mean input=\($0)?" } ?? hint(kind, input))
  }

  /// The next larger image that the preset takes, and the presets that take this one.
  private static func hint(_ kind: any Architecture, _ input: Shape) -> String {
    var parts: [String] = []
    for side in 1...256 {
      let image = Shape(input.channels, max(input.height, side), max(input.width, side))
      guard takes(kind, image) else { continue }
      parts.append("\(kind.name) takes input=\(image)")
      break
    }
    let others = ArchitectureCatalog.all.filter { takes($0, input) }.map { $0.name }
    if !others.isEmpty { parts.append("\(input) fits \(others.joined(separator: ", "))") }
    return parts.isEmpty
      ? "another input=CxHxW, or another preset" : parts.joined(separator: "; ")
  }

  private static func takes(_ kind: any Architecture, _ input: Shape) -> Bool {
    let graph = try? kind.graph(
      input: input, classes: kind.defaultClasses(of: input), width: 1, sizes: [])
    return graph != nil
  }

  /// `3x32x32` for a typed `32x32x3`; nil where the channels come first already.
  private static func channelsFirst(_ arguments: BoundArguments) -> String? {
    guard let sizes = arguments.shape("input") else { return nil }
    let turned = ValueType.channelsFirst(sizes)
    return turned == sizes ? nil : turned.map(String.init).joined(separator: "x")
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    Explanation.summary(answer)
  }
}
