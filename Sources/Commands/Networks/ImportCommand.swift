import Datasets
import Language
import Networks
import Notebook
import Reports
import Sessions
import Training
import Workspaces

/// `import FILE.onnx|FILE.safetensors [into PRESET] [as=NAME] [map=FILE] [partial=on]
/// [input=CxHxW] [logits=on]`.
enum ImportCommand: Command {
  static let signature = Signature(
    "import", group: CommandGroup.networks, "a network, or weights for one, from a file",
    positionals: [
      .required("FILE", .path, "a .onnx or .safetensors file", names: .file)
        .offering([Candidate("network.onnx"), Candidate("network.safetensors")]),
      .optional("into", .choice(["into"]), "a preset follows, which takes the weights"),
      .optional(
        "PRESET", .choice(ArchitectureCatalog.all.map { $0.name } + ArchitectureCatalog.forms),
        "what the weights are for"),
    ],
    options: [
      .option("as", .name, "its name", otherwise: "the file's, or the network's and ‘imported’"),
      .option(
        "partial", .toggle, "take what fits the network in use, leave the rest", default: "off"),
      .option("map", .path, "what the file calls layers, ‘help import’ shows how", names: .file),
      .option("input", .shape, "of an image, where the file leaves it open"),
      .option(
        "logits", .toggle, "leave out a softmax at the end of an .onnx file", default: "off"),
    ],
    examples: [
      .init("import network.safetensors as=twin", "what ‘export network.safetensors’ wrote"),
      .init("import network.safetensors partial=on", "its weights, in the network in use"),
      .init("import network.safetensors into resnet20", "a state dict of PyTorch"),
      .init("import network.onnx as=mine logits=on", "a network of another program"),
    ],
    details: """
      A file that ‘export’ wrote carries the lines that build its network, pruned widths included: \
      it needs no network to be there, and puts out the same logits. Training begins anew from its \
      weights.

      Weights of another program go into a copy of the network in use, by PyTorch's names and \
      layouts: conv1.weight of outputs x inputs x height x width, fc1.weight of outputs x inputs, \
      bn1.weight, bn1.bias, bn1.running_mean and bn1.running_var. F32, F16, BF16 and F64 are read. \
      One tensor missing or of another shape, and nothing is taken, unless partial=on says so: \
      those then keep the weights they have.

      ‘into PRESET’ builds the preset for them, with the outputs and the width that the file has, \
      and knows the names of common models of PyTorch: CIFAR ResNets (shortcuts of zeros or of 1x1 \
      convolutions), torchvision's ResNet-18, VGG with batch norm and MobileNetV2. Other names are \
      told by map=FILE, lines such as ‘layer*.*.conv* = s{1}b{2+1}.conv{3}’ (Docs/Exchange.md). \
      What does not fit is listed, and nothing is taken.

      A model of ONNX (operator sets 7 to 21) brings layers and weights, of any program: networks \
      of convolutions, linear layers, norms, poolings, activations, sums, products and concats. \
      Arithmetic on shapes is computed, any batch is read as one image at a time. Layers are \
      called after the file's weights and nodes; ‘layers’ tells what the file calls them. If an \
      operator has no form here, all such are listed and nothing is built.
      """)

  static func effects(of arguments: BoundArguments) -> [Effect] {
    // The name may be in the file alone.
    guard let name = arguments.text("as") else { return [.unknown] }
    return [.readInUse, .begin(.named(name)), .use(.inUse)]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    guard let path = try arguments.readPath("FILE", context.scope) else {
      throw arguments.missing("FILE")
    }
    do {
      let report =
        FilePath.ending(path) == "onnx"
        ? try model(path, arguments, &draft, context)
        : try tensors(path, arguments, &draft, context)
      // The name may be in the file alone, which the reader of a session does not have.
      if !arguments.isTyped("as"), let name = draft.current {
        context.recordAs(arguments.line(adding: "as=\(name)", behind: "FILE"))
      }
      return report
    } catch {
      throw arguments.fileError(error, at: "FILE", in: context.scope)
    }
  }

  private static func tensors(
    _ path: String, _ arguments: BoundArguments, _ draft: inout Workspace,
    _ context: CommandContext
  ) throws -> Report {
    let isInto = arguments.isTyped("into")
    for option in isInto ? ["logits"] : ["input", "logits"] where arguments.isTyped(option) {
      throw arguments.error(
        "needless-option", "‘\(option)’ is for .onnx files, and ‘\(path)’ is none", at: option,
        hint: "leave it out")
    }
    let file = try NetworkFile.read(path, context.stop)
    let isPartial = arguments.toggle("partial") == true
    if isInto { return try preset(file, path, arguments, &draft, context) }
    guard !arguments.isTyped("map") else {
      return try weights(file, path, isPartial, arguments, &draft, context)
    }
    return file.metadata[NetworkFile.key] == nil || isPartial
      ? try weights(file, path, isPartial, arguments, &draft, context)
      : try network(file, path, arguments, &draft, context)
  }

  private static func network(
    _ file: SafetensorsFile, _ path: String, _ arguments: BoundArguments,
    _ draft: inout Workspace, _ context: CommandContext
  ) throws -> Report {
    var (entry, isUnchanged) = try NetworkFile.entry(file, path)
    entry.name = try name(arguments, or: entry.name, draft)
    if !isUnchanged {
      context.warn("the numbers of ‘\(path)’ are not those that were exported with it")
    }
    warnOfNormalisation(file, entry, draft.data?.dataset, draft.task, context)
    draft.entry = entry
    var report = NetworkReports.summary(entry)
    finish(&report, WeightFit(file.header, entry.network.graph), path, arguments)
    return report
  }

  private static func weights(
    _ file: SafetensorsFile, _ path: String, _ isPartial: Bool, _ arguments: BoundArguments,
    _ draft: inout Workspace, _ context: CommandContext
  ) throws -> Report {
    guard let old = draft.entry else {
      throw arguments.error(
        .noNetwork, "‘\(path)’ holds weights alone, and there is no network to take them",
        at: "FILE", hint: "build it first, as with ‘network resnet20’, then import")
    }
    guard old.openBlocks.isEmpty else { throw arguments.openBlock(old) }
    let fit = try fit(file, old, arguments, context)
    let count = fit.fitting.count
    guard count > 0, fit.isWhole || isPartial else {
      let none = count == 0
      throw Diagnostic(
        "does-not-fit", "‘\(path)’ does not fit ‘\(old.name)’: \(fit.summary)",
        at: arguments.span("FILE"), quote: fit.quote,
        hint: none
          ? "no tensor has its name and shape; ‘layers’ lists the layers they are named after"
          : "partial=on takes the \(count) that \(count == 1 ? "fits" : "fit")")
    }
    var entry = NetworkEntry(
      name: try name(arguments, or: "\(old.name)-imported", draft),
      network: try fit.network(file, old.network), spec: old.spec)
    entry.origin = old.inheritedOrigin
    entry.isImported = true
    warnOfNormalisation(file, entry, draft.data?.dataset, draft.task, context)
    draft.entry = entry
    var report = NetworkReports.summary(entry)
    if !fit.isWhole || !fit.unused.isEmpty {
      report.say("not taken:")
      report.add(fit.table)
    }
    finish(&report, fit, path, arguments)
    return report
  }

  static func finish(
    _ report: inout Report, _ fit: WeightFit, _ path: String, _ arguments: BoundArguments
  ) {
    report.say(
      "\(fit.fitting.count) \(NumberFormat.noun("tensor", fit.fitting.count)) from the file")
    report.say("file \(arguments.text("FILE") ?? path)", volatile: true)
    fit.put(into: &report)
    report["file"] = .string(path)
  }

  /// The name that was typed, else `standard`; refused where it is taken.
  static func name(
    _ arguments: BoundArguments, or standard: String, _ draft: Workspace
  ) throws -> String {
    let name = arguments.text("as") ?? standard
    guard signature.option(named: "as")?.accepts(name) == true else {
      throw Diagnostic(
        .badFile, "the name that the file gives its network is none", at: arguments.span("FILE"),
        quote: "‘\(name)’", hint: "as=NAME gives it one")
    }
    if arguments.isTyped("as") { try arguments.refuseTaken(name, draft) }
    guard draft.networks[name] == nil else {
      throw arguments.error(
        "name-taken", "there is a network named ‘\(name)’ already", at: "FILE",
        hint: "as=NAME gives this one another name")
    }
    return name
  }

  /// Says where the data in use are normalised in another way than those the file was made with.
  static func warnOfNormalisation(
    _ file: SafetensorsFile, _ entry: NetworkEntry, _ data: Dataset?, _ task: any Task,
    _ context: CommandContext
  ) {
    let notes = InputNotes(entry.network.graph, data, for: task).properties
    let others = notes.filter { $0.name.hasPrefix("input_") }.filter {
      file.metadata[$0.name] ?? $0.value != $0.value
    }
    guard !others.isEmpty else { return }
    context.warn(
      "the file was made with data normalised in another way than those in use: another train= or "
        + "other data")
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    Explanation.summary(answer)
  }
}
